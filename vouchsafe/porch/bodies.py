"""Reading a request's body in the event loop: bounded in size, in time and, over all requests together, in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from vouchsafe.porch.types import PorchError, Receive, Scope, VisitorLeftError, header, number

SMALL = 64 * 1024
"""Bytes of a body that is small: a visit to a mailbox, a message, a challenge."""


class Memory:
    """How many bytes of unfinished bodies may be held at once, over all requests of this process.

    The last eighth is for small bodies: large ones that never end keep nobody from coming back.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken = 0

    def take(self, size: int, held: int) -> None:
        """Count in `size` more bytes of a body of which `held` are in. Raises PorchError "porch/busy" (503)."""
        room = self.limit if held + size <= SMALL else self.limit - self.limit // 8
        if self.taken + size > room:
            raise PorchError("porch/busy", "The server is busy: try again in a minute.", 503)
        self.taken += size

    def give_back(self, size: int) -> None:
        """Count `size` bytes out again."""
        self.taken -= size


class Bounds(NamedTuple):
    """Of one body: bytes that are kept, seconds that it may take, bytes that are read beyond and thrown away."""

    size: int
    seconds: float
    discards: int = 0


class Body(NamedTuple):
    """A request's body. `is_cut`: more came than is kept, and this is its beginning."""

    content: bytes
    is_cut: bool = False


@asynccontextmanager
async def whole_body(scope: Scope, receive: Receive, bounds: Bounds, memory: Memory) -> AsyncIterator[Body]:
    """The whole body, counted in `memory` for as long as the context lasts.

    Where `bounds` allow for it, what comes beyond is read and thrown away, so that a person can be told in words what a
    connection that breaks would not say. Raises PorchError "body/too-large" (413),
    "body/too-slow" (408), "body/length" (400) or "porch/busy" (503), and VisitorLeftError.
    """
    limit, seconds, discards = bounds
    announced = header(scope, b"content-length")
    if announced is None and header(scope, b"transfer-encoding") is None:  # RFC 9112, section 6.3: there is none
        yield Body(b"")
        return
    if announced is not None:
        length = number(announced)
        if length is None:
            raise PorchError("body/length", "Content-Length is not a number.")
        if length > limit + discards:
            raise _too_large(limit)
    parts: list[bytes] = []
    size = more = 0
    try:
        try:
            async with asyncio.timeout(seconds):
                goes_on = True
                while goes_on:
                    chunk, goes_on = await _next_chunk(receive)
                    kept = chunk[: limit - size]
                    more += len(chunk) - len(kept)
                    if more > discards:
                        raise _too_large(limit)
                    memory.take(len(kept), size)
                    size += len(kept)
                    parts.append(kept)
        except TimeoutError as error:
            raise PorchError(
                "body/too-slow", f"The request took longer than {seconds:.0f} s to arrive.", 408
            ) from error
        content = b"".join(parts)
        parts.clear()
        yield Body(content, is_cut=more > 0)
    finally:
        memory.give_back(size)


async def body_chunks(receive: Receive, idle_seconds: float) -> AsyncIterator[bytes]:
    """The body as it comes. Raises VisitorLeftError, and TimeoutError after `idle_seconds` without a byte."""
    goes_on = True
    while goes_on:
        async with asyncio.timeout(idle_seconds):
            chunk, goes_on = await _next_chunk(receive)
        if chunk:
            yield chunk


async def _next_chunk(receive: Receive) -> tuple[bytes, bool]:
    """What came next, which may be nothing, and whether more comes. Raises VisitorLeftError."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise VisitorLeftError
    return message.get("body", b""), message.get("more_body", False)


def _too_large(limit: int) -> PorchError:
    return PorchError(
        "body/too-large", f"A request may have at most {limit // 1024} KiB; files are uploaded apart.", 413
    )
