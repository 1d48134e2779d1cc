"""The desk's API of room at a partner. Every address answers 404 to whoever may not read the case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from vouchsafe.cases import queries
from vouchsafe.cases.wire import read
from vouchsafe.common import tus
from vouchsafe.common.http import json_response
from vouchsafe.handover import rooms, tasks
from vouchsafe.handover.forms import room_form
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def list_rooms(request: HttpRequest, member: Member, case_id: UUID, proposal_id: UUID) -> HttpResponseBase:
    """GET: which room the partner gave so far. POST: have the worker ask for it."""
    if request.method == "POST":
        found = rooms.ask_for_rooms(member, case_id, proposal_id, read(request, rooms.Wanted))
        tasks.make_rooms.defer()
        return json_response({"rooms": [room_form(room) for room in found]}, 202)
    found = rooms.rooms_for(queries.case_for(member, case_id), proposal_id)
    return json_response({"rooms": [room_form(room) for room in found]})


@tus.creation
@require_POST
@desk_api
def create_upload(
    _request: HttpRequest, member: Member, case_id: UUID, proposal_id: UUID, number: int
) -> HttpResponseBase:
    """POST: an upload here of what goes into a room; its bytes then go to `location` (tus 1.0)."""
    return tus.created(rooms.begin_upload(queries.case_for(member, case_id), proposal_id, number))
