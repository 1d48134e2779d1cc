"""Pages of one organisation: its languages, and at a host of its own nobody else's pages."""

from collections.abc import Callable
from typing import Any, Protocol, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from vouchsafe.channels import published
from vouchsafe.looks import queries
from vouchsafe.looks.hosts import OwnHost
from vouchsafe.looks.queries import Shown, first_language
from vouchsafe.people.models import Member

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Pages that list organisations: at a host of one's own they lead to the only one there is.
_LISTS = frozenset({"languages", "organisations"})


class Visited(Protocol):
    """What DoorMiddleware and this one set on a request."""

    door: str
    own: OwnHost | None
    look: Shown | None
    offered_languages: tuple[str, ...]
    published: str


class OrganisationMiddleware:
    """Sets `request.look` on pages of an organisation; on those of its two doors `offered_languages` and `published`.

    The last is the mark of what is published (`channels/published.py`).

    At a host of one's own, what belongs to another organisation is not found. A page in a language that its
    organisation does not offer leads to the same page in the one that it begins with: printed addresses stay good.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the work is done below, once the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None to go on, or the way to where the page is."""
        visited = cast("Visited", request)
        if visited.door == "desk":
            visited.look = cast("Shown", SimpleLazyObject(lambda: _look_at_the_desk(request)))
            return None
        slug = kwargs.get("org") or kwargs.get("organisation")
        name = request.resolver_match.view_name if request.resolver_match else None
        if visited.own is not None:
            _refuse_others(visited.own, slug, kwargs.get("organisation_id"))
            if name in _LISTS:
                language = kwargs.get("lang") or first_language(visited.own.language)
                return HttpResponseRedirect(reverse("organisation", kwargs={"lang": language, "org": visited.own.slug}))
        if slug is None or "lang" not in kwargs:
            return None
        visited.published = published.mark_of(slug)
        visited.look = published.look_under(slug, visited.published)
        visited.offered_languages = visited.look.languages
        if kwargs["lang"] in visited.look.languages or request.method not in {"GET", "HEAD"}:
            return None
        return HttpResponseRedirect(reverse(name, kwargs={**kwargs, "lang": visited.look.default_language}))


def _refuse_others(own: OwnHost, slug: str | None, organisation_id: UUID | None) -> None:
    if slug not in {None, own.slug} or organisation_id not in {None, own.organisation_id}:
        raise Http404


def _look_at_the_desk(request: HttpRequest) -> Shown | None:
    user = request.user
    return queries.look_of(user.organisation.slug) if isinstance(user, Member) else None
