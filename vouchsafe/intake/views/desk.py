"""The desk's uploads. They are counted as the reporters' are, so they stand here."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from vouchsafe.cases import checks
from vouchsafe.common import tus
from vouchsafe.intake import services
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@tus.creation
@require_POST
@desk_api
def create_upload(request: HttpRequest, member: Member) -> HttpResponseBase:
    """POST with Upload-Length: announce a sealed attachment; its bytes then go to `location` (tus 1.0)."""
    length = checks.read_length(request.headers.get("Upload-Length"))
    return tus.created(services.announce_at_desk(member, length))
