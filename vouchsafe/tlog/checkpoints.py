"""Checkpoints: what a log says of itself, signed (C2SP tlog-checkpoint)."""

import base64
import binascii
from dataclasses import dataclass

from vouchsafe.tlog import notes
from vouchsafe.tlog.errors import AnotherRecord, Unreadable
from vouchsafe.tlog.notes import Note, Signer, Verifier
from vouchsafe.tlog.tree import HASH_SIZE

_FEWEST_LINES = 3
_LONGEST_SIZE = 19  # digits of 2^63


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's name, how many leaves it has, and its root (32 bytes). `str()` gives the text that is signed."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_size(text: str) -> int:
    """A size of a tree as it is written: decimal, without leading zeros. Raises Unreadable."""
    if len(text) > _LONGEST_SIZE or not text.isascii() or not text.isdecimal() or str(int(text)) != text:
        raise Unreadable("a size is a decimal number without leading zeros")
    return int(text)


def sign_checkpoint(checkpoint: Checkpoint, *signers: Signer) -> str:
    """The signed note of a checkpoint; each key's name is the log's origin."""
    return str(notes.sign(str(checkpoint), *signers))


def read_checkpoint(note: Note) -> Checkpoint:
    """What a note says. Raises Unreadable; no signature is checked. Extension lines are passed over."""
    lines = note.text.split("\n")
    if len(lines) <= _FEWEST_LINES or not lines[0]:
        raise Unreadable("a checkpoint has an origin, a size and a root, one a line")
    size = read_size(lines[1])
    try:
        root = base64.b64decode(lines[2].encode(), validate=True)
    except binascii.Error as error:
        raise Unreadable("a checkpoint's root is base64") from error
    if len(root) != HASH_SIZE:
        raise Unreadable("a checkpoint's root has 32 bytes")
    return Checkpoint(lines[0], size, root)


def read_kept(text: str, origin: str) -> Checkpoint:
    """A checkpoint that its reader kept, of the log of this origin. Raises Unreadable and AnotherRecord.

    No signature is checked: it was when it was kept, perhaps of a key that has been replaced meanwhile.
    """
    checkpoint = read_checkpoint(notes.read_note(text))
    if checkpoint.origin != origin:
        raise AnotherRecord(origin, checkpoint.origin)
    return checkpoint


def open_checkpoint(text: str, verifier: Verifier) -> tuple[Checkpoint, Note]:
    """A checkpoint that this key signed. Raises Unreadable, NotSigned and AnotherRecord."""
    note = notes.read_note(text)
    checkpoint = read_checkpoint(note)
    notes.verify(note, verifier)
    if checkpoint.origin != verifier.name:
        raise AnotherRecord(verifier.name, checkpoint.origin)
    return checkpoint, note
