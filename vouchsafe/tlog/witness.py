"""A witness: keeps the last checkpoint of each log and cosigns the next only if it goes on from there.

A log that shows one history to some and another to others cannot get both past one witness.
"""

from collections.abc import Callable
from dataclasses import dataclass

from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint
from vouchsafe.tlog.errors import Forked, NotProven, RolledBack
from vouchsafe.tlog.notes import Note, Verifier
from vouchsafe.tlog.tree import EMPTY_ROOT, verify_consistency

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
    before = open_checkpoint(kept, verifier)[0] if kept else Checkpoint(now.origin, 0, EMPTY_ROOT)
    if now.size < before.size:
        raise RolledBack(before.size, now.size)
    path = proof(before.size, now.size) if 0 < before.size < now.size else []
    try:
        verify_consistency(before.size, now.size, before.root, now.root, path)
    except NotProven as error:
        raise Forked from error
    return Seen(now, note)
