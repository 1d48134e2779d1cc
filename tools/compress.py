"""Compress the built client once, as well as gzip's format allows (Zopfli): each file gets a twin ".gz" beside it.

WhiteNoise serves the twin. What is no smaller gets none. Usage: `python -m tools.compress vouchsafe/client`.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from zopfli import gzip

SUFFIXES = {".js", ".css", ".json"}


def compress(path: Path) -> None:
    """Write the twin of a file; the same bytes for the same file, whenever it is made."""
    plain = path.read_bytes()
    packed = gzip.compress(plain)
    if len(packed) < len(plain):
        path.with_name(f"{path.name}.gz").write_bytes(packed)


def main(folder: Path) -> None:
    """Every file of the folder, on all cores."""
    with ProcessPoolExecutor() as pool:
        list(pool.map(compress, [path for path in folder.rglob("*") if path.suffix in SUFFIXES]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
