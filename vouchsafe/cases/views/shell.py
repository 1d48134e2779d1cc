"""The page of the desk: one shell for each of its addresses; what it shows is opened in the browser."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vouchsafe.people.access import member_of
from vouchsafe.people.models import Role
from vouchsafe.people.queries import member_has


@require_safe
@login_required
def desk(request: HttpRequest, **_kwargs: Any) -> HttpResponse:  # noqa: ANN401 - an id, for the script alone
    """GET: the shell. Whether what the address names exists is for the API to say, to whoever may know.

    Administrators, who read no case, load the pages that write channels, and overseers those that read the record;
    nobody else does.
    """
    member = member_of(request)
    context = {
        "member": member,
        "administers": member_has(member, Role.ADMINISTRATOR),
        "oversees": member_has(member, Role.OVERSEER),
    }
    return render(request, "cases/desk.html", context)
