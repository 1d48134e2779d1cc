"""The design system's own page: every token and every component, for whoever changes pages."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vouchsafe.people.access import member_of
from vouchsafe.people.models import Role
from vouchsafe.people.queries import member_has

# What web/src/style/tokens.css defines; web/src/style/style.test.ts holds them together.
COLOURS = (
    "paper", "paper-raised", "paper-sunk", "ink", "ink-soft", "rule", "rule-strong", "green", "green-deep",
    "green-wash", "on-green", "brick", "brick-deep", "brick-wash", "on-brick", "amber", "amber-line", "amber-wash",
    "focus",
)  # fmt: skip
SIZES = ("s", "m", "l", "xl", "2xl", "3xl")
STEPS = range(1, 9)


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """GET, for administrators: it shows nothing of anybody, but nobody else needs it."""
    if not member_has(member_of(request), Role.ADMINISTRATOR):
        raise Http404
    return render(request, "looks/style.html", {"colours": COLOURS, "sizes": SIZES, "steps": STEPS})
