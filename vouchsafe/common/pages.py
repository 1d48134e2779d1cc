"""Pages of the report door and the public door: pure functions of release, language and what is published."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.text import compress_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vouchsafe.common import outage
from vouchsafe.common.languages import name_of


class Version(NamedTuple):
    """The same page in another language."""

    code: str
    name: str
    address: str
    current: bool


_KEPT_SECONDS: Final = 600


class KeptPage(HttpResponse):
    """A page that was made before, with the same bytes compressed."""

    def __init__(self, content: bytes, compressed: bytes) -> None:
        super().__init__(content)
        self.compressed = compressed


def kept(key: tuple[str, ...], make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page that `make` makes, made once for each `key`: everything that it is a function of, beside the release.

    Never for a page that holds what a visitor typed. In the memory of this process, a few hundred at most.
    """
    name = "page/" + hashlib.sha256("\x00".join(key).encode()).hexdigest()
    found: tuple[bytes, bytes] | None = caches["process"].get(name)
    if found is None:
        content = make().content
        found = content, compress_string(content, max_random_bytes=0)
        caches["process"].set(name, found, _KEPT_SECONDS)
    return KeptPage(*found)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """`template` with its language versions. Nothing of the visitor gets in: no session, no token, no header."""
    return render(request, template, {**context, "versions": versions(request)}, status=status)


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """A door's root: nothing is guessed of the visitor, they choose."""
    choices = [{"code": code, "name": name_of(code)} for code in _offered(request)]
    return page(request, "common/languages.html", {"choices": choices})


def versions(request: HttpRequest) -> list[Version]:
    """This address in every language that is offered, each under its own name; [] where no view matched."""
    match = request.resolver_match
    if match is None or match.view_name is None:
        return []
    present = translation.get_language()
    return [
        Version(code, name_of(code), reverse(match.view_name, kwargs={**match.kwargs, "lang": code}), code == present)
        for code in _offered(request)
        if "lang" in match.kwargs
    ]


def _offered(request: HttpRequest) -> tuple[str, ...]:
    """The languages of the organisation whose page it is (doors/organisations.py), else the server's."""
    offered: tuple[str, ...] | None = getattr(request, "offered_languages", None)
    return offered or tuple(code for code, _name in settings.LANGUAGES)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in the words of the door: what happened, what may not have arrived, what to do; 503 where no database is."""
    error = sys.exc_info()[1]
    if error is not None and outage.is_outage(error):
        return outage.answer(request, language_of(request.path), error)
    if getattr(request, "door", "") == "desk":
        return render(request, "500.html", status=500)
    language = language_of(request.path)
    with translation.override(language):
        context = {
            "title": _("Something broke here"),
            "text": _(
                "The server met a fault that it did not expect. What you just sent may not have arrived. "
                "Try again in a while; if it goes on, tell the organisation by another way."
            ),
            "onward": f"/{language}/",
            "onward_label": _("Organisations here"),
        }
        return page(request, "common/message.html", context, status=500)


def language_of(path: str) -> str:
    """The language that an address begins with, else the source language: for pages where no view matched."""
    first = path.strip("/").split("/", 1)[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
