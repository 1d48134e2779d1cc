"""The release key: Ed25519, made and kept offline; a file holds its seed, base64 of 32 bytes."""

import base64
import binascii
import secrets
from pathlib import Path
from typing import Final

from vouchsafe.release.errors import ReleaseError, Unreadable
from vouchsafe.tlog.errors import RecordError
from vouchsafe.tlog.notes import SEED_SIZE, Signer

NAME: Final = "vouchsafe-release"
"""What a release key is called in notes, unless its makers call it otherwise."""


def make_key(path: Path, name: str = NAME) -> Signer:
    """Draw a key and write it to a new file that only its owner may read.

    Raises ReleaseError "release/key-exists" rather than replace one, and Unreadable for a name with spaces or a plus.
    """
    seed = secrets.token_bytes(SEED_SIZE)
    signer = _signer(name, seed)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        message = f"{path} exists already: a release key is never replaced by accident. Choose another file."
        raise ReleaseError("release/key-exists", message) from error
    path.write_text(base64.b64encode(seed).decode() + "\n", "ascii")
    return signer


def read_signer(path: Path, name: str = NAME) -> Signer:
    """The key in a file. Raises Unreadable."""
    try:
        return _signer(name, base64.b64decode(path.read_text("ascii").strip(), validate=True))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unreadable("a key's file holds base64 of 32 bytes") from error


def _signer(name: str, seed: bytes) -> Signer:
    try:
        return Signer.from_seed(name, seed)
    except RecordError as error:
        raise Unreadable(error.message.rstrip(".")) from error
