"""When no database answers, or none leads while another takes over: what that looks like, and what people are told.

Nothing of a request is noted: one line an hour in each process says that there is an outage, with the frames of the
first failure, and no more.
"""

import logging
from typing import Final

import psycopg
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.http import error_response

SECONDS: Final = 30
"""After which to ask again (`Retry-After`). A database that takes over needs about as long."""

# PostgreSQL's manual, appendix A: connection exceptions, insufficient resources (a full disk, too many connections),
# shutting down or starting; and a write that reached a database which only follows.
_AWAY: Final = ("08", "53", "57P", "25006")
_NOTED: Final = "outage/noted"
_AN_HOUR: Final = 3600

logger = logging.getLogger(__name__)


class DatabaseAway(VouchsafeError):
    """No database takes what is asked or sent."""

    def __init__(self) -> None:
        super().__init__(
            "database/away",
            _("The server cannot reach its database. What you sent was most probably not kept. Try again in a minute."),
            503,
        )


def is_outage(error: BaseException) -> bool:
    """Whether it failed because no database answers or none leads; wrong statements and held locks are none."""
    cause = error.__cause__ if isinstance(error, Error) else error
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is None:  # the server said nothing: there is no connection, or no longer
        return isinstance(cause, psycopg.OperationalError)
    return cause.sqlstate.startswith(_AWAY)


def answer(request: HttpRequest, language: str, error: BaseException) -> HttpResponse:
    """503 with Retry-After: a page to somebody who reads, the JSON error form to a program.

    `language`: the one that the address names; at the desk it is the browser's. A browser asks for "text/html" when it
    opens a page or sends a form, and for nothing in particular when a script does.
    """
    if caches["process"].add(_NOTED, value=True, timeout=_AN_HOUR):
        logger.error("no database answers or leads: requests are answered 503 (said once an hour)", exc_info=error)
    reads = "text/html" in request.headers.get("Accept", "")
    response = _page(request, language) if reads else error_response(DatabaseAway())
    response.headers["Retry-After"] = str(SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django would log each request
    return response


def _page(request: HttpRequest, language: str) -> HttpResponse:
    """The page asks nothing: neither whose it is nor who reads it could be looked up."""
    at_the_desk = getattr(request, "door", "") == "desk"
    request.look = None  # type: ignore[attr-defined]
    with translation.override(translation.get_language_from_request(request) if at_the_desk else language):
        context = {
            "title": _("Not reachable for the moment"),
            "text": _("This server cannot reach its database. That mostly passes within minutes."),
            "sent": request.method not in {"GET", "HEAD"},
        }
        return render(request, "common/away.html", context, status=503)
