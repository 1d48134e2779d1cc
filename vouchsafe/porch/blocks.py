"""Bytes of an upload on their way into its file, in blocks: one is filled while a thread writes the one before."""

import asyncio
import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import FileIO
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import BinaryIO, Final

BLOCK: Final = 2 * 1024 * 1024


class Blocks:
    """What comes at `offset` of a file, which nobody else writes meanwhile; two blocks are held at most.

    They end where a block's size divides the offset, and whole ones go to the disk past the page cache. In it each byte
    would be copied once more, take memory from what the database keeps there, and wait to be written until somebody
    waits for the last byte. Beginnings and ends take the usual way, and are the reader's to sync.
    """

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.came = offset
        self._file = file
        self._begins = offset
        self._block = _new()
        self._spare: list[mmap] = []
        self._written: asyncio.Future[None] | None = None

    async def take(self, chunk: bytes) -> None:
        """Keep a chunk, and begin to write each block that it fills. Raises what the block before failed with."""
        rest = memoryview(chunk)
        while rest:
            piece = rest[: BLOCK - self.came % BLOCK]
            filled = self.came - self._begins
            self._block[filled : filled + len(piece)] = piece
            self.came += len(piece)
            rest = rest[len(piece) :]
            if self.came % BLOCK == 0:
                await self._write()

    async def finish(self) -> None:
        """Write what is left, and return when nothing is at work in the file. Raises what any write failed with."""
        if self.came > self._begins:
            await self._write()
        if self._written is not None:
            await self._written

    async def _write(self) -> None:
        if self._written is not None:
            await self._written
        held = os.fdopen(os.dup(self._file.fileno()), "r+b", buffering=0)  # shares the lock, whoever leaves meanwhile
        loop, size = asyncio.get_running_loop(), self.came - self._begins
        self._written = loop.run_in_executor(None, self._put, held, self._block, size, self._begins)
        self._begins, self._block = self.came, self._spare.pop() if self._spare else _new()

    def _put(self, held: FileIO, block: mmap, size: int, at: int) -> None:
        left = memoryview(block)[:size]
        with held:
            while left:
                with _directly(held) if len(left) == BLOCK else nullcontext():
                    written = os.pwrite(held.fileno(), left, at)
                left, at = left[written:], at + written
        self._spare.append(block)


def _new() -> mmap:
    """Memory that begins with a page, as the disk asks of what it takes directly."""
    return mmap(-1, BLOCK, MAP_PRIVATE | MAP_ANONYMOUS)


@contextmanager
def _directly(file: FileIO) -> Iterator[None]:
    """Write past the page cache meanwhile; a system or a file system that knows no such thing writes as ever."""
    flags = fcntl.fcntl(file, fcntl.F_GETFL)
    try:
        fcntl.fcntl(file, fcntl.F_SETFL, flags | getattr(os, "O_DIRECT", 0))
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    try:
        yield
    finally:
        fcntl.fcntl(file, fcntl.F_SETFL, flags)
