"""Reading a request's body in the event loop: bounded in size, in time and, over all requests together, in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from vouchsafe.porch.types import PorchError, Receive, Scope, VisitorLeftError, header

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


@asynccontextmanager
async def whole_body(
    scope: Scope, receive: Receive, *, limit: int, seconds: float, memory: Memory
) -> AsyncIterator[bytes]:
    """The whole body, counted in `memory` for as long as the context lasts.

    Raises PorchError "body/too-large" (413), "body/too-slow" (408), "body/length" (400) or "porch/busy" (503), and
    VisitorLeftError.
    """
    announced = header(scope, b"content-length")
    if announced is not None and not (announced.isascii() and announced.isdigit()):
        raise PorchError("body/length", "Content-Length is not a number.")
    if announced is not None and int(announced) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        try:
            async with asyncio.timeout(seconds):
                async for chunk in body_chunks(receive):
                    if size + len(chunk) > limit:
                        raise _too_large(limit)
                    memory.take(len(chunk), size)
                    size += len(chunk)
                    parts.append(chunk)
        except TimeoutError as error:
            raise PorchError(
                "body/too-slow", f"The request took longer than {seconds:.0f} s to arrive.", 408
            ) from error
        yield b"".join(parts)
    finally:
        memory.give_back(size)


async def body_chunks(receive: Receive, *, idle_seconds: float | None = None) -> AsyncIterator[bytes]:
    """The body as it comes. Raises VisitorLeftError, and TimeoutError after `idle_seconds` without a byte."""
    more = True
    while more:
        async with asyncio.timeout(idle_seconds):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise VisitorLeftError
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        if chunk:
            yield chunk


def _too_large(limit: int) -> PorchError:
    return PorchError(
        "body/too-large", f"A request may have at most {limit // 1024} KiB; files are uploaded apart.", 413
    )
