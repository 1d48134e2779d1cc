"""Which organisation a host of its own means. Known in every process; asked of the database every few seconds only.

The porch imports this before Django's models are there, so it names none.
"""

import re
from typing import Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection

from vouchsafe.common.outage import is_outage

SECONDS = 10
"""After which a host that was added or removed by another process is known here too."""
_CACHE = "process"
_KEY = "looks/hosts"
_LAST = "looks/hosts/last"
_PORT = re.compile(r":\d+$")


class OwnHost(NamedTuple):
    """A host of one organisation. `language`: the one that its pages begin with, "" for the server's first."""

    name: str
    door: str
    organisation_id: UUID
    slug: str
    language: str = ""


def own_host(host: str) -> OwnHost | None:
    """Whose host a Host header names (ports are ignored), or None. No query while what is known is fresh."""
    return next((own for own in _all() if own.name == bare(host)), None)


def known_host(host: str) -> OwnHost | None:
    """As `own_host`, from what is known already: never a query, so that an event loop can ask."""
    known: list[OwnHost] = caches[_CACHE].get(_KEY, [])
    return next((own for own in known if own.name == bare(host)), None)


def address(slug: str, door: Literal["report", "public"], path: str) -> str:
    """The full address of an organisation's page: at its own host where it has one, else at the server's."""
    own = next((own for own in _all() if own.slug == slug and own.door == door), None)
    if own is None:
        shared: str = settings.VOUCHSAFE.address(door, path)
        return shared
    port = _PORT.search(settings.HOSTS[door])
    return f"{settings.VOUCHSAFE.scheme}://{own.name}{port[0] if port else ''}{path}"


def all_of(slug: str) -> list[OwnHost]:
    """The hosts of the organisation at this public address."""
    return [own for own in _all() if own.slug == slug]


def names() -> list[str]:
    """Every organisation's own hosts, as the database has them now."""
    return [own.name for own in _read()]


def forget() -> None:
    """Ask the database again, in this process, with the next request."""
    caches[_CACHE].delete(_KEY)


def bare(host: str) -> str:
    """A host name without its port, as it is stored."""
    return _PORT.sub("", host.lower()).rstrip(".")


def _all() -> list[OwnHost]:
    """What the database says, or said a moment ago, or, while none answers, what it said last."""
    known: list[OwnHost] | None = caches[_CACHE].get(_KEY)
    if known is not None:
        return known
    try:
        known = _read()
    except Error as error:
        last: list[OwnHost] | None = caches[_CACHE].get(_LAST)
        if last is None or not is_outage(error):
            raise
        known = last  # and for a while nobody else waits in vain to ask
    caches[_CACHE].set(_KEY, known, SECONDS)
    caches[_CACHE].set(_LAST, known, None)
    return known


def _read() -> list[OwnHost]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, door, organisation_id, slug, language FROM tenants_hosts()")
        return [OwnHost(*row) for row in cursor.fetchall()]
