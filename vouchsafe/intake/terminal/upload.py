"""Sending sealed bytes: tus 1.0 over httpx, resumed where a broken connection left off."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final
from uuid import UUID

import httpx

from vouchsafe.intake.terminal import proof
from vouchsafe.intake.terminal.door import Place, ask, in_words, read_answer
from vouchsafe.intake.terminal.errors import TerminalError, Unreachable
from vouchsafe.intake.terminal.texts import gettext as _

CHUNK: Final = 64 * 1024
ATTEMPTS: Final = 5
PAUSE: Final = 1.0
TUS: Final = {"Tus-Resumable": "1.0.0"}
MOST_DIGITS: Final = 20
"""Of an offset: more than 2^64 has."""
BUSY: Final = frozenset({408, 409, 423, 503})

Progress = Callable[[int], None]
"""Is told how many sealed bytes the server has so far."""


def announce(
    client: httpx.Client, place: Place, channel: UUID, sealed_size: int, proving: proof.Progress = lambda _share: None
) -> tuple[UUID, str]:
    """Pay for room for `sealed_size` bytes; gives the blob's id and the address to send them to.

    `proving` is told which share of the proof of work is done.
    """
    headers = {**TUS, "Upload-Length": str(sealed_size)}
    wanted = {"channel": str(channel), "length": sealed_size}

    def create(paid: str) -> dict[str, Any]:
        return ask(client, "POST", place.api("uploads"), headers={**headers, proof.HEADER: paid})

    return _announced(place, proof.proven(client, place, "upload", wanted, create, proving))


def _announced(place: Place, answer: Mapping[str, Any]) -> tuple[UUID, str]:
    try:
        return UUID(answer["blob"]), str(httpx.URL(place.origin + answer["location"]))
    except (KeyError, TypeError, ValueError, AttributeError, httpx.InvalidURL) as error:
        raise _foreign() from error


def take_back(client: httpx.Client, address: str) -> None:
    """Have the server forget an upload that is no longer wanted; if it does not answer, it forgets within days."""
    with suppress(httpx.HTTPError):
        client.delete(address, headers=TUS)


def send(client: httpx.Client, address: str, sealed: BinaryIO, size: int, progress: Progress) -> None:
    """Send `size` sealed bytes, a chunk at a time; after a broken connection goes on where the server stands.

    Raises Unreachable after `ATTEMPTS` failures in a row without a byte of progress.
    """
    offset, failures = 0, 0
    while offset < size:
        before = offset
        try:
            with in_words():
                offset = _append(client, address, sealed, size, offset, progress)
        except Unreachable:
            failures += 1
            if failures >= ATTEMPTS:
                raise
            time.sleep(PAUSE * failures)
            offset = _resume(client, address, before)
        failures = 0 if offset > before else failures
        progress(offset)


def _append(client: httpx.Client, address: str, sealed: BinaryIO, size: int, offset: int, progress: Progress) -> int:
    headers = {
        **TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(size - offset),
    }
    response = client.patch(address, headers=headers, content=_chunks(sealed, offset, progress))
    if response.status_code in BUSY:
        raise httpx.ReadError(_("the upload is busy"), request=response.request)
    if not response.is_success:
        read_answer(response)
    return _offset_of(response)


def _resume(client: httpx.Client, address: str, before: int) -> int:
    try:
        with in_words():
            response = client.head(address, headers=TUS)
    except Unreachable:
        return before
    if response.status_code in BUSY:
        return before
    if not response.is_success:
        raise TerminalError("upload/lost", _("The server no longer knows this upload. Send the report again."))
    return _offset_of(response)


def _offset_of(response: httpx.Response) -> int:
    offset = response.headers.get("Upload-Offset", "")
    if not (offset.isdecimal() and len(offset) <= MOST_DIGITS):
        raise _foreign()
    return int(offset)


def _foreign() -> TerminalError:
    return TerminalError("upload/foreign", _("The server does not answer as an upload should. Check the address."))


def _chunks(sealed: BinaryIO, offset: int, progress: Progress) -> Iterator[bytes]:
    sealed.seek(offset)
    while chunk := sealed.read(CHUNK):
        yield chunk
        offset += len(chunk)
        progress(offset)
