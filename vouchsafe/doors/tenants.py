"""Each request sees one organisation's rows (`common/tenancy.py`): here it becomes known which."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from vouchsafe.common.tenancy import Way, enter, enter_as, visit
from vouchsafe.people.sign_in import organisation_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]

SLUGS = ("organisation", "org")
"""How addresses call the slug of an organisation."""
ID = "organisation_id"


class VisitMiddleware:
    """The first and the last of a request: what is kept of a session is written inside it too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the others answer."""
        with visit():
            return self.get_response(request)


class TenantMiddleware:
    """At the desk a request belongs to the organisation of its session, elsewhere to the one that its address names.

    Where there is neither, it sees no tenant's rows. Signing in finds its member first (`people/sign_in.py`).
    Where the address names one by its slug, `request.organisation_id` is its id, or None.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the others answer."""
        if request.door == "desk":  # type: ignore[attr-defined]
            organisation = organisation_of(request)
            if organisation is not None:
                enter(organisation)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Called once the address is known."""
        if request.door == "desk":  # type: ignore[attr-defined]
            return
        slug = next((kwargs[name] for name in SLUGS if name in kwargs), None)
        if slug is not None:
            request.organisation_id = enter_as(Way.SLUG, slug)  # type: ignore[attr-defined]
        elif ID in kwargs:
            enter(kwargs[ID])
