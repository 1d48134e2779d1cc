"""The record over HTTP: what anybody may check, and what its overseers may read."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vouchsafe.audit import proofs
from vouchsafe.audit.tags import Tag
from vouchsafe.common.errors import ApiError
from vouchsafe.common.http import api, json_response
from vouchsafe.oversight import acts, case_record, directory, record
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member
from vouchsafe.tlog.errors import OutOfRange
from vouchsafe.tlog.tiles import WIDTH

_TILE = re.compile(r"(?P<number>(x\d{3}/){0,5}\d{3})(\.p/(?P<width>[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?", re.ASCII)

MOST = 2048
"""Entries in one answer: eight tiles."""


@require_safe
@api
def checkpoint(_request: HttpRequest, organisation_id: UUID) -> HttpResponseBase:
    """GET: the newest checkpoint, a signed note, with what witnesses have cosigned of it so far."""
    return _text(proofs.cosigned(record.log_of(organisation_id)))


@require_safe
@api
def cosigned(_request: HttpRequest, organisation_id: UUID) -> HttpResponseBase:
    """GET: the newest checkpoint that a witness has cosigned."""
    return _text(record.last_cosigned(organisation_id))


@require_safe
@api
def tile(_request: HttpRequest, organisation_id: UUID, level: int, address: str) -> HttpResponseBase:
    """GET: hashes of the tree (C2SP tlog-tiles), for ever the same: a tile, or the beginning of one (`.p/WIDTH`)."""
    found = _TILE.fullmatch(address)
    if not found:
        raise Http404
    number = int(found["number"].replace("/", "").replace("x", ""))
    hashes = record.tile(organisation_id, level, number, int(found["width"] or WIDTH))
    return HttpResponse(
        hashes,
        content_type="application/octet-stream",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@require_safe
@api
def key(_request: HttpRequest, organisation_id: UUID) -> HttpResponseBase:
    """GET: the log's verifier keys, one a line: the present one, then one that is being replaced."""
    return _text("".join(f"{verifier}\n" for verifier in proofs.verifiers_of(record.log_of(organisation_id))))


@require_safe
@api
def inclusion(_request: HttpRequest, organisation_id: UUID, index: int, size: int) -> HttpResponseBase:
    """GET: that an entry is among the first `size`: {"hashes": [base64, …]}, nearest the leaf first."""
    try:
        return json_response({"hashes": record.inclusion(organisation_id, index, size)})
    except OutOfRange as error:
        raise _not_there() from error


@require_safe
@api
def consistency(_request: HttpRequest, organisation_id: UUID, first: int, second: int) -> HttpResponseBase:
    """GET: that the record of `second` entries begins with that of `first`: {"hashes": [base64, …]}."""
    try:
        return json_response({"hashes": record.consistency(organisation_id, first, second)})
    except OutOfRange as error:
        raise _not_there() from error


@require_safe
@desk_api
def summary(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET, for overseers: what is public of their record and where, and what its page offers to choose."""
    log = record.record_for(member)
    return json_response(
        {
            "checkpoint": proofs.cosigned(log),
            "key": str(proofs.verifiers_of(log)[0]),
            "address": record.address_of(log),
            "size": log.size,
            "witnesses": record.witnesses_of(log),
            "members": acts.members_of(member),
            "tags": list(Tag),
        }
    )


@require_safe
@desk_api
def list_acts(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET, for overseers: {"acts": [{"index", "at", "tag", "actor", "objects"}], "next": cursor or null}.

    `tag`, `member`, `case`, `since`, `until` narrow it; `after` takes a cursor, `limit` up to 1,000.
    """
    wanted, after, limit = acts.read_wanted(request.GET)
    page = acts.acts_for(member, wanted, after, limit)
    return json_response({"acts": page.acts, "next": page.next})


@require_safe
@desk_api
def entries(_request: HttpRequest, member: Member, start: int, end: int) -> HttpResponseBase:
    """GET, for overseers: an export's lines of the entries from `start` up to `end`, at most 2,048 of them."""
    try:
        lines = record.lines_for(member, start, min(end, start + MOST))
    except OutOfRange as error:
        raise _not_there() from error
    return HttpResponse(b"".join(line + b"\n" for line in lines), content_type="application/jsonl")


@require_safe
@desk_api
def recorded(_request: HttpRequest, member: Member, since: int, after: int) -> HttpResponseBase:
    """GET, for every member: proof that the directory is in the record, as `oversight.directory.recorded_for`."""
    try:
        proof = directory.recorded_for(member, since, after)
    except OutOfRange as error:
        raise _not_there() from error
    return json_response(proof._asdict())


@require_safe
@desk_api
def of_case(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET, for who reads the case: its entries, proven, as `oversight.case_record.record_of`."""
    return json_response(case_record.record_of(member, case_id)._asdict())


def _text(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _not_there() -> ApiError:
    return ApiError("record/out-of-range", _("The record has no entry or size of this number."), 404)
