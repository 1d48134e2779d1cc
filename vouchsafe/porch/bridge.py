"""From an ASGI request with its whole body to Django's WSGI handler, and back."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from vouchsafe.common.pages import KeptPage
from vouchsafe.porch.types import Scope

WsgiApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

CUT = "vouchsafe.cut"
"""In the environment when the body is only the beginning of what came."""
REFUSED = "vouchsafe.refused"
"""In the environment when no body was read: the code of why."""

# All that Django may learn of a visitor where nobody signs in. Cookies, user agents, languages, forwarded addresses and
# whatever else a browser or a proxy adds end here: what never arrives cannot be kept.
_ENOUGH = frozenset(
    (
        *(b"host", b"content-type", b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since"),
        *(b"upload-length", b"tus-resumable", b"vouchsafe-proof"),
    )
)


class FileBody:
    """`wsgi.file_wrapper`: marks a response that is a file, so that the event loop streams it and no thread waits."""

    def __init__(self, file: BinaryIO, block_size: int = 65_536) -> None:
        self.file = file
        self.block_size = max(block_size, 262_144)

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        """Closes the file; Django hung the end of the request on it."""
        self.file.close()


class Answer(msgspec.Struct, frozen=True):
    """What Django answered: a body that is whole, or a file to stream. `is_page`: others get the same (`again.py`)."""

    status: int
    headers: Headers
    body: bytes = b""
    file: FileBody | None = None
    is_page: bool = False


def json_answer(data: object, status: int) -> Answer:
    """As Django answers with `common.http.json_response`."""
    body = msgspec.json.encode(data)
    length = str(len(body)).encode()
    return Answer(status, [(b"content-type", b"application/json"), (b"content-length", length)], body)


def environ_of(scope: Scope, body: bytes, *, door: str | None, scheme: str) -> dict[str, Any]:
    """The WSGI environment (PEP 3333). The visitor's address is not in it, at any door.

    Header names with an underscore are dropped: they could pass for others.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": "",
        "SERVER_PORT": "",
        "REMOTE_ADDR": "0.0.0.0",  # noqa: S104 - nobody's address, not one to listen on
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileBody,
    }
    for name, value in scope["headers"]:
        if (
            b"_" in name
            or name in (b"content-length", b"transfer-encoding")
            or (door != "desk" and name not in _ENOUGH)
        ):
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        text = value.decode("latin-1")
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    return environ


def call(application: WsgiApplication, environ: dict[str, Any]) -> Answer:
    """Run Django. Called in a thread of the pool; a FileBody leaves unread, everything else is whole."""
    started: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        started.append((int(status[:3]), pairs))

    response = application(environ, start_response)
    if isinstance(response, FileBody):
        return Answer(*started[-1], file=response)
    try:
        return Answer(*started[-1], body=b"".join(response), is_page=isinstance(response, KeptPage))
    finally:
        close = getattr(response, "close", None)
        if close:
            close()
