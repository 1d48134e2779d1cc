"""Uploads, tus 1.0 core: sealed bytes appended to a file, without a thread that waits or a database.

Django made the upload and signed its address (vouchsafe/common/uploads.py); the token is all the right there is.
"""

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from vouchsafe.common import clock, folders, uploads
from vouchsafe.porch.bodies import body_chunks
from vouchsafe.porch.types import PorchError, Receive, Scope, VisitorLeftError, header

VERSION = "1.0.0"
PREFIX = "/uploads/"
_BLOCK = 1024 * 1024
_IDLE_SECONDS = 60.0
_FULL = (errno.ENOSPC, errno.EDQUOT)


class TusAnswer(msgspec.Struct, frozen=True):
    """An answer without a body."""

    status: int
    headers: dict[str, str]


async def answer(scope: Scope, receive: Receive) -> TusAnswer:
    """Answer one request under /uploads/.

    Raises VouchsafeError: "upload/not-found" (404), "upload/version" (412), "upload/content-type" (415),
    "upload/offset" (400 malformed, 409 not where the upload stands), "upload/busy" (423), "upload/too-large" (413),
    "upload/too-slow" (408), "upload/disk-full" (507), "upload/method" (405).
    """
    method = scope["method"]
    if method == "OPTIONS":
        sizes = {"Tus-Version": VERSION, "Tus-Max-Size": str(uploads.LARGEST)}
        return TusAnswer(204, {"Tus-Resumable": VERSION, **sizes})
    if method not in ("HEAD", "PATCH"):
        raise PorchError("upload/method", "An upload knows HEAD, PATCH and OPTIONS.", 405)
    if header(scope, b"tus-resumable") != VERSION:
        raise PorchError("upload/version", f"Send Tus-Resumable: {VERSION}.", 412)
    claim = uploads.unsign(scope["path"].removeprefix(PREFIX))
    if method == "HEAD":
        offset = await asyncio.to_thread(_offset, claim)
        return _stands_at(200, offset, {"Upload-Length": str(claim.sealed_length)})
    return _stands_at(204, await _append(claim, scope, receive))


def _stands_at(status: int, offset: int, more: dict[str, str] | None = None) -> TusAnswer:
    return TusAnswer(status, {"Tus-Resumable": VERSION, "Upload-Offset": str(offset), **(more or {})})


def _offset(claim: uploads.Claim) -> int:
    """How many bytes of the upload there are; none at all is no error."""
    path = uploads.path_of(claim.organisation, claim.blob_id)
    if path.exists():
        return claim.sealed_length
    part = uploads.part_of(path)
    size = part.stat().st_size if part.exists() else 0
    if size == claim.sealed_length:  # a server that was killed had every byte, and not yet the name
        with _locked(path) as file:
            if not path.exists():
                _make_whole(file, path)
    return size


async def _append(claim: uploads.Claim, scope: Scope, receive: Receive) -> int:
    """Append the request's body where the upload stands; the new offset.

    1. Only the right type, at a well-formed offset.
    2. One writer at a time: the file's lock, never waited for.
    3. Only at the offset where the upload stands; a whole blob takes no more bytes.
    4. Never more than was announced.
    5. The last byte is answered only when file, name and folder are durable.
    """
    if header(scope, b"content-type") != "application/offset+octet-stream":
        raise PorchError("upload/content-type", "Send Content-Type: application/offset+octet-stream.", 415)
    asked = header(scope, b"upload-offset") or ""
    if not (asked.isascii() and asked.isdigit()):
        raise PorchError("upload/offset", "Upload-Offset is missing or not a number.", 400)
    path = uploads.path_of(claim.organisation, claim.blob_id)
    with _locked(path) as file:
        stands_at = claim.sealed_length if path.exists() else file.tell()
        if int(asked) != stands_at:
            raise PorchError("upload/offset", f"The upload stands at {stands_at}: continue there.", 409)
        try:
            offset = await _receive_into(file, stands_at, claim.sealed_length, receive)
            if offset == claim.sealed_length and not path.exists():
                await asyncio.to_thread(_make_whole, file, path)
        except OSError as error:
            if error.errno in _FULL:
                raise PorchError("upload/disk-full", "The server has no room left: try again later.", 507) from error
            raise
        finally:
            _set_day(uploads.part_of(path))
    return offset


async def _receive_into(file: BinaryIO, offset: int, length: int, receive: Receive) -> int:
    """Write what comes, a block at a time; what came before the client left, or fell asleep, is kept."""
    buffer = bytearray()
    try:
        async for chunk in _with_patience(receive):
            if offset + len(buffer) + len(chunk) > length:
                raise PorchError("upload/too-large", f"The upload was announced with {length} bytes.", 413)
            buffer += chunk
            if len(buffer) >= _BLOCK:
                offset += await asyncio.to_thread(_write, file, buffer)
                buffer = bytearray()
    finally:
        offset += await asyncio.to_thread(_write, file, buffer)
    return offset


async def _with_patience(receive: Receive) -> AsyncIterator[bytes]:
    try:
        async for chunk in body_chunks(receive, idle_seconds=_IDLE_SECONDS):
            yield chunk
    except TimeoutError as error:
        raise PorchError("upload/too-slow", "No byte came for a minute: continue where it stands.", 408) from error


def _write(file: BinaryIO, data: bytearray) -> int:
    file.write(data)
    file.flush()
    return len(data)


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """The unfinished file of `path`, made if need be, locked and positioned at its end. Raises "upload/busy"."""
    part = uploads.part_of(path)
    folders.make_durable(part.parent, uploads.folder())
    with part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PorchError("upload/busy", "This upload is being written by another request.", 423) from error
        try:
            yield file
        finally:
            if path.exists():
                part.unlink(missing_ok=True)


def _make_whole(file: BinaryIO, path: Path) -> None:
    """Durable under its final name: data first, then the name, then the folder that holds the name."""
    os.fsync(file.fileno())
    part = uploads.part_of(path)
    _set_day(part)
    part.rename(path)
    folders.sync(path.parent)
    _set_day(path.parent)


def _set_day(path: Path) -> None:
    """File times tell the day and no more (protocol §8)."""
    day = clock.start_of(clock.today())
    if path.exists():
        os.utime(path, (day, day))


__all__ = ["PREFIX", "TusAnswer", "VisitorLeftError", "answer"]
