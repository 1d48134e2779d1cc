"""Writing an archive as a stream: piece by piece, so that no machine ever holds it whole."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vouchsafe.vault.primitives import Buffer


class File(NamedTuple):
    """One file of an archive: its name (`layout`) and its bytes in pieces."""

    name: str
    pieces: Iterable[bytes]


def write_archive(files: Iterable[File]) -> Iterator[bytes]:
    """The bytes of a zip of these files, stored as they are, in order.

    They are all of one day in 1980, the first that a zip can name: when a case was exported is in its manifest, to
    the day.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for file in files:
            with archive.open(zipfile.ZipInfo(file.name), "w", force_zip64=True) as entry:
                for piece in file.pieces:
                    entry.write(piece)
                    yield sink.take()
        # The directory of the zip follows when the block ends.
    yield sink.take()


class _Sink:
    """A file that only takes, and never says where it stands: so the zip is written without going back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: Buffer, /) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """What was not taken can still be."""

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken
