"""A witness: keeps the last checkpoint of each log and cosigns the next only if it goes on from there.

A log that shows one history to some and another to others cannot get both past one witness.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint, read_kept, read_size
from vouchsafe.tlog.errors import Forked, NotProven, RolledBack, Unreadable
from vouchsafe.tlog.notes import Note, Verifier, read_note
from vouchsafe.tlog.tree import EMPTY_ROOT, HASH_SIZE, verify_consistency

MOST_HASHES: Final = 63
"""In a consistency proof (C2SP tlog-witness)."""

Proof = Callable[[int, int], list[bytes]]
"""Asks for a consistency proof between two sizes, 0 < first < second."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that goes on from the one before, to be kept in its place."""

    checkpoint: Checkpoint
    note: Note


def go_on(kept: str | None, offered: str, verifier: Verifier, proof: Proof) -> Seen:
    """The offered checkpoint, if it is the kept one (a note, or None at first sight) or goes on from it.

    Raises what `open_checkpoint` raises, Forked (of one size or not proven) and RolledBack.
    """
    now, note = open_checkpoint(offered, verifier)
    before = read_kept(kept, now.origin) if kept else Checkpoint(now.origin, 0, EMPTY_ROOT)
    if now.size < before.size:
        raise RolledBack(before.size, now.size)
    path = proof(before.size, now.size) if 0 < before.size < now.size else []
    try:
        verify_consistency(before.size, now.size, before.root, now.root, path)
    except NotProven as error:
        raise Forked from error
    return Seen(now, note)


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log posts to a witness's add-checkpoint: the size that the witness should have seen last, and proof."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        hashes = "".join(f"{base64.b64encode(each).decode()}\n" for each in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"


def read_submission(text: str) -> Submission:
    """Read a body of add-checkpoint (C2SP tlog-witness). Raises Unreadable; nothing of it is verified."""
    head, gap, note = text.partition("\n\n")
    first, *hashes = head.split("\n")
    word, _space, number = first.partition(" ")
    size = read_size(number)
    if not gap or word != "old":
        raise Unreadable("a submission begins with 'old' and a size, and an empty line stands before its checkpoint")
    try:
        proof = tuple(base64.b64decode(each.encode(), validate=True) for each in hashes)
    except binascii.Error as error:
        raise Unreadable("a line of a proof is base64") from error
    if len(proof) > MOST_HASHES or any(len(each) != HASH_SIZE for each in proof):
        raise Unreadable("a proof is up to 63 hashes of 32 bytes")
    return Submission(size, proof, read_note(note))
