"""Where the document is published: the same bytes for everyone, at the report door and at the desk."""

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from vouchsafe.doors.openapi.document import PREFIX, document


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """GET: this document."""
    return HttpResponse(_encoded(request.door), content_type="application/json")  # type: ignore[attr-defined]


@cache
def _encoded(door: str) -> bytes:
    return msgspec.json.encode(document(door))


openapi_patterns = [path(f"{PREFIX}openapi.json", openapi)]
