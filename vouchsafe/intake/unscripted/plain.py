"""A sealed attachment as a plain file that can be read once, in flat memory, and never lies anywhere."""

from typing import BinaryIO, cast

from vouchsafe.vault.age.file import PIECE, FileReader
from vouchsafe.vault.blobs import Expected, open_blob
from vouchsafe.vault.errors import Tampered
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import Buffer
from vouchsafe.vault.stanza import PlaceKey


class PlainFile:
    """Verified whole by `verify`; then `read` opens it a second time, piece by piece."""

    def __init__(self, key: bytes, generation: int, place: Place, source: BinaryIO, expected: Expected) -> None:
        self._key, self._generation, self._place = key, generation, place
        self._source = source
        self.size = expected.size
        self._expected = expected
        self._reader = FileReader([PlaceKey(key, generation, place)])
        self._left = expected.size
        self._ready = b""

    def verify(self) -> None:
        """Open all of it, and keep nothing. Raises VaultError, and closes, for a file that must not be given out."""
        try:
            sink = cast("BinaryIO", _Nowhere())  # open_blob only writes to it
            open_blob(self._key, self._generation, self._place, self._source, self._expected, sink)
        except BaseException:
            self.close()
            raise
        self._source.seek(0)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes (all that are at hand for -1), none at the end. Raises VaultError, as a second look."""
        while not self._ready and self._left:
            piece = self._source.read(PIECE)
            plain = self._reader.update(piece) if piece else self._reader.finish()
            if not piece and len(plain) < self._left:
                raise Tampered("This file became shorter while it was read.")
            self._ready = plain[: self._left]
            self._left -= len(self._ready)
        given = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(given) :]
        return given

    def close(self) -> None:
        """Close the sealed file."""
        self._source.close()


class _Nowhere:
    """A sink that keeps nothing."""

    def write(self, data: Buffer) -> int:
        return len(data)
