"""Checkpoints: what a log says of itself, signed (C2SP tlog-checkpoint)."""

import base64
import binascii
from dataclasses import dataclass

from vouchsafe.tlog import notes
from vouchsafe.tlog.errors import AnotherRecord, Unreadable
from vouchsafe.tlog.notes import Note, Signer, Verifier
from vouchsafe.tlog.tree import HASH_SIZE

_FEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The log's name, how many leaves it has, and its root (32 bytes). `str()` gives the text that is signed."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note of a checkpoint; the key's name is the log's origin."""
    return str(notes.sign(str(checkpoint), signer))


def read_checkpoint(note: Note) -> Checkpoint:
    """What a note says. Raises Unreadable; no signature is checked. Extension lines are passed over."""
    lines = note.text.split("\n")
    if len(lines) <= _FEWEST_LINES or not lines[1].isascii() or not lines[1].isdecimal():
        raise Unreadable("a checkpoint has an origin, a size and a root, one a line")
    try:
        root = base64.b64decode(lines[2].encode(), validate=True)
    except binascii.Error as error:
        raise Unreadable("a checkpoint's root is base64") from error
    size = int(lines[1])
    if len(root) != HASH_SIZE or str(size) != lines[1] or not lines[0]:
        raise Unreadable("a checkpoint's size has no leading zero and its root 32 bytes")
    return Checkpoint(lines[0], size, root)


def open_checkpoint(text: str, verifier: Verifier) -> tuple[Checkpoint, Note]:
    """A checkpoint that this key signed. Raises Unreadable, NotSigned and AnotherRecord."""
    note = notes.read_note(text)
    checkpoint = read_checkpoint(note)
    notes.verify(note, verifier)
    if checkpoint.origin != verifier.name:
        raise AnotherRecord(verifier.name, checkpoint.origin)
    return checkpoint, note
