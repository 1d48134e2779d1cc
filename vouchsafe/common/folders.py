"""Folders whose entries survive a loss of power: a new name is durable only once the folder that holds it is."""

import os
from pathlib import Path


def make_durable(path: Path, above: Path) -> None:
    """Make `path` and whatever is missing between it and `above` (inclusive), mode 700, each durable in its parent."""
    missing = [each for each in (path, *path.parents) if each.is_relative_to(above) and not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, parents=each == above, exist_ok=True)
        sync(each.parent)


def sync(path: Path) -> None:
    """Return once the names in a folder are on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
