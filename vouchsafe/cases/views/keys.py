"""The desk's API of keys that are handed on or made anew."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vouchsafe.cases import queries, recovering, regranting, rekeying
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.forms import due_form, lacking_form
from vouchsafe.cases.wire import CaseGrants, NewKeys, read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member
from vouchsafe.people.queries import card_of


@require_http_methods(["GET", "POST"])
@desk_api
def grants(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: cases in which a colleague lacks a key that one has, a page at a time. POST: these keys. Recorded."""
    if request.method == "POST":
        return json_response({"stored": regranting.regrant(member, read(request, CaseGrants).grants)}, 201)
    card = card_of(member)
    after = _cursor(request.GET.get("after"))
    page = regranting.Page([], None, 0) if card is None else regranting.lacking(member, bytes(card.fingerprint), after)
    return _page(page)


@require_safe
@desk_api
def grants_of_sheet(request: HttpRequest, member: Member, fingerprint: str) -> HttpResponseBase:
    """GET: as `grants`, for keys that a recovery sheet has and that only the sheet opens. Recorded."""
    return _page(recovering.lacking_by_sheet(member, bytes.fromhex(fingerprint), _cursor(request.GET.get("after"))))


def _page(page: regranting.Page) -> HttpResponseBase:
    return json_response({"cases": [lacking_form(row) for row in page.rows], "next": page.next, "left": page.left})


@require_safe
@desk_api
def due(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: cases due for new keys that the member can make, a page at a time. No case counts as opened by it."""
    rows, more = rekeying.due(member, _cursor(request.GET.get("after")))
    following = rows[-1].case.id if more else None
    return json_response({"cases": [due_form(row) for row in rows], "next": following})


@require_http_methods(["GET", "POST"])
@desk_api
def rekey(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: what making new keys for a case needs. POST: the keys; 409 when a colleague was first. Recorded."""
    case = queries.case_for(member, case_id)
    if request.method == "GET":
        return json_response(due_form(rekeying.describe(member, case)))
    rekeying.rekey(member, case, read(request, NewKeys))
    return json_response({"case": case.id}, 201)


@require_safe
@desk_api
def waiting(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: how much waits for this member's browser: keys that colleagues lack, and cases due for new ones."""
    card = card_of(member)
    cases, holders = (0, []) if card is None else regranting.who_lacks(member, bytes(card.fingerprint))
    return json_response({"lacking": {"cases": cases, "holders": holders}, "due": rekeying.due_for(member).count()})


def _cursor(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise CaseError("case/cursor", _("This list cannot go on from there. Reload it."), "after") from error
