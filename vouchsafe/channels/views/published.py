"""What is published of channels at the report and the public door, and who-am-I at the desk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_safe

from vouchsafe.channels import queries
from vouchsafe.channels import schema as schemas
from vouchsafe.common.http import api, json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_GET
@api
def channel(_request: HttpRequest, organisation: str, channel: str) -> HttpResponse:
    """GET /api/v1/<org>/channels/<channel>: what it is for and what it asks."""
    return json_response(queries.published_form(queries.channel_for_reporting(organisation, channel)))


@require_GET
@desk_api
def me(_request: HttpRequest, member: Member) -> HttpResponse:
    """GET /api/v1/me: the signed-in member, their roles, key and channels."""
    return json_response(queries.me(member))


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """GET /schemas/channel-definition.json: the JSON Schema that every definition follows."""
    return HttpResponse(schemas.published(), content_type="application/schema+json")
