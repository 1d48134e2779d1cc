"""The desk's API of requests to open what is kept apart. Who holds no share of it gets 404."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vouchsafe.cases import apart, queries, requests
from vouchsafe.cases.forms import key_form, request_form
from vouchsafe.cases.wire import NewDecision, NewRequest, read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_safe
@desk_api
def list_requests(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: every request that the member can read as the holder of a share, without any case key."""
    return json_response({"requests": [request_form(member, each) for each in apart.requests_for(member)]})


@require_http_methods(["GET", "POST"])
@desk_api
def of_case(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: what the case keeps apart, and the requests to open it. POST: ask to open it. Recorded."""
    case = queries.case_for(member, case_id)
    if request.method == "POST":
        made = requests.ask(member, case.id, read(request, NewRequest))
        return json_response({"id": made.id, "state": made.state}, 201)
    return json_response(
        {
            "keys": [key_form(case, key) for key in apart.keys_of(case)],
            "requests": [request_form(member, each) for each in apart.requests_for(member, case.id)],
            "next_generation": apart.next_generation(case),
        }
    )


@require_POST
@desk_api
def decide(request: HttpRequest, member: Member, request_id: UUID) -> HttpResponseBase:
    """POST: give one's share, refuse, or take the request back. Recorded."""
    found = requests.decide(member, request_id, read(request, NewDecision))
    return json_response({"id": found.id, "state": found.state}, 201)


@require_POST
@desk_api
def open_share(_request: HttpRequest, member: Member, case_id: UUID, request_id: UUID) -> HttpResponseBase:
    """POST: the share that a second holder gave to who asked. Recorded each time as an opening."""
    return json_response({"share": requests.open_share(member, case_id, request_id)})
