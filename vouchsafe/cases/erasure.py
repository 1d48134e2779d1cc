"""The store of erasure keys (protocol §10): one 32-byte file per case, durable before the case is.

A key lies under a random id of its own, which only the case's row names. So no two writers ever share a file, a
failed attempt leaves at most 32 random bytes that open nothing, and destroying the file makes every grant of the
case, in every backup of the database, unreadable.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID, uuid4

from django.conf import settings

from vouchsafe.cases.errors import CaseError
from vouchsafe.common import clock, folders

Key: TypeAlias = tuple[UUID, bytes]
"""The id of an erasure key, and its 32 bytes."""

KEY_SIZE: Final = 32


class ErasureKeyMissingError(CaseError):
    """A case's row names an erasure key that the store does not hold whole."""

    answers = 500


def folder() -> Path:
    """Where erasure keys lie: apart from the database, with a backup of its own."""
    path: Path = settings.VOUCHSAFE.data_dir / "erasure"
    return path


def make_key(organisation: UUID, day: date) -> Key:
    """Make an erasure key for a case of this day and keep it; when this returns, the key survives a loss of power."""
    return make_keys(organisation, day, 1)[0]


def make_keys(organisation: UUID, day: date, count: int) -> list[Key]:
    """As `make_key`, several that wait for the disk together. A failure leaves files that open nothing."""
    keys = [(_new_id(day), os.urandom(KEY_SIZE)) for _each in range(count)]
    _put(organisation, keys, day)
    return keys


def put_key(organisation: UUID, erasure_id: UUID, key: bytes) -> None:
    """Keep a key durably under its id, out of a backup or just made. Raises FileExistsError: a key never changes."""
    _put(organisation, [(erasure_id, key)], clock.today())


def _new_id(day: date) -> UUID:
    """A random id (version 4) but for its first byte, which is the day's: keys that are made together share a shelf.

    It tells no more than the file's own day does.
    """
    return UUID(bytes=bytes((_shelf_of(day),)) + uuid4().bytes[1:])


def _shelf_of(day: date) -> int:
    return day.toordinal() % 256


def _put(organisation: UUID, keys: Sequence[Key], day: date) -> None:
    """Keep keys that belong on one shelf."""
    told = clock.start_of(day)
    path = _path(organisation, keys[0][0]).parent
    # 1. The folders, each made durable in the one above it.
    folders.make_durable(path, folder())
    shelf = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # 2. The keys, each in a file that did not exist; their bytes on the disk.
        _write(path, keys, told)
        # 3. Their names on the disk, in a folder that tells the day only.
        os.fsync(shelf)
        os.utime(shelf, (told, told))
    finally:
        os.close(shelf)


def is_of(erasure_id: UUID, day: date) -> bool:
    """Whether a key that was made lately was made for this day."""
    return erasure_id.bytes[0] == _shelf_of(day)


def is_kept(organisation: UUID, erasure_id: UUID) -> bool:
    """Whether the store holds a key under this id."""
    return _path(organisation, erasure_id).exists()


def all_ids() -> Iterator[tuple[UUID, UUID]]:
    """Organisation and id of every key that the store holds, in the order of the organisations."""
    for path in sorted(folder().glob("*/??/*")):
        yield UUID(path.parent.parent.name), UUID(path.name)


def read_key(organisation: UUID, erasure_id: UUID) -> bytes:
    """The 32 bytes of an erasure key; raises ErasureKeyMissingError when they are not there whole."""
    try:
        key = _path(organisation, erasure_id).read_bytes()
    except FileNotFoundError:
        key = b""
    if len(key) != KEY_SIZE:
        message = "The store of erasure keys lacks the key of a case. Restore that store from its backup."
        raise ErasureKeyMissingError("erasure/key-missing", message)
    return key


def destroy_key(organisation: UUID, erasure_id: UUID) -> None:
    """Remove an erasure key for ever, or the one of an attempt that stored nothing; twice is no error."""
    path = _path(organisation, erasure_id)
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        folders.sync(path.parent)
        folders.set_day(path.parent)


def _write(shelf: Path, keys: Sequence[Key], told: float) -> None:
    with ExitStack() as opened:
        files = []
        for erasure_id, key in keys:
            file = os.open(f"{shelf}/{erasure_id}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            opened.callback(os.close, file)
            os.write(file, key)
            os.utime(file, (told, told))
            files.append(file)
        for file in files:  # the first of them takes most of the others along
            os.fsync(file)


def _path(organisation: UUID, erasure_id: UUID) -> Path:
    return Path(f"{settings.VOUCHSAFE.data_dir}/erasure/{organisation}/{erasure_id.hex[:2]}/{erasure_id}")
