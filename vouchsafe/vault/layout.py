"""Fixed byte layouts, read from the front and to the very end."""

import uuid

from vouchsafe.vault.errors import Malformed, Unsupported

VERSION = b"\x01"


class Layout:
    """Takes fields off the front of `data`; every method raises Malformed when the bytes run out."""

    def __init__(self, data: bytes, what: str) -> None:
        self._data = data
        self._what = what
        self._at = 0

    @property
    def taken(self) -> bytes:
        """All bytes taken so far: what a signature at this point covers."""
        return self._data[: self._at]

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        end = self._at + length
        if end > len(self._data):
            raise Malformed(f"This {self._what} is too short.")
        field, self._at = self._data[self._at : end], end
        return field

    def number(self, length: int) -> int:
        """The next `length` bytes as a big-endian number."""
        return int.from_bytes(self.take(length), "big")

    def id(self) -> uuid.UUID:
        """The next 16 bytes as an id."""
        return uuid.UUID(bytes=self.take(16))

    def version(self) -> None:
        """Check the leading version byte. Raises Unsupported for another version."""
        if self.take(1) != VERSION:
            raise Unsupported(f"This {self._what} is of a version that this release does not read.")

    def end(self) -> None:
        """Check that nothing is left."""
        if self._at != len(self._data):
            raise Malformed(f"This {self._what} is too long.")
