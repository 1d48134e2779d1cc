"""The desk's API of cases. Every address answers 404 to whoever may not read the case."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from vouchsafe.cases import blobs, checks, conclusions, contests, entitled, exclusion, keys, queries, services
from vouchsafe.cases import export as archive
from vouchsafe.cases.forms import blob_form, case_form, grant_form, item_form
from vouchsafe.cases.models import State
from vouchsafe.cases.wire import Addition, NewKey, Wire, read
from vouchsafe.common.downloads import download
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


class Move(Wire, frozen=True):
    """Where a case is to go."""

    to: State


class Leaving(Wire, frozen=True):
    """How a case is about to leave the desk as it was opened."""

    form: archive.Plain


class Exclusion(Wire, frozen=True):
    """Who is to see nothing more of a case."""

    member: UUID


@require_safe
@desk_api
def show_case(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: a case with the member's own grants, and all of its items and attachments. Recorded."""
    case = services.open_case(member, case_id)
    return json_response(
        {
            "case": case_form(case)
            | {"entitled": sorted(entitled.entitled_to(case)), "may_answer": contests.may_answer(member, case)},
            "definition": queries.definition_of(case).body,
            "grants": [grant_form(grant) for grant in queries.grants_for(member, case)],
            "items": [item_form(item) for item in queries.items_of(case)],
            "blobs": [blob_form(blob) for blob in queries.blobs_of(case)],
        }
    )


@require_POST
@desk_api
def make_key(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: store a desk key's grants; 409 "key/exists" when a colleague was first. Recorded."""
    case = queries.case_for(member, case_id)
    new = read(request, NewKey)
    keys.store_key(member, case, new)
    return json_response({"case": case.id, "key_kind": new.key_kind, "generation": new.generation}, 201)


@require_POST
@desk_api
def add_items(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: store what a handler wrote. The same items again answer the same. Recorded."""
    case = queries.case_for(member, case_id)
    addition = read(request, Addition)
    kinds = checks.FROM_DESK_IN_ROOM if case.is_room else checks.FROM_DESK
    checks.check_addition(addition, kinds, blobs.Waiting(case.organisation_id))
    services.add_from_desk(member, case, addition)
    return json_response({"case": case.id, "items": [item.id for item in addition.items]}, 201)


@require_POST
@desk_api
def change_state(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: move a case one step of the workflow. Recorded."""
    case = queries.case_for(member, case_id)
    state = services.change_state(member, case, read(request, Move).to)
    return json_response({"case": case.id, "state": state})


@require_POST
@desk_api
def conclude(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: conclude a case with an outcome that one person may say, and tell the reporter. Recorded."""
    case = conclusions.conclude(member, case_id, read(request, conclusions.Conclusion))
    return json_response({"case": case.id, "state": case.state, "outcome": case.outcome}, 201)


@require_POST
@desk_api
def answer_contest(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: another look was asked for: reopen the case, or uphold its outcome, and tell the reporter. Recorded."""
    case = contests.answer(member, case_id, read(request, contests.Answer))
    return json_response({"case": case.id, "state": case.state, "outcome": case.outcome}, 201)


@require_POST
@desk_api
def exclude(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: a coordinator excludes a member from a case, for good. Recorded."""
    case = exclusion.exclude(member, case_id, read(request, Exclusion).member)
    return json_response({"case": case.id, "excluded": case.excluded, "rekey_due": case.rekey_due}, 201)


@require_safe
@desk_api
def download_blob(request: HttpRequest, member: Member, case_id: UUID, blob_id: UUID) -> HttpResponseBase:
    """GET: the sealed bytes of one attachment, or a range of them. Recorded."""
    content = services.open_blob(member, case_id, blob_id)
    return download(request, content, str(blob_id))


@require_safe
@desk_api
def export(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: the case as it is sealed, in one archive (protocol §16). Recorded."""
    content = archive.Streamed(archive.export_case(member, case_id))
    return FileResponse(content, content_type="application/zip", as_attachment=True, filename=f"case-{case_id}.zip")


@require_POST
@desk_api
def record_export(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: the browser is about to give out the case as it opened it: a page to print, or an archive. Recorded."""
    case = archive.record_plain(member, case_id, read(request, Leaving).form)
    return json_response({"case": case.id}, 201)
