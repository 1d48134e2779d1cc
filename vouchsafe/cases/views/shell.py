"""The page of the desk: one shell for each of its addresses; what it shows is opened in the browser."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vouchsafe.people.access import member_of


@require_safe
@login_required
def desk(request: HttpRequest, **_kwargs: Any) -> HttpResponse:  # noqa: ANN401 - a case id, for the script alone
    """GET: the shell. Whether the case in the address exists is for the API to say, to whoever may know."""
    return render(request, "cases/desk.html", {"member": member_of(request)})
