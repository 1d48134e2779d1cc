"""Blobs in a folder of this machine.

Where one stands is told by the name of its file:

    <blob id>         whole: the last byte is durable; the rename is what makes it so
    <blob id>.gone    taken back by its sender

A whole blob that a bundle named is read-only: its sender can no longer take it back.
"""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from django.conf import settings

from vouchsafe.common import folders
from vouchsafe.common.storage.names import Found, Name, Taken

GONE: Final = ".gone"
_WHOLE_OR_GONE: Final = re.compile(rf"(?P<blob>[0-9a-f-]{{36}})({re.escape(GONE)})?")


class Folder:
    """The default `Storage`: files under `data_dir`, their times set to the day (protocol §8)."""

    def settle(self, name: Name, part: Path) -> None:
        """As Storage: the name, then the folder that holds the name."""
        path = path_of(name)
        if path.exists():
            part.unlink()
            return
        part.rename(path)
        folders.sync(path.parent)

    def find(self, name: Name) -> Found | None:
        """As Storage."""
        try:
            status = path_of(name).stat()
        except FileNotFoundError:
            return None
        return Found(status.st_size, _day(status))

    def take(self, name: Name, size: int, head: int = 0) -> Taken | None:
        """As Storage; `take_back` waits for the same lock."""
        try:
            file = _opened(path_of(name))
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_SH)
            found = os.fstat(file)
            if found.st_nlink == 0 or found.st_size != size:
                return None
            if found.st_mode & stat.S_IWUSR:
                os.fchmod(file, stat.S_IRUSR)
            return Taken(_day(found), os.pread(file, head, 0) if head else b"")
        finally:
            os.close(file)

    def take_back(self, name: Name) -> bool:
        """As Storage: the address is dead before the bytes are gone."""
        path, gone = path_of(name), path_of(name).with_suffix(GONE)
        with suppress(FileNotFoundError), self.open(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not os.fstat(file.fileno()).st_mode & stat.S_IWUSR:
                return False
            gone.touch(mode=0o600)
            path.unlink(missing_ok=True)
        gone.touch(mode=0o600)
        for each in (gone, path.parent):
            folders.set_day(each)
        return True

    def is_taken_back(self, name: Name) -> bool:
        """As Storage."""
        return path_of(name).with_suffix(GONE).exists()

    def open(self, name: Name) -> BinaryIO:
        """As Storage; no time of reading is kept."""
        return os.fdopen(_opened(path_of(name)), "rb")

    def remove(self, name: Name) -> None:
        """As Storage."""
        for path in (path_of(name), path_of(name).with_suffix(GONE)):
            path.unlink(missing_ok=True)

    def old(self, before: date) -> Iterator[Name]:
        """As Storage; an operator's own file is passed over."""
        for path in sorted(folder().glob("*/??/*")):
            name = _name_of(path)
            if name is not None and is_older(path, before):
                yield name

    def arrivals(self, before: date) -> Iterator[Name]:  # noqa: ARG002 - a Storage's
        """As Storage: files tell the day alone from the first."""
        return iter(())

    def put_away(self, name: Name) -> None:
        """As Storage: nothing is to do."""

    def abandon(self, before: date) -> None:
        """As Storage: nothing is begun here."""


def folder() -> Path:
    """Where every organisation's blobs lie, and their parts."""
    path: Path = settings.VOUCHSAFE.data_dir / "blobs"
    return path


def path_of(name: Name) -> Path:
    """Where the whole blob lies: blobs/<organisation>/<first two hex digits>/<blob id>."""
    return Path(f"{settings.VOUCHSAFE.data_dir}/blobs/{name.organisation}/{name.blob.hex[:2]}/{name.blob}")


def _opened(path: Path) -> int:
    quiet = getattr(os, "O_NOATIME", 0)
    try:
        return os.open(path, os.O_RDONLY | quiet)
    except PermissionError:  # O_NOATIME is for the file's owner; a restored backup may belong to another
        return os.open(path, os.O_RDONLY)


def is_older(path: Path, day: date) -> bool:
    """Whether a file is of before that day; one that has gone is not."""
    try:
        return _day(path.stat()) < day
    except FileNotFoundError:
        return False


def _day(status: os.stat_result) -> date:
    return datetime.fromtimestamp(status.st_mtime, UTC).date()


def _name_of(path: Path) -> Name | None:
    matched = _WHOLE_OR_GONE.fullmatch(path.name)
    try:
        return Name(UUID(path.parent.parent.name), UUID(matched["blob"])) if matched else None
    except ValueError:
        return None
