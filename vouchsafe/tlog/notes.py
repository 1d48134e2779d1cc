"""Signed notes and the keys that sign them (C2SP signed-note; cosignatures: C2SP tlog-cosignature, version 1).

A note is text that ends in a newline, an empty line, and one signature line for each signer:
`— NAME BASE64(key id ‖ signature)`. Signatures by unknown keys are no fault: they are for somebody else.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vouchsafe.tlog.errors import NotSigned, Unreadable

SEED_SIZE: Final = 32
_ID_SIZE: Final = 4
_TIME_SIZE: Final = 8
_LARGEST: Final = 1_000_000
_NAME: Final = re.compile(r"[^\s+\u0000-\u001f]+")
_SIGNATURE: Final = re.compile(r"— (?P<name>[^\s+]+) (?P<blob>[A-Za-z0-9+/]+=*)")


class Kind(IntEnum):
    """What a key signs: notes (Ed25519), or checkpoints together with a time (cosignature/v1)."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name. `str()` gives C2SP's verifier key: NAME+ID+BASE64(kind ‖ key)."""

    name: str
    kind: Kind
    public: bytes

    @property
    def id(self) -> bytes:
        """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.public)}"

    def verify(self, message: bytes, signature: bytes) -> None:
        """Raises NotSigned."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise NotSigned(self.name) from error


@dataclass(frozen=True, slots=True)
class Signer:
    """A signing key with its name, made of a seed of 32 bytes (RFC 8032 §5.1.5)."""

    verifier: Verifier
    _key: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes, kind: Kind = Kind.NOTE) -> "Signer":
        """Raises Unreadable for another length of seed, or a name with spaces or a plus sign."""
        if len(seed) != SEED_SIZE or not _NAME.fullmatch(name):
            raise Unreadable("a signing key has a seed of 32 bytes and a name without spaces or plus signs")
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(Verifier(name, kind, key.public_key().public_bytes_raw()), key)

    def line(self, payload: bytes, signed: bytes) -> str:
        """A signature line: `payload` goes before the signature of `signed`."""
        blob = self.verifier.id + payload + self._key.sign(signed)
        return f"— {self.verifier.name} {_base64(blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was taken apart: its text with the last newline, and its signature lines as they stand."""

    text: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(self.lines)}"

    def by(self, verifier: Verifier) -> Iterator[bytes]:
        """What the lines of this key carry after its id."""
        for line in self.lines_of(verifier):
            found = _SIGNATURE.fullmatch(line.rstrip("\n"))
            if found:
                yield _from_base64(found["blob"])[_ID_SIZE:]

    def lines_of(self, verifier: Verifier) -> list[str]:
        """The lines of this key as they stand, each with its newline."""
        return [line for line in self.lines if _is_of(line, verifier)]


def read_verifier(text: str) -> Verifier:
    """Read a verifier key. Raises Unreadable, also where the id is not that of the key."""
    name, _plus, rest = text.strip().partition("+")
    key_id, _plus, encoded = rest.partition("+")
    blob = _from_base64(encoded)
    if not _NAME.fullmatch(name) or len(blob) != 1 + SEED_SIZE or blob[0] not in set(Kind):
        raise Unreadable("a verifier key reads NAME+ID+KEY, of kind Ed25519 or cosignature/v1")
    verifier = Verifier(name, Kind(blob[0]), blob[1:])
    if verifier.id.hex() != key_id:
        raise Unreadable("the verifier key's id is that of another key")
    return verifier


def read_note(text: str) -> Note:
    """Take a note apart. Raises Unreadable; no signature is checked."""
    body, gap, signatures = text.rpartition("\n\n")
    lines = tuple(signatures.splitlines(keepends=True))
    good = all(_SIGNATURE.fullmatch(line.removesuffix("\n")) and line.endswith("\n") for line in lines)
    if len(text) > _LARGEST or not gap or not body or not lines or not good:
        raise Unreadable("a note is a text, an empty line and signatures")
    return Note(f"{body}\n", lines)


def sign(text: str, *signers: Signer) -> Note:
    """A note with one signature of each signer. `text` ends in a newline."""
    return Note(text, tuple(signer.line(b"", text.encode()) for signer in signers))


def verify(note: Note, verifier: Verifier) -> None:
    """Raises NotSigned unless the note bears a good signature of this key (of kind NOTE), and no bad one."""
    signatures = list(note.by(verifier))
    if not signatures:
        raise NotSigned(verifier.name)
    for signature in signatures:
        verifier.verify(note.text.encode(), signature)


def cosign(note: Note, witness: Signer, time: int) -> Note:
    """The note with one more line: the witness (kind COSIGNATURE) saw it at `time` (seconds since the epoch)."""
    stamp = time.to_bytes(_TIME_SIZE, "big")
    return add_lines(note, [witness.line(stamp, _cosigned(note, time))])


def add_lines(note: Note, lines: Iterable[str]) -> Note:
    """The note with these signature lines too, each with its newline."""
    return Note(note.text, (*note.lines, *lines))


def verify_cosignature(note: Note, witness: Verifier) -> int:
    """When this witness cosigned the note, the latest time if more than once. Raises NotSigned."""
    times = []
    for blob in note.by(witness):
        time = int.from_bytes(blob[:_TIME_SIZE], "big")
        witness.verify(_cosigned(note, time), blob[_TIME_SIZE:])
        times.append(time)
    if not times:
        raise NotSigned(witness.name)
    return max(times)


def _is_of(line: str, verifier: Verifier) -> bool:
    found = _SIGNATURE.fullmatch(line.rstrip("\n"))
    return (
        found is not None and found["name"] == verifier.name and _from_base64(found["blob"])[:_ID_SIZE] == verifier.id
    )


def _cosigned(note: Note, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{note.text}".encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode(), validate=True)
    except binascii.Error as error:
        raise Unreadable("a key or signature is not base64") from error
