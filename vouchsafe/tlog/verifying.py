"""Checking a whole record, leaf by leaf, in memory that does not grow with it; and the file it is exported to.

The file: one line of JSON, {"checkpoint": NOTE, "format": "vouchsafe-record/1", "key": VERIFIER KEY}, then each leaf
on a line of its own, in the order of the log. A leaf holds no newline (canonical JSON). In the place of a leaf that its
reader may not see stands {"hash": BASE64}, its leaf hash. After the leaves of a tile comes {"tile": BASE64}, the
tile's hashes as the log keeps them: by them a leaf that was changed is found by its index, not only missed.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, Literal, TypeVar

import msgspec

from vouchsafe.tlog.checkpoints import Checkpoint
from vouchsafe.tlog.errors import EntriesAdded, EntriesChanged, EntriesMissing, Forked, RolledBack, Unreadable
from vouchsafe.tlog.leaves import read_leaf
from vouchsafe.tlog.tiles import WIDTH
from vouchsafe.tlog.tree import HASH_SIZE, Frontier, leaf_hash

_LONGEST: Final = 1 << 20
_NAMED: Final = 8
"""How many entries a finding names."""
_WITHHELD: Final = b'{"hash":'
_TILE: Final = b'{"tile":'


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of an export."""

    checkpoint: str
    key: str
    format: Literal["vouchsafe-record/1"] = "vouchsafe-record/1"


class _Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    hash: bytes


class _Tile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tile: bytes


_Line = TypeVar("_Line", _Withheld, _Tile)
_withheld = msgspec.json.Decoder(_Withheld)
_tile = msgspec.json.Decoder(_Tile)


def withheld_line(hashed_leaf: bytes) -> bytes:
    """What stands in the place of a leaf whose reader may not see it."""
    return msgspec.json.encode(_Withheld(hashed_leaf))


def tile_line(hashes: bytes) -> bytes:
    """What comes after the leaves of a tile: their hashes, one after the other."""
    return msgspec.json.encode(_Tile(hashes))


def is_leaf(line: bytes) -> bool:
    """Whether a line is a leaf, and neither of the two above."""
    return not line.startswith((_WITHHELD, _TILE))


class _Walk:
    """One pass over the lines: a tree of what the entries hash to, another of what the tiles say of them."""

    def __init__(self, checkpoint: Checkpoint, kept: Checkpoint | None) -> None:
        self.checkpoint = checkpoint
        self.kept = kept
        self.entries, self.tiles = Frontier(), Frontier()
        self.withheld = 0
        self.then: bytes | None = None
        self.odd: list[int] = []
        self.odd_count = 0
        self._since: list[bytes] = []  # hashes of the entries since the last tile

    def take(self, line: bytes) -> None:
        if line.startswith(_TILE):
            self._compare(_decode(_tile, line).tile)
        elif line.startswith(_WITHHELD):
            self.withheld += 1
            self._append(_decode(_withheld, line).hash)
        else:
            read_leaf(line, self.entries.size)
            self._append(leaf_hash(line))

    def _append(self, hashed: bytes) -> None:
        if self.entries.size == self.checkpoint.size:
            raise EntriesAdded(self.checkpoint.size)
        if len(hashed) != HASH_SIZE:
            raise Unreadable("a hash has 32 bytes")
        if self.kept and self.entries.size == self.kept.size:
            self.then = self.entries.root()
        self.entries.append(hashed)
        if len(self._since) < WIDTH:  # no tile is wider, and one that never comes takes no memory
            self._since.append(hashed)

    def _compare(self, hashes: bytes) -> None:
        if len(hashes) % HASH_SIZE:
            raise Unreadable("a tile is hashes of 32 bytes")
        for number, start in enumerate(range(0, len(hashes), HASH_SIZE)):
            signed = hashes[start : start + HASH_SIZE]
            if number >= len(self._since) or self._since[number] != signed:
                self.odd_count += 1
                if len(self.odd) < _NAMED:
                    self.odd.append(self.tiles.size)
            self.tiles.append(signed)
        self._since.clear()

    def differing(self) -> list[int]:
        """The first entries that are not as they were signed; nothing where the tiles are not those signed."""
        return self.odd if (self.tiles.size, self.tiles.root()) == (self.checkpoint.size, self.checkpoint.root) else []


def verify_leaves(checkpoint: Checkpoint, lines: Iterable[bytes], kept: Checkpoint | None = None) -> int:
    """Check that these lines are, in this order, the whole record under `checkpoint`, whose signature was checked.

    `kept` is a checkpoint from before: the record must begin with what that one covers. Gives how many leaves were
    withheld: those were checked by their hash alone, and nobody has seen here what they say.
    Raises NotCanonical, EntriesMissing, EntriesAdded, EntriesChanged, and for `kept` Forked and RolledBack.
    """
    if kept and kept.size > checkpoint.size:
        raise RolledBack(kept.size, checkpoint.size)
    walk = _Walk(checkpoint, kept)
    for line in lines:
        walk.take(line)
    size, root = walk.entries.size, walk.entries.root()
    if size < checkpoint.size:
        raise EntriesMissing(size, checkpoint.size, next(iter(walk.differing()), None))
    if root != checkpoint.root:
        raise EntriesChanged(walk.differing(), walk.odd_count)
    if kept and (walk.then or root) != kept.root:
        raise Forked
    return walk.withheld


def read_header(file: BinaryIO) -> Header:
    """The first line of an export; what is left in `file` are its other lines. Raises Unreadable."""
    try:
        return msgspec.json.decode(file.readline(_LONGEST), type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("the file does not begin as an export of a record does") from error


def read_lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """The other lines of an export, one by one."""
    for line in file:
        yield line.removesuffix(b"\n")


def write_export(file: BinaryIO, header: Header, lines: Iterable[bytes]) -> int:
    """Write an export; gives how many entries were written."""
    file.write(msgspec.json.encode(header, order="sorted") + b"\n")
    count = 0
    for line in lines:
        file.write(line + b"\n")
        count += not line.startswith(_TILE)
    return count


def _decode(decoder: "msgspec.json.Decoder[_Line]", line: bytes) -> "_Line":
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("a line is neither an entry, nor a hash in its place, nor a tile") from error
