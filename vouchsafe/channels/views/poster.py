"""The poster of a channel, for every member of its organisation."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vouchsafe.channels import poster as posters
from vouchsafe.channels import queries
from vouchsafe.channels.errors import ChannelError
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_safe
@desk_api
def poster(_request: HttpRequest, member: Member, channel_id: UUID, language: str, sheet: str) -> HttpResponse:
    """GET /api/v1/channels/<id>/poster/<language>/<a4|a5>: a PDF. What stands on it is published anyway."""
    if sheet not in posters.SHEETS:
        raise ChannelError("poster/sheet", _("Posters come as a4 and a5."), 404)
    published = queries.published_for(member, channel_id)
    made = posters.draw(posters.poster_of(published, language), cast("posters.Sheet", sheet))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{posters.file_name(published, language, sheet)}"'
    return answer
