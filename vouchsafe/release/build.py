"""This build: what it is made of, and who signed it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vouchsafe import __version__
from vouchsafe.release.errors import NoKey, Unsigned
from vouchsafe.release.manifest import KEY, NOTE, Manifest, check_files, manifest_of, open_signed, read_key
from vouchsafe.tlog.notes import Verifier

PACKAGE: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Build:
    """`made_of`: the files as they are. `note`: the signed manifest that came with them, unchecked; None without one.

    `key`: the release key that the package names, or None.
    """

    made_of: Manifest
    note: str | None
    key: Verifier | None

    def check(self, key: Verifier | None = None) -> Manifest:
        """What was signed, once it is shown to be what is here; by `key`, else by the one that the package names.

        1. A build without a note is unsigned, whatever else it has.
        2. The note bears a good signature by the key.
        3. Every file is as the note says; none is missing, none is there beside them.

        Raises Unsigned, NoKey, Unreadable, Forged and Changed.
        """
        if self.note is None:
            raise Unsigned
        known = key or self.key
        if known is None:
            raise NoKey
        signed = open_signed(self.note, known)
        check_files(self.made_of, signed)
        return signed


def build_in(package: Path, version: str) -> Build:
    """The build whose package lies in a folder. Raises Unreadable for a key that is none."""
    note, key = _text(package / NOTE), _text(package / KEY)
    return Build(manifest_of(package, version), note, None if key is None else read_key(key))


@cache
def build() -> Build:
    """The build that runs; its files are read once, as a process begins (`porch/asgi.py`, `config/worker.py`)."""
    return build_in(PACKAGE, __version__)


def _text(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None
