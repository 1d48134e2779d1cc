"""Which addresses are compared: every page of the report door's map and of the desk's shell, every file of the client.

Taken from the URL maps themselves, so that a page that is added is compared without a word here.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from vouchsafe.comparing.errors import CannotCompare
from vouchsafe.comparing.published import Organisation

_REFERENCE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_NO_PAGE: Final = re.compile(r"api/|\.well-known/|looks/|\^")
_NOWHERE: Final = "nothing-is-here/nor-here/nor-here/"
NOBODYS: Final = "00000000-0000-4000-8000-000000000000"
"""An id of nothing: the desk's shell is the same whatever its address names."""
SIGNED_OUT: Final = (
    "",
    "account/login/",
    "account/inactive/",
    "account/password/reset/",
    "account/password/reset/done/",
)
"""Pages of the desk that anybody gets; the first leads to signing in."""
MEMBERS: Final = ("viewer/", "style/")
"""Pages of the desk beside the shell that are the same for every member who may see them."""


def report_pages(languages: Iterable[str], organisations: Iterable[Organisation]) -> Iterator[str]:
    """The path of each page of the report door, in each language; of one that is not there; of what channels ask."""
    those = list(organisations)
    routes = [route for route in _routes("vouchsafe.doors.report") if not _NO_PAGE.match(route)]
    for language in ("", *languages):
        for route in routes:
            names = set(_REFERENCE.findall(route))
            if ("lang" in names) == (language != ""):  # each page once, and those of no language once
                yield from (f"/{path}" for path in _filled(route, names, language, those))
        yield f"/{language}/{_NOWHERE}" if language else f"/{_NOWHERE}"
    for each in those:
        yield from (f"/api/v1/{each.organisation.slug}/channels/{channel.slug}" for channel in each.channels)


def desk_pages() -> Iterator[str]:
    """The path of each page of the desk that shows the shell, and of those that are the same for all members."""
    from vouchsafe.cases.urls import page_patterns

    for pattern in page_patterns:
        yield "/" + _REFERENCE.sub(NOBODYS, str(pattern.pattern))
    yield from (f"/{page}" for page in MEMBERS)


def client_files(package: Path) -> Iterator[str]:
    """The path of each script, style, text and font of the built client.

    A packed twin has no address of its own: it is what is served to whoever takes gzip, as this client does.
    """
    folder = package / "client"
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz")
    yield from sorted(f"/static/client/{path.relative_to(folder).as_posix()}" for path in files)


def look_files(organisations: Iterable[Organisation]) -> Iterator[str]:
    """The style sheets and logos of looks."""
    from vouchsafe.looks.sheets import sheet_of

    for each in organisations:
        sheet = sheet_of(each.look.accent)
        yield from (address for address in (sheet.address if sheet else "", each.look.logo) if address)


def _routes(urlconf: str) -> Iterator[str]:
    from django.urls import URLPattern, get_resolver

    waiting = [("", get_resolver(urlconf))]
    while waiting:
        before, resolver = waiting.pop()
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield route
            else:
                waiting.append((route, pattern))


def _filled(route: str, names: set[str], language: str, organisations: list[Organisation]) -> Iterator[str]:
    if names - {"lang", "org", "channel"}:
        raise CannotCompare("door/route", f"No example is known for the page {route}: this release cannot be compared.")
    for each in organisations if "org" in names else [None]:
        for channel in (each.channels if each else ()) if "channel" in names else [None]:
            words = {
                "lang": language,
                "org": each.organisation.slug if each else "",
                "channel": channel.slug if channel else "",
            }
            yield _REFERENCE.sub(lambda found, words=words: words[found[1]], route)  # type: ignore[misc]
