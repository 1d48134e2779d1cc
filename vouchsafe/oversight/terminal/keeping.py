"""Files that outlive a crash."""

import os
from pathlib import Path


def keep(file: Path, text: str) -> None:
    """Write a file in one step that outlives a crash: the old text or the new one is there, whole."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
