"""The desk's addresses of people and keys, and the public directory at the report door."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vouchsafe.common.http import api, decode, json_response
from vouchsafe.people import queries, services
from vouchsafe.people.access import demand_fresh, desk_api
from vouchsafe.people.forms import (
    EntryForm,
    KeyFileForm,
    KeyForm,
    KitForm,
    MemberForm,
    RightsForm,
    SecondFactorForm,
    WrapForm,
)
from vouchsafe.people.models import Member


@require_GET
@api
def public_directory(_request: HttpRequest, organisation: str) -> HttpResponse:
    """GET /api/v1/<org>/directory: the chain and its cards, for whoever seals to it."""
    found = queries.organisation_by_slug(organisation)
    return json_response(queries.published_directory(found.id))


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
    if form.replaces is not None:
        demand_fresh(request)
    card = services.store_key(member, form.card, form.key_file, replaces=form.replaces)
    return json_response({"fingerprint": bytes(card.fingerprint).hex()}, 201)


@require_POST
@desk_api
def change_key_file(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/key/file: the same key under a new passphrase."""
    form = decode(request, KeyFileForm)
    services.change_key_file(member, form.key_file, form.signature)
    return json_response({})


@require_POST
@desk_api
def prove_kit(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/key/kit: the member's browser opened the recovery kit."""
    services.prove_kit(member, decode(request, KitForm).fingerprint)
    return json_response({})


@require_GET
@desk_api
def passkeys(_request: HttpRequest, member: Member) -> HttpResponse:
    """GET /api/v1/key/passkeys: the member's own passkeys, and which of them open the key."""
    return json_response({"passkeys": [passkey._asdict() for passkey in queries.passkeys_of(member)]})


@require_POST
@desk_api
def add_wrap(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/key/wraps: the key under one of the member's passkeys."""
    form = decode(request, WrapForm)
    services.add_wrap(member, form.credential, form.sealed)
    return json_response({}, 201)


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
def require_second_factor(request: HttpRequest, member: Member) -> HttpResponse:
    """POST /api/v1/second-factor: an administrator asks every member for a second factor, or no longer."""
    form = decode(request, SecondFactorForm)
    services.require_second_factor(member, required=form.required, passkeys_only=form.passkeys_only)
    return json_response({})


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
