"""The overseer's page of figures."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vouchsafe.oversight import figures, limits
from vouchsafe.people.access import member_of


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """GET, for overseers: the figures of their organisation and of those below it."""
    overseer = member_of(request)
    shown = {
        "organisations": figures.figures_for(overseer),
        "above": figures.who_else_sees(overseer),
        "fewest": figures.FEWEST,
        "over": limits.over(overseer),
        "share": limits.SHARE,
    }
    return render(request, "oversight/figures.html", shown)
