"""tus at the porch: requests of any shape to one upload, beside a model that knows what must lie on the disk."""

import asyncio
from functools import cache
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from fuzz.properties import check_refusal
from vouchsafe.cases.checks import read_length
from vouchsafe.cases.errors import CaseError
from vouchsafe.common import uploads
from vouchsafe.common.uploads import Upload
from vouchsafe.intake import proofs
from vouchsafe.porch.app import Porch

ORGANISATION: Final = UUID("0b7b7a52-6f0c-4f43-9a3d-1d2a4e5f6a7b")
METHODS: Final = ("PATCH", "HEAD", "DELETE", "OPTIONS", "POST", "GET")
BYTES: Final = "application/offset+octet-stream"
_MOST: Final = 12  # requests of one run
_loop = asyncio.new_event_loop()


class Talk(NamedTuple):
    """An upload, and what of it came so far by the model; None once it was taken back."""

    upload: Upload
    length: int


def target(data: bytes) -> None:
    """Lines: the first is the announced length; each further is a request: method, offset, headers, then the body."""
    announced, *requests = data.split(b"\n")
    _check_headers(announced)
    length = 1 + sum(announced) % 64
    upload = uploads.create(ORGANISATION, length, blob_id=uuid4())
    assert uploads.begin(upload.claim)
    held: bytes | None = b""
    try:
        for request in requests[:_MOST]:
            held = _loop.run_until_complete(_ask(Talk(upload, length), held, request))
    finally:
        uploads.remove(ORGANISATION, upload.blob_id)


async def _ask(talk: Talk, held: bytes | None, request: bytes) -> bytes | None:
    """One request; what lies on the disk after it, checked against what it may have done."""
    method, offset, version, kind, token, *rest = [*request.split(b"\t", 6), *[b""] * 6][:7]
    body = rest[0]
    name = METHODS[method[0] % len(METHODS)] if method else "PATCH"
    headers = [
        (b"host", settings.HOSTS["report"].encode()),
        (b"tus-resumable", version or b"1.0.0"),
        (b"content-type", kind or BYTES.encode()),
        (b"upload-offset", offset or str(len(held or b"")).encode()),
    ]
    path = "/uploads/" + (token.decode("latin-1") or talk.upload.token)
    status, answered = await _talk({"type": "http", "method": name, "path": path, "headers": headers}, body)
    now = _on_disk(talk)
    if status == HTTPStatus.NO_CONTENT and name == "DELETE":
        assert now is None
        return None
    if held is None:  # what was taken back never comes again
        assert now is None
        assert status >= HTTPStatus.BAD_REQUEST or name == "OPTIONS"
        return None
    assert now is not None
    # What lies there only grows, by a beginning of what was sent, and never beyond what was announced.
    assert now.startswith(held)
    assert body.startswith(now[len(held) :])
    assert len(now) <= talk.length
    if status == HTTPStatus.NO_CONTENT and name == "PATCH":
        assert now == held + body
        assert int(answered[b"upload-offset"]) == len(now)
    elif name != "PATCH":
        assert now == held
    if status == HTTPStatus.OK:
        assert (int(answered[b"upload-offset"]), int(answered[b"upload-length"])) == (len(now), talk.length)
    return now


async def _talk(scope: dict[str, Any], body: bytes) -> tuple[int, dict[bytes, bytes]]:
    """Ask the porch; its one answer, which is never a failure and has one line per header."""
    half = len(body) // 2
    coming = [body[:half], body[half:]]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": coming.pop(0), "more_body": bool(coming)}

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI's own shape
        sent.append(message)

    await _porch()(scope, receive, send)
    start, *bodies = sent
    assert start["type"] == "http.response.start"
    assert [each["type"] for each in bodies] == ["http.response.body"]
    assert start["status"] != HTTPStatus.INTERNAL_SERVER_ERROR
    assert not any(b"\n" in part or b"\r" in part for pair in start["headers"] for part in pair)
    return start["status"], dict(start["headers"])


def _on_disk(talk: Talk) -> bytes | None:
    """Every byte that lies there under the blob's name, whole or in part."""
    try:
        return talk.upload.claim.part.read_bytes()
    except FileNotFoundError:
        pass
    try:
        with uploads.open_blob(ORGANISATION, talk.upload.blob_id) as whole:
            return whole.read()
    except FileNotFoundError:
        return None


def _check_headers(value: bytes) -> None:
    """The headers of a creation: the length that is announced, and the proof that pays for it."""
    text = value.decode("latin-1")
    for read in (read_length, proofs.read):
        try:
            read(text)
        except CaseError as error:
            check_refusal(error)


@cache
def _porch() -> Porch:
    return Porch(get_wsgi_application(), settings.HOSTS, settings.VOUCHSAFE.scheme)
