"""What is due: the board's API, and the calendar that needs no session."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vouchsafe.cases import due, feeds, inbox
from vouchsafe.cases.forms import board_form
from vouchsafe.common.http import api, json_response
from vouchsafe.common.tenancy import enter
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_safe
@desk_api
def board(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: what is due, a page at a time, and the rows of the cases that the member may read, for their titles."""
    found = due.board(member, after=request.GET.get("after"))
    named = {row.case for row in found.rows if row.case is not None}
    cases = inbox.page(member, inbox.Narrowing(cases=named), limit=due.PAGE).rows if named else []
    return json_response(
        {
            "rows": [board_form(row) for row in found.rows],
            "cases": [row.form for row in cases],
            "next": found.next,
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def feed(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: whether the member's calendar has an address. POST: a new one, told this once. Recorded."""
    if request.method != "POST":
        return json_response({"made": feeds.has_feed(member)})
    secret = feeds.make_feed(member)
    address = f"{settings.VOUCHSAFE.address('desk').rstrip('/')}/calendar/{member.organisation_id}/{secret}.ics"
    return json_response({"address": address}, 201)


@require_POST
@desk_api
def revoke_feed(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """POST: the address of the member's calendar leads nowhere any more. Recorded."""
    feeds.revoke_feed(member)
    return json_response({"made": False})


@require_safe
@api
def calendar(_request: HttpRequest, organisation_id: UUID, secret: str) -> HttpResponseBase:
    """GET without a session: the calendar behind a secret address; 404 for any other."""
    enter(organisation_id)
    content = feeds.feed(organisation_id, secret)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"})
