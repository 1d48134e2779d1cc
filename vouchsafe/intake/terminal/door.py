"""The report door as the terminal client sees it: its address, and requests that fail in words."""

import re
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from vouchsafe.common import loopback
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError, Unreachable
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain

TIMEOUT: Final = httpx.Timeout(30, read=120, write=120)
TIMEOUT_OVER_TOR: Final = httpx.Timeout(120)
TOR: Final = "127.0.0.1:9050"
ATTEMPTS: Final = 4
PAUSE: Final = 1.5
"""Seconds before the second attempt; each later pause is longer."""
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Place:
    """What a page's address names: the origin, the organisation and, on a channel's page, the channel."""

    origin: str
    organisation: str
    channel: str | None

    @property
    def tor(self) -> str | None:
        """The Tor ("host:port") that leads there where nobody named another: None where none is needed."""
        return TOR if (urlsplit(self.origin).hostname or "").endswith(".onion") else None

    def api(self, path: str) -> str:
        """The address of an API path of this organisation."""
        return f"{self.origin}/api/v1/{self.organisation}/{path}"


def read_address(url: str) -> Place:
    """Read `http(s)://host/<language>/<organisation>/[<channel>/[report/]]`.

    Raises TerminalError "address/unreadable", or "address/http" where nothing would encrypt the way.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if parts.scheme not in {"http", "https"} or not parts.hostname or not 2 <= len(segments) <= 4:  # noqa: PLR2004
        raise _unreadable()
    if not all(_SLUG.fullmatch(segment) for segment in segments):
        raise _unreadable()
    if parts.scheme == "http" and not _is_loopback(parts.hostname) and not parts.hostname.endswith(".onion"):
        raise TerminalError("address/http", _("This address is not encrypted. Use the one that begins with https://."))
    channel = segments[2] if len(segments) > 2 and segments[2] != "return" else None  # noqa: PLR2004
    return Place(f"{parts.scheme}://{parts.netloc}", segments[1], channel)


class LoopbackTransport(loopback.LoopbackTransport):
    """As `common.loopback` has it; and no resolver ever hears of an onion (RFC 7686 §2)."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, its Host header untouched."""
        if request.url.host.endswith(".onion"):
            raise httpx.ConnectError(_("only Tor leads to an onion"), request=request)
        return super().handle_request(request)


def open_client(tor: str | None = None) -> httpx.Client:
    """A client that sends no cookie, follows no redirect, obeys no proxy of the environment and names no version.

    It goes through the Tor at `tor` ("host:port") if there is one. Raises TerminalError "tor/unreachable".
    """
    return httpx.Client(
        transport=_through_tor(tor) if tor else LoopbackTransport(retries=2),
        timeout=TIMEOUT_OVER_TOR if tor else TIMEOUT,
        follow_redirects=False,
        headers={"User-Agent": "", "Accept-Language": "en"},
    )


def _through_tor(tor: str) -> httpx.HTTPTransport:
    """Tor resolves the name; a user name of its own keeps this run on circuits of its own (IsolateSOCKSAuth)."""
    host, _colon, port = tor.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, ValueError, OverflowError) as error:
        message = _("No Tor answers at %(tor)s. Start Tor; Tor Browser's is at 127.0.0.1:9150, so add --tor with that.")
        raise TerminalError("tor/unreachable", message % {"tor": tor}) from error
    proxy = httpx.Proxy(f"socks5h://{tor}", auth=(secrets.token_hex(8), "vouchsafe"))
    return httpx.HTTPTransport(proxy=proxy)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a failure of the network into Unreachable."""
    try:
        yield
    except httpx.HTTPError as error:
        message = _("No answer from %(host)s: %(reason)s. Check the address and your connection.")
        host = error.request.headers.get("host", "") if error._request else ""  # noqa: SLF001 - `.request` raises
        reason = str(error) or type(error).__name__
        raise Unreachable("door/unreachable", message % {"host": host, "reason": reason}) from error


def ask(client: httpx.Client, method: str, url: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - httpx's own
    """Send a request and read its JSON; raises Unreachable, or ServerRefused with the server's code and sentence."""
    with in_words():
        response = client.request(method, url, **arguments)
    return read_answer(response)


def insist(
    client: httpx.Client, method: str, url: str, raw: bytes, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Send the same bytes until they are answered: the server stores them once. Raises as `ask`."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return ask(
                client, method, url, content=raw, headers={"Content-Type": "application/json", **(headers or {})}
            )
        except (Unreachable, ServerRefused) as error:
            is_passing = isinstance(error, Unreachable) or error.status >= 500  # noqa: PLR2004 - server's own failures
            if not is_passing or attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE * attempt)
    raise AssertionError  # the loop returns or raises


def read_answer(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer, or the error that it carries."""
    try:
        answer = response.json()
    except (ValueError, RecursionError):  # no JSON, a number of thousands of digits, or nested without end
        answer = None
    if response.is_success and isinstance(answer, dict):
        return answer
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        raise ServerRefused(plain(error.get("code")), plain(error.get("message")), response.status_code)
    message = _("The server answered %(status)d, and not as a report door does. Check the address.")
    raise ServerRefused("door/foreign", message % {"status": response.status_code}, response.status_code)


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")


def _unreadable() -> TerminalError:
    message = _(
        "This is not the address of a channel: copy it from the page, as in https://report.example/en/org/channel/."
    )
    return TerminalError("address/unreadable", message)
