"""A remote object as a file that can be read and sought in, at flat memory."""

import io
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from botocore.exceptions import BotoCoreError

from vouchsafe.common.storage.names import StorageError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

logger = logging.getLogger(__name__)


class Stream(io.RawIOBase):
    """Reads on from wherever it stands; `bytes_from(position)` opens the rest of the object from there.

    A stream that breaks off is opened once more where it broke; then StorageError "storage/away" ends it, so that no
    reader takes a beginning for the whole.
    """

    def __init__(self, bytes_from: Callable[[int], BinaryIO], size: int) -> None:
        super().__init__()
        self._bytes_from = bytes_from
        self._size = size
        self._at = 0
        self._body: BinaryIO | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Where the next byte comes from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go elsewhere; nothing is asked for before the next read."""
        at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if at != self._at:
            self._drop()
            self._at = at
        return at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Some bytes, at least one before the end."""
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(self._size - self._at, 0))
        if not wanted:
            return 0
        piece = self._read(wanted) or self._read(wanted)
        if not piece:
            raise StorageError("storage/away", "The object store broke off.", 503)
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        """Ends the request, if one is under way."""
        self._drop()
        super().close()

    def _read(self, wanted: int) -> bytes:
        """Nothing where the stream broke off: the next try opens it anew."""
        if self._body is None:
            self._body = self._bytes_from(self._at)
        try:
            piece = self._body.read(wanted)
        except BotoCoreError as error:
            logger.warning("the object store broke off: %s", type(error).__name__)
            piece = b""
        if not piece:
            self._drop()
        return piece

    def _drop(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            body.close()
