"""The desk's API of reply rooms. Every address answers 404 to whoever may not read the room, or handle its channel."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from vouchsafe.cases import rooms
from vouchsafe.cases.bundle import Bundle
from vouchsafe.cases.wire import json_of, read
from vouchsafe.common.http import json_response, takes
from vouchsafe.looks import hosts
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_safe
@desk_api
def published(_request: HttpRequest, member: Member, channel_id: UUID) -> HttpResponseBase:
    """GET: what a room of this channel is sealed for, and the report door's address, for who handles the channel."""
    definition = rooms.definition_for(member, channel_id)
    door = hosts.address(member.organisation.slug, "report", "/")
    return json_response({"version": definition.version, "definition": definition.body, "door": door})


@require_POST
@desk_api
@takes(Bundle)
def open_room(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: open a reply room by its sealed bundle. The same bytes again answer the same. Recorded."""
    opened = rooms.open_room(member, case_id, json_of(request))
    return json_response({"case": opened.case, "received_on": opened.received_on}, 201)


@require_POST
@desk_api
def end_room(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: end a reply room with a letter. The same letter again answers the same. Recorded."""
    room = rooms.end(member, case_id, read(request, rooms.Ending))
    return json_response({"case": room.id, "state": room.state, "erase_due": room.erase_due}, 201)
