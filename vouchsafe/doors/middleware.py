"""What holds the doors apart: URL map by host, headers, no cookie where nobody signs in."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.pages import KeptPage
from vouchsafe.doors.headers import headers_of
from vouchsafe.doors.hosts import door_of, is_same_host
from vouchsafe.doors.unscripted import is_unscripted
from vouchsafe.looks.hosts import own_host
from vouchsafe.people.middleware import OpenSessionsMiddleware, SecondFactorMiddleware
from vouchsafe.people.watching import RefusalsMiddleware

GetResponse = Callable[[HttpRequest], HttpResponseBase]
_PLAIN = "text/plain; charset=utf-8"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
logger = logging.getLogger(__name__)


class CookieRefusedError(VouchsafeError):
    """Something tried to set a cookie at a door that has none."""


class DoorMiddleware:
    """Sets `request.door`, `own`, `over_tor` and the door's URL map; a host that is none of ours gets 400.

    `own`: whose host this is, None at the server's.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let the next one answer."""
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        door = door_of(host, settings.HOSTS, settings.ONION)
        own = own_host(host) if door is None else None
        door = own.door if own else door
        if door is None:
            refusal = HttpResponse("This host is not served here.\n", status=400, content_type=_PLAIN)
            return _with_headers(refusal, headers_of("report", settings.VOUCHSAFE.scheme, own_host=True))
        request.door = door  # type: ignore[attr-defined]
        request.own = own  # type: ignore[attr-defined]
        request.over_tor = is_same_host(host, settings.ONION)  # type: ignore[attr-defined]
        request.urlconf = f"vouchsafe.doors.{door}"
        return self.get_response(request)


class HeadersMiddleware:
    """Security headers per door, on every answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let the next one answer."""
        response = self.get_response(request)
        door: str = request.door  # type: ignore[attr-defined]
        over_tor: bool = request.over_tor  # type: ignore[attr-defined]
        headers = headers_of(
            door,
            "http" if over_tor else settings.VOUCHSAFE.scheme,
            unscripted=is_unscripted(door, request.path_info),
            own_host=request.own is not None,  # type: ignore[attr-defined]
        )
        _with_headers(response, headers)
        if not over_tor:
            _offer_onion(request, response)
        return response


class MethodsMiddleware:
    """No other method than those that some address here knows: TRACE and invented ones reach no view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """405, or let the next one answer."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS, content_type=_PLAIN)
        return self.get_response(request)


def _with_headers(response: HttpResponseBase, headers: Mapping[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response


def _offer_onion(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell Tor Browser of the same page over Tor; it heeds the header on https only, and never at an onion.

    Source: Tor Browser proposal 100, `Onion-Location`.
    """
    https = settings.VOUCHSAFE.scheme == "https"
    page = response.headers.get("Content-Type", "").startswith("text/html")
    if settings.ONION and https and page and request.door == "report":  # type: ignore[attr-defined]
        response.headers["Onion-Location"] = f"http://{settings.ONION}{escape_uri_path(request.path)}"


class CompressionMiddleware(GZipMiddleware):
    """Pages leave gzipped where nobody signs in: over Tor every kilobyte is felt. The same bytes for everyone.

    Django pads each answer by a random length, because a page may hold a secret beside what an attacker sent (BREACH).
    These pages hold neither.
    """

    max_random_bytes = 0

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a page, for a browser that takes it."""
        page = response.headers.get("Content-Type", "").startswith("text/html")
        if request.door == "desk" or not page:  # type: ignore[attr-defined]
            return response
        if isinstance(response, KeptPage):
            return _compressed(request, response)
        return super().process_response(request, response)


def _compressed(request: HttpRequest, response: KeptPage) -> HttpResponseBase:
    """As GZipMiddleware does it, without compressing again."""
    patch_vary_headers(response, ("Accept-Encoding",))
    if re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
        response.content = response.compressed
        response.headers["Content-Length"] = str(len(response.compressed))
        response.headers["Content-Encoding"] = "gzip"
    return response


class NoCookieMiddleware:
    """No cookie ever leaves by the report or the public door: an error in tests, stripped and logged in production."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let the next one answer."""
        response = self.get_response(request)
        if request.door != "desk" and response.cookies:  # type: ignore[attr-defined]
            if settings.RAISE_ON_COOKIE:
                raise CookieRefusedError("door/cookie", "A cookie was set at a door that has none.", 500)
            logger.error("a cookie was set at a door that has none; it was stripped")
            response.cookies.clear()
        return response


class LanguageInPathMiddleware:
    """Where an address carries `<lang:lang>`, that is the page's language, whatever the visitor's browser says."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let the next one answer."""
        if request.door == "desk":  # type: ignore[attr-defined]
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Called once the address is known; `override` above undoes it."""
        if "lang" in kwargs:
            translation.activate(kwargs["lang"])
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


class _AtTheDesk:
    """Another middleware that acts behind the desk only; at the other doors it is not even called."""

    def __init__(self, get_response: GetResponse, inner: Any) -> None:  # noqa: ANN401 - Django's middlewares share no type
        self.get_response = get_response
        self.inner = inner

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or let the next one answer."""
        if request.door == "desk":  # type: ignore[attr-defined]
            answer: HttpResponseBase = self.inner(request)
            return answer
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """What has one checks something of a session (a token, a second factor), and only the desk has sessions."""
        hook = getattr(self.inner, "process_view", None)
        if request.door != "desk" or hook is None:  # type: ignore[attr-defined]
            return None
        answer: HttpResponseBase | None = hook(request, view, args, kwargs)
        return answer


def _at_the_desk(middleware: Callable[[Any], Any]) -> Callable[[GetResponse], _AtTheDesk]:
    def build(get_response: GetResponse) -> _AtTheDesk:
        return _AtTheDesk(get_response, middleware(get_response))

    return build


sessions = _at_the_desk(SessionMiddleware)
accept_language = _at_the_desk(LocaleMiddleware)
csrf = _at_the_desk(CsrfViewMiddleware)
authentication = _at_the_desk(AuthenticationMiddleware)
refusals = _at_the_desk(RefusalsMiddleware)
messages = _at_the_desk(MessageMiddleware)
open_sessions = _at_the_desk(OpenSessionsMiddleware)
second_factor = _at_the_desk(SecondFactorMiddleware)
