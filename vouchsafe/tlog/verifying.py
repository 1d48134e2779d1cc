"""Checking a whole record, leaf by leaf, in memory that does not grow with it; and the file it is exported to.

The file: one line of JSON, {"checkpoint": NOTE, "format": "vouchsafe-record/1", "key": VERIFIER KEY}, then each leaf
on a line of its own, in the order of the log. A leaf holds no newline (canonical JSON).
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

import msgspec

from vouchsafe.tlog.checkpoints import Checkpoint
from vouchsafe.tlog.errors import EntriesAdded, EntriesChanged, EntriesMissing, Forked, RolledBack, Unreadable
from vouchsafe.tlog.leaves import read_leaf
from vouchsafe.tlog.tree import Frontier, leaf_hash

_LONGEST = 1 << 20


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of an export."""

    checkpoint: str
    key: str
    format: Literal["vouchsafe-record/1"] = "vouchsafe-record/1"


def verify_leaves(checkpoint: Checkpoint, leaves: Iterable[bytes], kept: Checkpoint | None = None) -> None:
    """Check that these leaves, in this order, are the whole record under `checkpoint`, whose signature was checked.

    `kept` is a checkpoint from before: the record must begin with what that one covers.
    Raises NotCanonical, EntriesMissing, EntriesAdded, EntriesChanged, and for `kept` Forked and RolledBack.
    """
    if kept and kept.size > checkpoint.size:
        raise RolledBack(kept.size, checkpoint.size)
    tree, then = Frontier(), None
    for index, leaf in enumerate(leaves):
        if index == checkpoint.size:
            raise EntriesAdded(checkpoint.size)
        if kept and index == kept.size:
            then = tree.root()
        read_leaf(leaf, index)
        tree.append(leaf_hash(leaf))
    if tree.size < checkpoint.size:
        raise EntriesMissing(tree.size, checkpoint.size)
    root = tree.root()
    if root != checkpoint.root:
        raise EntriesChanged
    if kept and (then or root) != kept.root:
        raise Forked


def read_header(file: BinaryIO) -> Header:
    """The first line of an export; what is left in `file` are its leaves. Raises Unreadable."""
    try:
        return msgspec.json.decode(file.readline(_LONGEST), type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("the file does not begin as an export of a record does") from error


def read_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """The leaves of an export, one by one."""
    for line in file:
        yield line.removesuffix(b"\n")


def write_export(file: BinaryIO, header: Header, leaves: Iterable[bytes]) -> int:
    """Write an export; gives how many leaves were written."""
    file.write(msgspec.json.encode(header, order="sorted") + b"\n")
    count = 0
    for leaf in leaves:
        file.write(leaf + b"\n")
        count += 1
    return count
