"""Folders whose entries survive a loss of power: a new name is durable only once the folder that holds it is."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from vouchsafe.common import clock


def make_durable(path: Path, above: Path) -> None:
    """Make `path` and whatever is missing between it and `above` (inclusive), mode 700, each durable in its parent.

    A folder that gets a name tells the day of it, and no more (protocol §8).
    """
    if path.is_dir():
        return
    missing = [each for each in (path, *path.parents) if each.is_relative_to(above) and not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, parents=each == above, exist_ok=True)
        sync(each.parent)
        set_day(each)
        if each != above:
            set_day(each.parent)


def set_day(path: Path) -> None:
    """Let the times of a file or folder tell the day and no more (protocol §8)."""
    day = clock.start_of(clock.today())
    with suppress(FileNotFoundError):  # it has another name by now, or is gone
        os.utime(path, (day, day))


def forget_changes(root: Path, since: date) -> None:
    """Touch what has a day from `since` on, in the order of the names, and leave it its day.

    The kernel notes when a file was last changed, and lets nobody set that: from now on it tells this moment, and its
    order is that of the names. Safe to run twice.
    """
    for path in sorted(_all_of(root)):
        with suppress(FileNotFoundError, PermissionError):  # gone, or another user's, which no reporter made
            day = path.stat().st_mtime
            if datetime.fromtimestamp(day, UTC).date() >= since:
                os.utime(path, (day, day))


def _all_of(root: Path) -> Iterator[Path]:
    for folder, _names, files in os.walk(root):
        yield Path(folder)
        yield from (Path(folder) / name for name in files)


def sync(path: Path) -> None:
    """Return once the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
