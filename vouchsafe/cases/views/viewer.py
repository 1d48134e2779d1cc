"""The frame in which the desk shows what strangers attached: a page of an opaque origin that reaches nothing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; media-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""No origin (so no cookie, no storage, nothing of the desk), no network, own scripts only; the desk alone frames it."""


@require_safe
@login_required
def frame(request: HttpRequest) -> HttpResponse:
    """GET: the same empty page for everybody. The page around it hands it one verified file (web/src/viewer)."""
    answer = render(request, "cases/viewer.html")
    answer["Content-Security-Policy"] = POLICY
    return answer
