"""Uploads, tus 1.0: sealed bytes appended to a file or taken away again, without a thread that waits or a database.

Django made the upload and signed its address (vouchsafe/common/uploads.py); the token is all the right there is.
Core protocol, termination and expiration are here, creation is Django's (vouchsafe/common/tus.py).
"""

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from vouchsafe.common import folders, tus, uploads
from vouchsafe.common.uploads import Claim, gone_of, part_of, set_day
from vouchsafe.porch.bodies import body_chunks
from vouchsafe.porch.types import PorchError, Receive, Scope, VisitorLeftError, header

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

    Raises VouchsafeError: "upload/not-found" (404), "upload/expired" and "upload/gone" (410), "upload/version" (412),
    "upload/content-type" (415), "upload/offset" (400 malformed, 409 not where the upload stands), "upload/busy" (423),
    "upload/too-large" (413), "upload/taken" (403), "upload/too-slow" (408), "upload/disk-full" (507),
    "upload/method" (405).
    """
    method = header(scope, b"x-http-method-override") or scope["method"]
    if method == "OPTIONS":
        return TusAnswer(204, {"Tus-Resumable": tus.VERSION, **tus.abilities()})
    if method not in ("HEAD", "PATCH", "DELETE"):
        raise PorchError("upload/method", "An upload knows HEAD, PATCH, DELETE and OPTIONS.", 405)
    if header(scope, b"tus-resumable") != tus.VERSION:
        raise PorchError("upload/version", f"Send Tus-Resumable: {tus.VERSION}.", 412)
    claim = uploads.unsign(scope["path"].removeprefix(PREFIX))
    if method == "DELETE":
        await asyncio.to_thread(_take_back, claim)
        return TusAnswer(204, {"Tus-Resumable": tus.VERSION})
    if method == "HEAD":
        offset = await asyncio.to_thread(_offset, claim)
        return _stands_at(200, claim, offset, {"Upload-Length": str(claim.sealed_length)})
    return _stands_at(204, claim, await _append(claim, scope, receive))


def _stands_at(status: int, claim: Claim, offset: int, more: dict[str, str] | None = None) -> TusAnswer:
    headers = {"Tus-Resumable": tus.VERSION, "Upload-Offset": str(offset), "Upload-Expires": tus.expiry(claim)}
    return TusAnswer(status, {**headers, **(more or {})})


def _offset(claim: Claim) -> int:
    """How many bytes of the upload there are."""
    path = claim.path
    try:
        size = part_of(path).stat().st_size
    except FileNotFoundError:
        if path.exists():
            return claim.sealed_length
        raise _not_there(path) from None
    if size == claim.sealed_length:  # a server that was killed had every byte, and not yet the name
        with _locked(path, part_of(path)) as file:
            if not path.exists():
                _make_whole(file, path)
    return size


async def _append(claim: Claim, scope: Scope, receive: Receive) -> int:
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
    path = claim.path
    if path.exists():
        _check_offset(int(asked), claim.sealed_length)
        async for _chunk in _with_patience(receive):
            raise _too_large(claim.sealed_length)
        return claim.sealed_length
    with _locked(path, part_of(path), "r+b") as file:
        stands_at = file.seek(0, os.SEEK_END)
        _check_offset(int(asked), stands_at)
        try:
            offset = await _receive_into(file, stands_at, claim.sealed_length, receive)
            if offset == claim.sealed_length:
                await asyncio.to_thread(_make_whole, file, path)
        except OSError as error:
            if error.errno in _FULL:
                raise PorchError("upload/disk-full", "The server has no room left: try again later.", 507) from error
            raise
        finally:
            set_day(part_of(path))
    return offset


def _take_back(claim: Claim) -> None:
    """Remove what came of the upload, so that it cannot be continued; twice is no error.

    1. Nobody else is writing it.
    2. Whole, it may be a report's by now: what a bundle named stays (uploads.take holds the same lock).
    3. The address is dead before the bytes are gone.
    """
    path = claim.path
    if gone_of(path).exists():
        return
    with _locked(path, part_of(path) if part_of(path).exists() else path) as file:
        if uploads.is_taken(file):
            message = "This attachment belongs to what was sent with it: it can no longer be taken back."
            raise PorchError("upload/taken", message, 403)
        gone_of(path).touch(mode=0o600)
        path.unlink(missing_ok=True)
        part_of(path).unlink(missing_ok=True)
    for each in (gone_of(path), path.parent):
        set_day(each)


def _check_offset(asked: int, stands_at: int) -> None:
    if asked != stands_at:
        raise PorchError("upload/offset", f"The upload stands at {stands_at}: continue there.", 409)


async def _receive_into(file: BinaryIO, offset: int, length: int, receive: Receive) -> int:
    """Write what comes, a block at a time; what came before the client left, or fell asleep, is kept."""
    buffer = bytearray()
    try:
        async for chunk in _with_patience(receive):
            if offset + len(buffer) + len(chunk) > length:
                raise _too_large(length)
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
def _locked(path: Path, name: Path, mode: Literal["rb", "r+b"] = "rb") -> Iterator[BinaryIO]:
    """The file `name` of the blob at `path`, locked. Raises "upload/busy", "upload/gone" or "upload/not-found"."""
    try:
        opened = name.open(mode)
    except FileNotFoundError:
        raise _not_there(path) from None
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PorchError("upload/busy", "This upload is being written by another request.", 423) from error
        if os.fstat(file.fileno()).st_nlink == 0:  # taken back a moment ago
            raise _not_there(path)
        yield file


def _not_there(path: Path) -> PorchError:
    if gone_of(path).exists():
        return PorchError("upload/gone", "This upload was taken back: begin anew.", 410)
    return PorchError("upload/not-found", "There is no such upload: begin anew.", 404)


def _too_large(length: int) -> PorchError:
    return PorchError("upload/too-large", f"The upload was announced with {length} bytes.", 413)


def _make_whole(file: BinaryIO, path: Path) -> None:
    """Durable under its final name: data first, then the name, then the folder that holds the name."""
    os.fsync(file.fileno())
    part = part_of(path)
    set_day(part)
    part.rename(path)
    folders.sync(path.parent)
    set_day(path.parent)


__all__ = ["PREFIX", "TusAnswer", "VisitorLeftError", "answer"]
