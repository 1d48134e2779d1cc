"""The manifest of a release: the SHA-256 of every file that its wheel carries (docs/protocol.md §23).

The text is three kinds of line: the format, the version, and `HASH PATH` for each file, sorted by path. What is signed
is that text, as a signed note (C2SP signed-note), by a release key that lies offline.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

from vouchsafe.release.errors import Changed, Forged, Unreadable
from vouchsafe.tlog import notes
from vouchsafe.tlog.errors import NotSigned, RecordError
from vouchsafe.tlog.notes import Kind, Signer, Verifier

FORMAT: Final = "vouchsafe/release/v1"
NOTE: Final = "release/manifest.note"
"""Where the signed manifest lies in the package; the one file that it cannot name."""
KEY: Final = "release/key.txt"
"""Where the package names the release key, as a verifier key (C2SP signed-note)."""
_APART: Final = frozenset({"tests", "__pycache__"})
"""Folders that no wheel carries (pyproject.toml), or that Python writes as it runs."""
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!-]*")
_LINE: Final = re.compile(r"(?P<hash>[0-9a-f]{64}) (?P<path>[!-~][ -~]*)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release: its version, and by its path within the package each file's SHA-256 in hex. `str()` is signed."""

    version: str
    files: Mapping[str, str]

    def __str__(self) -> str:
        lines = (f"{self.files[path]} {path}\n" for path in sorted(self.files))
        return f"{FORMAT}\n{self.version}\n{''.join(lines)}"

    @property
    def sha256(self) -> bytes:
        """The hash of the text: what the record names a release by."""
        return sha256(str(self).encode()).digest()


def manifest_of(package: Path, version: str) -> Manifest:
    """What lies in a package's folder. Raises Unreadable for a file whose name no manifest can hold."""
    files = {path.relative_to(package).as_posix(): path for path in _files(package)}
    for path in files:
        if not _LINE.fullmatch(f"{'0' * 64} {path}"):
            raise Unreadable(f"the file name {path!r} has letters beside ASCII's")
    return Manifest(version, {path: _hash(file) for path, file in files.items()})


def read_manifest(text: str) -> Manifest:
    """Read a manifest's text. Raises Unreadable unless it is exactly what `str()` gives."""
    head, *lines = text.split("\n")
    found = [_LINE.fullmatch(line) for line in lines[1:-1]]
    if head != FORMAT or not lines or not _VERSION.fullmatch(lines[0]) or None in found:
        raise Unreadable(f"it begins with {FORMAT} and a version, and names a hash and a path on each line")
    manifest = Manifest(lines[0], {line["path"]: line["hash"] for line in found if line})
    if str(manifest) != text:
        raise Unreadable("its lines are sorted, each path stands once, and it ends in a newline")
    return manifest


def sign_manifest(text: str, signer: Signer) -> str:
    """The signed note of a manifest's text. Raises Unreadable for another text."""
    return str(notes.sign(str(read_manifest(text)), signer))


def open_signed(text: str, key: Verifier) -> Manifest:
    """A manifest that this key signed. Raises Unreadable and Forged."""
    try:
        note = notes.read_note(text)
        notes.verify(note, key)
    except NotSigned as error:
        raise Forged(key.name) from error
    except RecordError as error:
        raise Unreadable(error.message.rstrip(".")) from error
    return read_manifest(note.text)


def read_key(text: str) -> Verifier:
    """A release's verifier key. Raises Unreadable, also for a key that cosigns."""
    try:
        key = notes.read_verifier(text)
    except RecordError as error:
        raise Unreadable(error.message.rstrip(".")) from error
    if key.kind is not Kind.NOTE:
        raise Unreadable("this key cosigns records, and signs no release")
    return key


def check_files(here: Manifest, signed: Manifest) -> None:
    """Raise Changed unless both name the same version and the same files with the same hashes."""
    names = here.files.keys() | signed.files.keys()
    odd = sorted(name for name in names if here.files.get(name) != signed.files.get(name))
    if here.version != signed.version:
        odd.insert(0, f"version {here.version} in the place of {signed.version}")
    if odd:
        raise Changed(odd)


def _files(package: Path) -> Iterator[Path]:
    for path in package.rglob("*"):
        inner = path.relative_to(package)
        apart = not _APART.isdisjoint(inner.parts) or path.suffix == ".pyc" or inner.as_posix() == NOTE
        if path.is_file() and not apart:
            yield path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
