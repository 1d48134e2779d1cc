"""The look at the desk: for administrators."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vouchsafe.common.http import decode, json_response
from vouchsafe.looks import queries, services
from vouchsafe.looks.colours import LEAST, is_colour, nearest, palette, readable
from vouchsafe.looks.errors import LookError
from vouchsafe.looks.forms import LookForm
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


@require_http_methods(["GET", "HEAD", "PUT"])
@desk_api
def look(request: HttpRequest, member: Member) -> HttpResponse:
    """GET: the look as it was chosen. PUT: choose another. Recorded."""
    if request.method == "PUT":
        form = decode(request, LookForm)
        services.change_look(
            member, accent=form.accent, languages=form.languages, default_language=form.default_language
        )
    return json_response(queries.managed_look(member))


@require_http_methods(["PUT"])
@desk_api
def logo(request: HttpRequest, member: Member) -> HttpResponse:
    """PUT: the picture itself as the body, whatever type its sender calls it. Recorded."""
    if not (request.content_type or "").startswith("image/"):
        raise LookError("logo/content-type", _("Send a picture."), 415)
    services.change_logo(member, request.body)
    return json_response(queries.managed_look(member))


@require_POST
@desk_api
def remove_logo(_request: HttpRequest, member: Member) -> HttpResponse:
    """POST: show no logo. Recorded."""
    services.change_logo(member, None)
    return json_response(queries.managed_look(member))


@require_safe
@desk_api
def colours(request: HttpRequest, _member: Member) -> HttpResponse:
    """GET ?accent=#rrggbb: what would follow from a colour, for the preview. Nothing is stored."""
    accent = request.GET.get("accent", "").lower()
    if not is_colour(accent):
        message = _("Write the colour as six hexadecimal digits, such as %(example)s.") % {"example": "#1c5642"}
        raise LookError("look/colour", message)
    light, dark = palette(accent)
    ratio = readable(accent)
    shades = {"light": light._asdict(), "dark": dark._asdict()}
    return json_response({**shades, "ratio": ratio, "readable": ratio >= LEAST, "nearest": nearest(accent)})
