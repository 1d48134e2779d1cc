"""The desk's addresses of people and keys, and the public directory at the report door."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vouchsafe.common.http import api, decode, json_response
from vouchsafe.people import queries, services
from vouchsafe.people.access import desk_api
from vouchsafe.people.forms import EntryForm, KeyForm, MemberForm, RightsForm
from vouchsafe.people.models import Member


@require_GET
@api
def public_directory(_request: HttpRequest, organisation: str) -> HttpResponse:
    """GET /api/v1/<org>/directory: the chain and its cards, for whoever seals to it."""
    found = queries.organisation_by_slug(organisation)
    return json_response(queries.directory_of(found.id)._asdict())


@require_GET
@desk_api
def directory(_request: HttpRequest, member: Member) -> HttpResponse:
    """GET /api/v1/directory: the chain, the members, and whose keys wait to be listed."""
    return json_response(queries.desk_directory(member))


@require_POST
@desk_api
def append_entry(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/directory/entries: publish the next entry."""
    form = decode(request, EntryForm)
    entry = services.append_directory_entry(member, form.entry, form.cards)
    return json_response({"sequence": entry.sequence, "hash": bytes(entry.hash).hex()}, 201)


@require_POST
@desk_api
def store_key(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/key: keep the key that the member's browser made."""
    form = decode(request, KeyForm)
    card = services.store_key(member, form.card, form.key_file)
    return json_response({"fingerprint": bytes(card.fingerprint).hex()}, 201)


@require_http_methods(["GET", "POST"])
@desk_api
def members(request: HttpRequest, member: Member) -> HttpResponse:
    """GET /api/v1/members: an administrator's list. POST: an administrator invites somebody."""
    if request.method == "GET":
        return json_response({"members": queries.member_list(member)})
    form = decode(request, MemberForm)
    holdings = [right.holding() for right in form.rights]
    invited = services.invite_member(member, name=form.name, email=form.email, holdings=holdings)
    shown = {"id": invited.id, "name": invited.name, "email": invited.email}
    return json_response({"member": shown}, 201)


@require_POST
@desk_api
def set_rights(request: HttpRequest, member: Member, member_id: UUID) -> HttpResponse:
    """POST /api/v1/members/<id>/rights: an administrator sets the whole of somebody's rights."""
    other = queries.member_for(member, member_id)
    form = decode(request, RightsForm)
    services.set_rights(member, other, [right.holding() for right in form.rights])
    return json_response({"id": other.id})


@require_POST
@desk_api
def leave(_request: HttpRequest, member: Member, member_id: UUID) -> HttpResponse:
    """POST /api/v1/members/<id>/leave: somebody leaves the organisation."""
    other = queries.member_for(member, member_id)
    services.leave(member, other)
    return json_response({"id": other.id})


@require_POST
@desk_api
def take_back(_request: HttpRequest, member: Member, member_id: UUID) -> HttpResponse:
    """POST /api/v1/members/<id>/return: somebody who left is back, without any right yet."""
    other = queries.member_for(member, member_id)
    services.take_back(member, other)
    return json_response({"id": other.id})
