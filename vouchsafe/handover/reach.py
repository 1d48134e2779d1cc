"""Where this server goes for a hand-over, and where it never goes.

Addresses come from administrators, so a careless or hostile one must not lead into the operator's own network:
1. The way is https, or http to this server's own report door and, where the server itself is a demo, to loopback.
2. A name is resolved here, once, and refused unless every address is public; what is connected to is that very address.
3. Nothing is followed: no redirect, no proxy of the environment, no onion.
4. An answer is bounded in size and time, and never compressed.
"""

import ipaddress
import socket
import time
from collections.abc import Iterator
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

import httpx
from django.conf import settings

MOST: Final = 8 * 1024 * 1024
"""Bytes of an answer, at most."""
LONGEST: Final = 60.0
"""Seconds that an answer may take to come."""
TIMEOUT: Final = httpx.Timeout(15)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class Here(NamedTuple):
    """What this server calls itself: the host of its report door, and how it is reached."""

    report: str
    scheme: str


def here() -> Here:
    """As the configuration says."""
    return Here(settings.VOUCHSAFE.hosts.report, settings.VOUCHSAFE.scheme)


def open_client() -> httpx.Client:
    """A client that goes to partners and nowhere else. Close it after use."""
    return httpx.Client(
        transport=GuardedTransport(here()),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "", "Accept-Language": "en", "Accept-Encoding": "identity"},
    )


def may_be_asked(origin: str, own: Here) -> bool:
    """Whether this server goes to `origin` ("https://host:port") at all; its addresses are looked at each time."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.netloc == own.report:
        return parts.scheme == own.scheme
    if _is_loopback_name(host):
        return own.scheme == "http"
    return parts.scheme == "https" and not host.endswith(".onion") and _may_be_public(host)


class GuardedTransport(httpx.HTTPTransport):
    """Sends a request where it may go, or raises httpx.ConnectError."""

    def __init__(self, own: Here) -> None:
        super().__init__()
        self._own = own

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request`, its Host header untouched."""
        url = request.url
        netloc = url.netloc.decode()
        if not may_be_asked(f"{url.scheme}://{netloc}", self._own):
            raise httpx.ConnectError("this server does not go there", request=request)
        if _is_loopback_name(url.host):
            request.url = url.copy_with(host="127.0.0.1")
        elif netloc != self._own.report:
            request.extensions = {**request.extensions, "sni_hostname": url.host}
            request.url = url.copy_with(host=_public_address(url.host, request))
        response = super().handle_request(request)
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise httpx.DecodingError("the answer is compressed", request=request)
        response.stream = _Bounded(response.stream, request)
        return response


class _Bounded(httpx.SyncByteStream):
    """A stream that ends in an error when too much comes, or for too long."""

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream, request: httpx.Request) -> None:
        self._stream = cast("httpx.SyncByteStream", stream)
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        end, left = time.monotonic() + LONGEST, MOST
        for chunk in self._stream:
            left -= len(chunk)
            if left < 0 or time.monotonic() > end:
                raise httpx.ReadError("the answer is too long", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _public_address(host: str, request: httpx.Request) -> str:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise httpx.ConnectError(f"{host} has no address", request=request) from error
    addresses = sorted(str(address) for address in found)
    if not addresses or not all(is_public(address) for address in addresses):
        raise httpx.ConnectError(f"{host} is not a public address", request=request)
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the internet at large: not private, loopback, link-local, multicast or mapped."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None or parsed.teredo is not None or parsed in _NAT64:
            return False
    return parsed.is_global and not parsed.is_multicast


def _may_be_public(host: str) -> bool:
    """False for what is no public name: an address that is not public, or a name without a dot."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host.strip(".")
    return is_public(host)


def _is_loopback_name(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"} or host.endswith(".localhost")
