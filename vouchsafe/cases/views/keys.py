"""The desk's API of keys that are handed on or made anew."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vouchsafe.cases import recovering, regranting
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.forms import lacking_form
from vouchsafe.cases.wire import CaseGrants, read
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
def grants_of_sheet(request: HttpRequest, member: Member, sheet: str) -> HttpResponseBase:
    """GET: as `grants`, for keys that a recovery sheet has and that only the sheet opens. Recorded."""
    return _page(recovering.lacking_by_sheet(member, bytes.fromhex(sheet), _cursor(request.GET.get("after"))))


def _page(page: regranting.Page) -> HttpResponseBase:
    return json_response({"cases": [lacking_form(row) for row in page.rows], "next": page.next, "left": page.left})


def _cursor(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise CaseError("case/cursor", _("This list cannot go on from there. Reload it."), "after") from error
