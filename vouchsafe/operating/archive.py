"""A backup's file: a tar archive within an age file, so that `age -d | tar x` opens it without this software.

Members, in this order: `manifest.json`; of the data `database/000000` and so on, which joined are what `pg_dump`
wrote (custom format), then `blobs/ORGANISATION/BLOB`; of the keys `erasure/ORGANISATION/KEY`. Written and read as a
stream, in flat memory.
"""

import io
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final, Literal
from uuid import UUID

import msgspec

from vouchsafe.common import clock, folders
from vouchsafe.operating.errors import OperatingError
from vouchsafe.vault.age.file import PIECE, FileReader, FileWriter, new_file_key
from vouchsafe.vault.age.header import Unlocker
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.hybrid import Recipient

FORMAT: Final = "vouchsafe/backup/v1"
MANIFEST: Final = "manifest.json"
_LARGEST_MANIFEST: Final = 4096
Kind = Literal["data", "erasure-keys"]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of itself. `made_on` is a day: an archive tells no time."""

    format: str
    kind: Kind
    made_on: date
    release: str


class Writer:
    """Adds members to an archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar

    def add(self, name: str, content: BinaryIO, size: int) -> None:
        """`size` bytes of `content`, under `name`."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(clock.start_of(clock.today()))
        self._tar.addfile(member, content)
        self._tar.members.clear()  # type: ignore[attr-defined]  # it would remember each of a million

    def add_bytes(self, name: str, content: bytes) -> None:
        """A small one."""
        self.add(name, io.BytesIO(content), len(content))


@contextmanager
def writing(path: Path, recipients: Sequence[Recipient], manifest: Manifest) -> Iterator[Writer]:
    """A new archive at `path`, sealed to each of the recipients; there only once it is whole and durable.

    Raises OperatingError "backup/file" where it cannot be written, or is there already.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists():
            raise FileExistsError(0, "it is there already", str(path))
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as sink:
            sealing = _Sealing(sink, recipients)
            with tarfile.open(fileobj=sealing, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar)
                writer.add_bytes(MANIFEST, msgspec.json.encode(manifest))
                yield writer
            sealing.finish()
            sink.flush()
            os.fsync(sink.fileno())
        part.rename(path)
        folders.sync(path.parent)
    except OSError as error:
        raise OperatingError("backup/file", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


class Opened:
    """An archive that is being read: its manifest, and its members one after the other."""

    def __init__(self, manifest: Manifest, tar: tarfile.TarFile, opening: "_Opening") -> None:
        self.manifest = manifest
        self._tar = tar
        self._opening = opening

    def members(self) -> Iterator[tuple[str, BinaryIO]]:
        """Name and content of each; the content is to be read before the next one is asked for."""
        while (member := self._tar.next()) is not None:
            self._tar.members.clear()  # type: ignore[attr-defined]  # as above
            content = self._tar.extractfile(member)
            if not member.isreg() or content is None:
                raise _not_ours()
            yield member.name, content  # type: ignore[misc]
        while self._opening.read(PIECE):  # what follows the last member: only the file's end says that it is whole
            pass


@contextmanager
def reading(path: Path, unlockers: list[Unlocker], kind: Kind) -> Iterator[Opened]:
    """The archive at `path`. What it holds is authentic piece by piece; `verify` it first to know that it is whole.

    Raises OperatingError "restore/file", "restore/not-a-backup", or the vault's code where it does not open.
    """
    try:
        with path.open("rb") as source:
            opening = _Opening(source, unlockers)
            tar = tarfile.open(fileobj=opening, mode="r|")  # noqa: SIM115 - holds nothing
            first = tar.next()
            content = tar.extractfile(first) if first and first.name == MANIFEST else None
            if content is None:
                raise _not_ours()
            manifest = msgspec.json.decode(content.read(_LARGEST_MANIFEST), type=Manifest)
            if (manifest.format, manifest.kind) != (FORMAT, kind):
                raise _not_ours()
            yield Opened(manifest, tar, opening)
    except OSError as error:
        raise OperatingError("restore/file", f"{path} cannot be read: {error.strerror}.") from error
    except (tarfile.TarError, msgspec.DecodeError) as error:
        raise _not_ours() from error
    except VaultError as error:
        raise OperatingError(error.code, f"{path} does not open: {error.message}") from error


def verify(path: Path, unlockers: list[Unlocker], kind: Kind) -> Manifest:
    """Read all of an archive and use none of it: every byte is there, and was sealed as it is. Raises as `reading`."""
    with reading(path, unlockers, kind) as opened:
        for _name, content in opened.members():
            while content.read(PIECE):
                pass
        return opened.manifest


def member_ids(name: str, folder: str) -> tuple[UUID, UUID]:
    """Organisation and thing of `FOLDER/ORGANISATION/THING`: a name in an archive is never used as a path.

    Raises OperatingError "restore/not-a-backup".
    """
    try:
        above, organisation, thing = name.split("/")
        if above == folder:
            return UUID(organisation), UUID(thing)
    except ValueError as error:
        raise _not_ours() from error
    raise _not_ours()


def _not_ours() -> OperatingError:
    return OperatingError("restore/not-a-backup", "This file is not such a backup, or not of this release.")


class _Sealing(io.RawIOBase):
    """What is written here is sealed into the sink."""

    def __init__(self, sink: BinaryIO, recipients: Sequence[Recipient]) -> None:
        file_key = new_file_key()
        self._sink = sink
        self._writer = FileWriter(file_key, [each.wrap(file_key) for each in recipients])
        sink.write(self._writer.start)

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """As of a file."""
        self._sink.write(self._writer.update(data))
        return len(data)

    def finish(self) -> None:
        """The end: without it the file does not open."""
        self._sink.write(self._writer.finish())


class _Opening(io.RawIOBase):
    """Reads what is sealed in the source."""

    def __init__(self, source: BinaryIO, unlockers: list[Unlocker]) -> None:
        self._source = source
        self._reader = FileReader(unlockers)
        self._open = bytearray()
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """As of a file. Raises VaultError."""
        while not self._ended and (size < 0 or len(self._open) < size):
            piece = self._source.read(PIECE)
            self._ended = not piece
            self._open += self._reader.update(piece) if piece else self._reader.finish()
        wanted = bytes(self._open if size < 0 else self._open[:size])
        del self._open[: len(wanted)]
        return wanted
