"""Where the tree's hashes lie: in tiles of up to 256, as in C2SP's tlog-tiles, so that a proof reads a few rows.

Tile (L, N) holds the roots of complete subtrees of 256^L leaves, the N·256-th to the N·256+255-th of them. A tile
only ever grows at its end, so one that was read for a smaller tree serves a larger one too.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from vouchsafe.tlog.tree import HASH_SIZE, Frontier, Node, root_of

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * HASH_SIZE


class Address(NamedTuple):
    """Which tile: its level and its number within it, both from 0."""

    level: int
    number: int


def edge(size: int) -> list[Address]:
    """The unfinished tiles of a tree of `size` leaves: all that is needed to go on, and to give its root."""
    found, level, hashes = [], 0, size
    while hashes:
        if hashes % WIDTH:
            found.append(Address(level, hashes // WIDTH))
        level, hashes = level + 1, hashes // WIDTH
    return found


def grow(size: int, unfinished: dict[Address, bytes], hashed_leaves: Iterable[bytes]) -> dict[Address, bytes]:
    """The tiles that change when leaves are appended to a tree of `size`, each with its whole new content.

    `unfinished` holds the tiles of `edge(size)`.
    """
    tiles = {address: bytearray(content) for address, content in unfinished.items()}
    changed: dict[Address, None] = {}
    counts: dict[int, int] = {}

    def append(level: int, hashed: bytes) -> None:
        count = counts.get(level, size >> (HEIGHT * level))
        counts[level] = count + 1
        address = Address(level, count // WIDTH)
        tile = tiles.setdefault(address, bytearray())
        tile += hashed
        changed[address] = None
        if len(tile) == FULL:
            append(level + 1, _root_within(bytes(tile)))

    for hashed_leaf in hashed_leaves:
        append(0, hashed_leaf)
    return {address: bytes(tiles[address]) for address in changed}


def nodes(tile: Callable[[Address], bytes]) -> Node:
    """How the tree finds its nodes in tiles. `tile` is asked for the same tile more than once; its errors pass."""

    def node(level: int, index: int) -> bytes:
        tile_level, within = divmod(level, HEIGHT)
        first = index << within
        content = tile(Address(tile_level, first // WIDTH))
        start = first % WIDTH * HASH_SIZE
        return _root_within(content[start : start + (HASH_SIZE << within)])

    return node


def edge_root(size: int, unfinished: dict[Address, bytes]) -> bytes:
    """The root of a tree of `size` leaves from the tiles of `edge(size)`."""
    return root_of(size, nodes(unfinished.__getitem__))


def _root_within(hashes: bytes) -> bytes:
    tree = Frontier()
    for start in range(0, len(hashes), HASH_SIZE):
        tree.append(hashes[start : start + HASH_SIZE])
    return tree.root()
