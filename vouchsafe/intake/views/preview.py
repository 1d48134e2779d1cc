"""The report door's form as a reporter would see it, made from a draft, for the administrator who writes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_urlconf, set_urlconf
from django.views.decorators.http import require_safe

from vouchsafe.channels import editing
from vouchsafe.channels.errors import NotFound
from vouchsafe.channels.preview import presentable
from vouchsafe.intake.context import Shown, channel_context
from vouchsafe.people.access import member_of

REPORT_DOOR = "vouchsafe.doors.report"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin; require-trusted-types-for 'script'"
)
"""No script runs, so nothing typed here can be sent; only the desk may frame it. Styles need the origin (CORP)."""


@require_safe
@login_required
def draft(request: HttpRequest, channel_id: UUID, lang: str) -> HttpResponse:
    """GET: the form in this language; 404 to whoever does not administer the channel."""
    member = member_of(request)
    try:
        written = editing.draft_for(member, channel_id)
    except NotFound:
        raise Http404 from None
    body, problems = presentable(editing.as_published(written))
    if problems:
        answer = _at_the_report_door(request, "intake/preview_problems.html", {"problems": problems})
    else:
        shown = Shown(written.id, written.slug, body)
        context = channel_context(lang, member.organisation, shown)
        answer = _at_the_report_door(request, "intake/preview.html", context)
    answer["Content-Security-Policy"] = POLICY
    return answer


def _at_the_report_door(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with the report door's addresses; its class "door-preview" lays open every step (channels.css)."""
    here = get_urlconf()
    set_urlconf(REPORT_DOOR)
    try:
        return render(request, template, {**context, "door": "preview"})
    finally:
        set_urlconf(here)
