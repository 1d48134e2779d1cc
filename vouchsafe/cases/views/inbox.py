"""The desk's API of the list of cases: rows, sealed titles, names of categories, and who has a case."""

import re
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vouchsafe.cases import assigning, inbox, queries
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.forms import assignment_form, title_form
from vouchsafe.cases.inbox import Assigned, Due, Narrowing
from vouchsafe.cases.models import State
from vouchsafe.cases.wire import Wire, read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member

Choice = TypeVar("Choice", bound=StrEnum | TextChoices)


class Assignment(Wire, frozen=True):
    """To whom a case is to go, and who had it when that was decided; null is nobody."""

    to: UUID | None
    instead_of: UUID | None


@require_safe
@desk_api
def list_cases(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: the cases that the member may list, a page at a time.

    `state`, `channel`, `assigned`, `due`, `unread` and `cases` (ids, comma between) narrow it;
    `after` goes on; `limit` is how many at most.
    """
    asked = Narrowing(
        state=_one_of(State, request, "state"),
        channel=_id(request.GET.get("channel"), "channel"),
        assigned=_one_of(Assigned, request, "assigned"),
        due=_one_of(Due, request, "due"),
        unread=_yes(request, "unread"),
        cases=_ids(request) if "cases" in request.GET else None,
    )
    page = inbox.page(member, asked, after=request.GET.get("after"), limit=_limit(request))
    return json_response({"cases": [row.form for row in page.rows], "next": page.next})


@require_safe
@desk_api
def titles(request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: the sealed titles of `cases` (ids, comma between), of those that the member may read."""
    return json_response({"titles": [title_form(each) for each in inbox.titles(member, _ids(request))]})


@require_safe
@desk_api
def categories(_request: HttpRequest, member: Member) -> HttpResponseBase:
    """GET: what the categories of the member's channels are called; titles name them by id."""
    channels = [{"id": channel, "categories": found} for channel, found in queries.categories_of(member)]
    return json_response({"channels": channels})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def assignment(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: who has a case, and who may have it. POST: give it to somebody, or to nobody. Recorded."""
    if request.method == "POST":
        asked = read(request, Assignment)
        case = assigning.assign(member, case_id, to=asked.to, instead_of=asked.instead_of)
    else:
        case = assigning.case_to_assign(member, case_id)
    return json_response(assignment_form(case, assigning.who_may_have(case)))


def _one_of(choices: type[Choice], request: HttpRequest, name: str) -> Choice | None:
    given = request.GET.get(name)
    if not given:
        return None
    try:
        return choices(given)
    except ValueError as error:
        raise _no_such_filter(name) from error


def _id(given: str | None, name: str) -> UUID | None:
    if not given:
        return None
    try:
        return UUID(given)
    except ValueError as error:
        raise _no_such_filter(name) from error


def _ids(request: HttpRequest) -> list[UUID]:
    wanted = [each for each in request.GET.get("cases", "").split(",") if each]
    return [found for found in (_id(each, "cases") for each in wanted) if found is not None]


def _yes(request: HttpRequest, name: str) -> bool:
    given = request.GET.get(name)
    if given not in {None, "", "yes"}:
        raise _no_such_filter(name)
    return given == "yes"


def _limit(request: HttpRequest) -> int:
    given = request.GET.get("limit") or str(inbox.PAGE)
    if not re.fullmatch(r"[0-9]{1,4}", given) or not 1 <= int(given) <= inbox.LONGEST:
        raise _no_such_filter("limit")
    return int(given)


def _no_such_filter(name: str) -> CaseError:
    return CaseError("case/filter", _("The list cannot be narrowed in this way. Choose again."), name)
