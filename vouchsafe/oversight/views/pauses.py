"""The desk's API of paused categories: 404 to whoever does not oversee all channels."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from vouchsafe.cases.wire import read
from vouchsafe.common.http import json_response
from vouchsafe.oversight import pausing, reviews
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_safe
@desk_api
def list_pauses(_request: HttpRequest, member: Member) -> HttpResponse:
    """GET: what waits for a review, with its figures; what is beyond the limit and open; what was reviewed before."""
    found = reviews.reviews_for(member)
    lists = {name: [each._asdict() for each in getattr(found, name)] for name in ("paused", "open", "ended")}
    return json_response({**found._asdict(), **lists})


@require_POST
@desk_api
def review(request: HttpRequest, member: Member, pause_id: UUID) -> HttpResponse:
    """POST: keep a category paused until a day, or open it again, for a reason that is published. Recorded."""
    pause = pausing.review(member, pause_id, read(request, pausing.Decision))
    return json_response({"id": pause.id, "until": pause.until, "ended_on": pause.ended_on})
