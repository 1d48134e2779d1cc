"""Uploads, tus 1.0: sealed bytes appended to a file or taken away again, without a thread that waits or a database.

What is whole goes to the storage from here, which may take a while where that is an object store.

Django made the upload and signed its address (vouchsafe/common/uploads.py); the token is all the right there is.
Core protocol, termination and expiration are here, creation is Django's (vouchsafe/common/tus.py).
"""

import asyncio
import errno
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import BinaryIO, Literal

import msgspec

from vouchsafe.common import tus, uploads
from vouchsafe.common.folders import set_day
from vouchsafe.common.storage import storage
from vouchsafe.common.uploads import Claim
from vouchsafe.porch.blocks import Blocks
from vouchsafe.porch.bodies import body_chunks
from vouchsafe.porch.types import PorchError, Receive, Scope, VisitorLeftError, header, number

PREFIX = "/uploads/"
_IDLE_SECONDS = 60.0
_FULL = (errno.ENOSPC, errno.EDQUOT)
_SETTLING = ThreadPoolExecutor(4, thread_name_prefix="settling")


class TusAnswer(msgspec.Struct, frozen=True):
    """An answer without a body."""

    status: int
    headers: dict[str, str]


async def answer(scope: Scope, receive: Receive) -> TusAnswer:
    """Answer one request under /uploads/.

    Raises VouchsafeError: "upload/not-found" (404), "upload/expired" and "upload/gone" (410), "upload/version" (412),
    "upload/content-type" (415), "upload/offset" (400 malformed, 409 not where the upload stands), "upload/busy" (423),
    "upload/too-large" (413), "upload/taken" (403), "upload/too-slow" (408), "upload/disk-full" (507),
    "upload/method" (405); StorageError (503): what came is kept, and HEAD tries again.
    """
    method = header(scope, b"x-http-method-override") or scope["method"]
    if method == "OPTIONS":
        return TusAnswer(204, {"Tus-Resumable": tus.VERSION, **tus.abilities()})
    if method not in ("HEAD", "PATCH", "DELETE"):
        raise PorchError("upload/method", "An upload knows HEAD, PATCH, DELETE and OPTIONS.", 405)
    if header(scope, b"tus-resumable") != tus.VERSION:
        raise PorchError("upload/version", f"Send Tus-Resumable: {tus.VERSION}.", 412)
    claim = uploads.unsign(scope["path"].rpartition("/")[2])
    if method == "DELETE":
        await asyncio.to_thread(_take_back, claim)
        return TusAnswer(204, {"Tus-Resumable": tus.VERSION})
    if method == "HEAD":
        offset = await _offset(claim)
        return _stands_at(200, claim, offset, {"Upload-Length": str(claim.sealed_length)})
    return _stands_at(204, claim, await _append(claim, scope, receive))


def _stands_at(status: int, claim: Claim, offset: int, more: dict[str, str] | None = None) -> TusAnswer:
    headers = {"Tus-Resumable": tus.VERSION, "Upload-Offset": str(offset), "Upload-Expires": tus.expiry(claim)}
    return TusAnswer(status, {**headers, **(more or {})})


async def _offset(claim: Claim) -> int:
    """How many bytes of the upload there are."""
    try:
        size = claim.part.stat().st_size
    except FileNotFoundError:
        await asyncio.to_thread(_check_whole, claim)
        return claim.sealed_length
    if size == claim.sealed_length:  # the server was killed, or the storage away, when it had every byte
        with _locked(claim, "rb") as file:
            await _settle(claim, file)
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
    asked = number(header(scope, b"upload-offset") or "")
    if asked is None:
        raise PorchError("upload/offset", "Upload-Offset is missing or not a number.", 400)
    if not claim.part.exists():
        await asyncio.to_thread(_check_whole, claim)
        _check_offset(asked, claim.sealed_length)
        async for _chunk in _with_patience(receive):
            raise _too_large(claim.sealed_length)
        return claim.sealed_length
    with _locked(claim, "r+b") as file:
        stands_at = file.seek(0, os.SEEK_END)
        _check_offset(asked, stands_at)
        try:
            offset = await _receive_into(file, stands_at, claim.sealed_length, receive)
            if offset == claim.sealed_length:
                await _settle(claim, file)
        except OSError as error:
            if error.errno in _FULL:
                raise PorchError("upload/disk-full", "The server has no room left: try again later.", 507) from error
            raise
        finally:
            set_day(claim.part)
    return offset


