"""From one age file to files in a folder, as a stream: nothing gets its name before the whole was verified."""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Final

from vouchsafe.recovery.saving import created
from vouchsafe.vault.age.file import PIECE, FileReader
from vouchsafe.vault.age.header import Unlocker
from vouchsafe.vault.archive.opened import DOCUMENT
from vouchsafe.vault.errors import Malformed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_DOCUMENT: Final = 256 * 1024 * 1024
"""Bytes of case.json: some 50,000 messages."""
MOST_FILES: Final = 100_000
_FILE = re.compile(r"files/[1-9][0-9]{0,8}")
_LET_BE: Final = "READ-ME.txt"


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that lies in the folder under a number: its size in bytes and SHA-256 (hex)."""

    path: Path
    size: int
    sha256: str


@dataclass(slots=True)
class Unpacked:
    """What lay in an archive, all of it authenticated: `document` is case.json, `files` by their names in the tar."""

    document: bytes = b""
    files: dict[str, Staged] = field(default_factory=dict)

    def discard(self) -> None:
        """Remove what no name was given to."""
        for staged in self.files.values():
            staged.path.unlink(missing_ok=True)


def unpack(source: BinaryIO, unlocker: Unlocker, folder: Path) -> Unpacked:
    """Decrypt and unpack into the folder, in flat memory; on any failure nothing is left in it.

    Raises WrongKey, Tampered (a byte was changed, or the end is missing), Unsupported, and Malformed for no archive.
    """
    unpacked = Unpacked()
    stream = _Decrypted(source, unlocker)
    try:
        with io.BufferedReader(stream, PIECE) as plain:
            _take_all(plain, unpacked, folder)
            # 1. The tar has ended; only at the end of the age file is it sure that nothing was cut off.
            while plain.read(PIECE):
                pass
        # 2. A case without its document is none.
        _demand_document(unpacked)
    except BaseException:
        unpacked.discard()
        raise
    return unpacked


def _demand_document(unpacked: Unpacked) -> None:
    if not unpacked.document:
        raise Malformed("There is no case in this archive.")


def _take_all(plain: IO[bytes], unpacked: Unpacked, folder: Path) -> None:
    try:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                _take(tar, member, unpacked, folder)
    except (tarfile.TarError, EOFError):
        raise Malformed("This opens, but it is not the archive of a case.") from None


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, unpacked: Unpacked, folder: Path) -> None:
    """Only regular files under the names that an archive has: none of them is a path that somebody chose."""
    content = tar.extractfile(member) if member.isreg() else None
    is_file = _FILE.fullmatch(member.name) is not None
    if content is None or not (is_file or member.name in {DOCUMENT, _LET_BE}):
        raise Malformed("There is something in this archive that no archive of a case holds.")
    if member.name == DOCUMENT:
        if unpacked.document or member.size > LARGEST_DOCUMENT:
            raise Malformed("This archive holds two cases, or one that is too large.")
        unpacked.document = content.read()
    elif is_file:
        if member.name in unpacked.files or len(unpacked.files) == MOST_FILES:
            raise Malformed("This archive holds two files of one name, or too many.")
        path = folder / f"{member.name.removeprefix('files/')}.part"
        unpacked.files[member.name] = Staged(path, member.size, "")
        unpacked.files[member.name] = Staged(path, member.size, _write(content, path))


def _write(content: IO[bytes], path: Path) -> str:
    digest = hashlib.sha256()
    with created(path) as sink:
        while piece := content.read(PIECE):
            digest.update(piece)
            sink.write(piece)
    return digest.hexdigest()


class _Decrypted(io.RawIOBase):
    """The plaintext of an age file as it is read; its last bytes come only when none was missing."""

    def __init__(self, source: BinaryIO, unlocker: Unlocker) -> None:
        self._pieces = _plain_pieces(source, FileReader([unlocker]))
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._left))
        target[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _plain_pieces(source: BinaryIO, reader: FileReader) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield reader.update(piece)
    yield reader.finish()
