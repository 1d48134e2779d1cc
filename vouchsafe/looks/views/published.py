"""Style sheets and logos, at every door. Each address names a hash, so that what it gives never changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from vouchsafe.looks import queries
from vouchsafe.looks.sheets import sheet_of

_FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def sheet(_request: HttpRequest, accent: str, digest: str) -> HttpResponse:
    """GET /looks/<rrggbb>-<hash>.css: a pure function of the colour."""
    found = sheet_of(f"#{accent}")
    if found is None or found.address != f"/looks/{accent}-{digest}.css":
        raise Http404
    return HttpResponse(found.css, content_type="text/css; charset=utf-8", headers={"Cache-Control": _FOR_EVER})


@require_safe
def logo(_request: HttpRequest, organisation: str, sha256: str) -> HttpResponse:
    """GET /looks/<org>/<hash>.png: the logo, while it is the organisation's."""
    found = queries.logo_at(organisation, bytes.fromhex(sha256))
    if found is None:
        raise Http404
    return HttpResponse(found, content_type="image/png", headers={"Cache-Control": _FOR_EVER})