def _take_back(claim: Claim) -> None:
    """Remove what came of the upload, so that it cannot be continued; twice is no error.

    1. Nobody else is writing it.
    2. Whole, it may be a report's by now: what a bundle named stays (`Storage.take_back`).
    3. The address is dead before the bytes are gone.
    """
    if storage().is_taken_back(claim.name):
        return
    if claim.part.exists():
        with _locked(claim, "rb"):
            is_back = storage().take_back(claim.name)
            claim.part.unlink(missing_ok=True)
    else:
        _check_whole(claim)
        is_back = storage().take_back(claim.name)
    set_day(claim.part.parent)
    if not is_back:
        message = "This attachment belongs to what was sent with it: it can no longer be taken back."
        raise PorchError("upload/taken", message, 403)


def _check_whole(claim: Claim) -> None:
    """What has no part here is whole, or was taken back ("upload/gone"), or never was ("upload/not-found")."""
    if storage().find(claim.name) is None:
        raise _not_there(claim)


def _check_offset(asked: int, stands_at: int) -> None:
    if asked != stands_at:
        raise PorchError("upload/offset", f"The upload stands at {stands_at}: continue there.", 409)


async def _receive_into(file: BinaryIO, offset: int, length: int, receive: Receive) -> int:
    """Write what comes, a block at a time; what came before the client left, or fell asleep, is kept."""
    blocks = Blocks(file, offset)
    try:
        async for chunk in _with_patience(receive):
            if blocks.came + len(chunk) > length:
                raise _too_large(length)
            await blocks.take(chunk)
    finally:
        await blocks.finish()
    return blocks.came


async def _with_patience(receive: Receive) -> AsyncIterator[bytes]:
    try:
        async for chunk in body_chunks(receive, _IDLE_SECONDS):
            yield chunk
    except TimeoutError as error:
        raise PorchError("upload/too-slow", "No byte came for a minute: continue where it stands.", 408) from error


@contextmanager
def _locked(claim: Claim, mode: Literal["rb", "r+b"]) -> Iterator[BinaryIO]:
    """The part of an upload, locked. Raises "upload/busy", "upload/gone" or "upload/not-found"."""
    try:
        opened = claim.part.open(mode)
    except FileNotFoundError:
        raise _not_there(claim) from None
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy() from error
        if os.fstat(file.fileno()).st_nlink == 0:  # taken back a moment ago
            raise _not_there(claim)
        if not claim.part.exists():  # it became whole a moment ago
            raise _busy()
        yield file


def _busy() -> PorchError:
    return PorchError("upload/busy", "This upload is being written by another request.", 423)


def _not_there(claim: Claim) -> PorchError:
    if storage().is_taken_back(claim.name):
        return PorchError("upload/gone", "This upload was taken back: begin anew.", 410)
    return PorchError("upload/not-found", "There is no such upload: begin anew.", 404)


def _too_large(length: int) -> PorchError:
    return PorchError("upload/too-large", f"The upload was announced with {length} bytes.", 413)


async def _settle(claim: Claim, part: BinaryIO) -> None:
    """Whole and durable in the storage. Whoever leaves meanwhile does not end it: the lock is held until it is done."""
    held = os.fdopen(os.dup(part.fileno()), "rb")  # shares the lock

    def settle() -> None:
        with held:
            uploads.settle(claim.name, held)

    await asyncio.get_running_loop().run_in_executor(_SETTLING, settle)


__all__ = ["PREFIX", "TusAnswer", "VisitorLeftError", "answer"]
