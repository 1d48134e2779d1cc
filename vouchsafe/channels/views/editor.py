"""The desk's API of definitions being written. Every address answers 404 to whoever does not administer the channel."""

from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vouchsafe.channels import changes, definitions, editing, schema, services, starters
from vouchsafe.channels.errors import ChannelError
from vouchsafe.channels.forms import DraftForm, NewChannelForm, NewDraftForm, RevisionForm
from vouchsafe.channels.models import Draft
from vouchsafe.common.http import decode, json_response
from vouchsafe.common.languages import name_of
from vouchsafe.law.packs import PACKS, names_of, pack
from vouchsafe.looks.hosts import address
from vouchsafe.looks.queries import look_of
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member
from vouchsafe.people.queries import Reader, readers_of


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def channels(request: HttpRequest, member: Member) -> HttpResponse:
    """GET: every channel and every starter. POST: begin a channel, from a starter or from a file. Recorded."""
    managed = editing.managed_channels(member)
    if request.method != "POST":
        known = {"channels": [_managed_form(one) for one in managed], "starters": _starters(member)}
        return json_response({**known, "languages": _languages(member)})
    form = decode(request, NewChannelForm)
    draft = services.start_channel(member, slug=form.slug, body=_first_body(member, form))
    return json_response({"id": draft.id}, 201)


@require_safe
@desk_api
def channel(_request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponse:
    """GET: one channel, its versions, and its draft with every problem of it."""
    managed = editing.managed_channel(member, channel_id)
    draft = managed.draft
    shown = None if draft is None else {**_draft_form(draft), "body": draft.body, "older": editing.older_texts(managed)}
    known = {"languages": _languages(member), "laws": _laws()}
    return json_response({**_managed_form(managed), "draft": shown, **known})


@require_http_methods(["POST", "PUT"])
@desk_api
def draft(request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponse:
    """POST: begin to change an open channel. Recorded. PUT: save the draft; its problems are told, not refused."""
    if request.method == "POST":
        opened = editing.open_channel(member, channel_id)
        form = decode(request, NewDraftForm)
        body = None if form.file is None else definitions.parse(form.file.encode())
        started = services.start_draft(member, opened, body)
        return json_response(_draft_form(started), 201)
    current = editing.draft_for(member, channel_id)
    change = decode(request, DraftForm)
    raw = change.file.encode() if change.file is not None else msgspec.json.encode(change.body)
    saved = services.save_draft(member, current, revision=change.revision, body=definitions.parse(raw))
    return json_response(_draft_form(saved))


@require_POST
@desk_api
def publish(request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponse:
    """POST: publish the draft as it was seen; refused with the place of its first problem. Recorded."""
    current = editing.draft_for(member, channel_id)
    published = services.publish_draft(member, current, revision=decode(request, RevisionForm).revision)
    return json_response({"id": published.channel_id, "version": published.version}, 201)


@require_POST
@desk_api
def discard(request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponse:
    """POST: throw the draft away. Recorded."""
    current = editing.draft_for(member, channel_id)
    services.discard_draft(member, current, revision=decode(request, RevisionForm).revision)
    return json_response({"id": channel_id})


@require_safe
@desk_api
def compare(request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponse:
    """GET ?from=…&to=…: every difference between two versions; each is a number, or "draft"."""
    old = editing.body_for(member, channel_id, request.GET.get("from", ""))
    new = editing.body_for(member, channel_id, request.GET.get("to", ""))
    return json_response({"changes": [_change_form(change) for change in changes.diff(old, new)]})


@require_safe
@desk_api
def export(_request: HttpRequest, member: Member, channel_id: UUID, which: str) -> HttpResponse:
    """GET: a version or the draft as a file: its canonical JSON, and the address of the schema that it follows."""
    body = editing.body_for(member, channel_id, which)
    slug = editing.managed_channel(member, channel_id).slug
    address = settings.VOUCHSAFE.address("public", schema.ADDRESS)
    answer = HttpResponse(definitions.canonical({**body, "$schema": address}), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{which}.json"'
    return answer


def _first_body(member: Member, form: NewChannelForm) -> dict[str, Any]:
    if form.file is not None:
        return definitions.parse(form.file.encode())
    if form.starter is None:
        raise ChannelError("starter/missing", _("Choose a template, or a file."), field="starter")
    asked = form.starter
    details = starters.Details(member.organisation.name, asked.address, asked.contact, asked.privacy_contact)
    return starters.begin(asked.name, details)


def _managed_form(managed: editing.Managed) -> dict[str, Any]:
    channel, drafted = managed.channel, managed.draft
    name = channel.name if channel else _draft_name(drafted)
    language = get_language() or settings.LANGUAGE_CODE
    test = f"/{language}/{channel.organisation.slug}/{channel.slug}/test/" if channel and managed.versions else ""
    return {
        "id": managed.id,
        "slug": managed.slug,
        "name": name or managed.slug,
        "open": channel is not None and channel.active,
        "versions": [{"version": one.version, "published_on": one.published_on} for one in managed.versions],
        "draft": drafted is not None,
        "independent": [each.name for each in _readers(managed) if each.independent],
        "test_address": address(channel.organisation.slug, "report", test) if channel and test else None,
    }


def _readers(managed: editing.Managed) -> list[Reader]:
    channel = managed.channel
    return [] if channel is None else readers_of(channel.organisation_id, channel.id)


def _draft_name(drafted: Draft | None) -> str:
    names = {} if drafted is None else drafted.body.get("name")
    name = names.get(settings.LANGUAGE_CODE) if isinstance(names, dict) else ""
    return name if isinstance(name, str) else ""


def _draft_form(draft: Draft) -> dict[str, Any]:
    return {"id": draft.id, "revision": draft.revision, "problems": editing.problems_of(draft)}


def _change_form(change: changes.Change) -> dict[str, Any]:
    both = isinstance(change.old, str) and isinstance(change.new, str)
    pieces = changes.pieces(change.old, change.new) if both else []
    return {
        "kind": change.kind,
        "place": change.place,
        "old": change.old,
        "new": change.new,
        "about": change.about,
        "pieces": pieces,
    }


def _starters(member: Member) -> list[dict[str, Any]]:
    """Each starter by its own name and purpose, with the organisation's name put in."""
    shown = []
    for name in starters.names():
        body = starters.named(name, member.organisation.name)
        questions = len(body["questionnaire"]["fields"])
        shown.append({"name": name, "title": body["name"], "purpose": body["purpose"], "questions": questions})
    return shown


def _laws() -> list[dict[str, str]]:
    """The law packs that a channel may name, by their names in the language of the page."""
    language = get_language() or settings.LANGUAGE_CODE
    found = [pack(id_) for id_ in PACKS]
    names = [names_of(one, [language]) for one in found]
    return [
        {"id": one.id, "name": name.get(language, name["en"]), "statute": one.statute}
        for one, name in zip(found, names, strict=True)
    ]


def _languages(member: Member) -> list[dict[str, str]]:
    """The languages that the organisation's pages offer: what every text should be written in."""
    return [{"code": code, "name": name_of(code)} for code in look_of(member.organisation.slug).languages]
