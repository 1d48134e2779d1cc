"""The store of erasure keys (protocol §10): one 32-byte file per case, durable before the case is.

A key lies under a random id of its own, which only the case's row names. So no two writers ever share a file, a
failed attempt leaves at most 32 random bytes that open nothing, and destroying the file makes every grant of the
case, in every backup of the database, unreadable.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from vouchsafe.cases.errors import CaseError
from vouchsafe.common import clock, folders

KEY_SIZE: Final = 32


class ErasureKeyMissingError(CaseError):
    """A case's row names an erasure key that the store does not hold whole."""

    answers = 500


def folder() -> Path:
    """Where erasure keys lie: apart from the database, with a backup of its own."""
    path: Path = settings.VOUCHSAFE.data_dir / "erasure"
    return path


def make_key(organisation: UUID) -> tuple[UUID, bytes]:
    """Make an erasure key and keep it; when this returns, the key survives a loss of power. Gives (id, 32 bytes)."""
    erasure_id, key = uuid4(), os.urandom(KEY_SIZE)
    put_key(organisation, erasure_id, key)
    return erasure_id, key


def put_key(organisation: UUID, erasure_id: UUID, key: bytes) -> None:
    """Keep a key durably under its id, out of a backup or just made. Raises FileExistsError: a key never changes."""
    day = clock.start_of(clock.today())
    path = _path(organisation, erasure_id)
    # 1. The folders, each made durable in the one above it.
    folders.make_durable(path.parent, folder())
    shelf = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # 2. The key, in a file that did not exist; its bytes on the disk.
        _write(path, key, day)
        # 3. Its name on the disk, in a folder that tells the day only.
        os.fsync(shelf)
        os.utime(shelf, (day, day))
    finally:
        os.close(shelf)


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


def _write(path: Path, key: bytes, day: float) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, key)
        os.utime(handle, (day, day))
        os.fsync(handle)
    finally:
        os.close(handle)


def _path(organisation: UUID, erasure_id: UUID) -> Path:
    return Path(f"{settings.VOUCHSAFE.data_dir}/erasure/{organisation}/{erasure_id.hex[:2]}/{erasure_id}")
