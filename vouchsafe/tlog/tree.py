"""The Merkle tree of RFC 9162 §2.1: hashes of 32 bytes, leaves and entries counted from 0.

`Node` functions give the root of a complete subtree: `node(level, index)` covers the 2^level leaves from
index · 2^level on. Who asks for a proof must have them for every complete subtree of the size in question.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from vouchsafe.tlog.errors import NotProven, OutOfRange

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """A tree that keeps its right edge only: O(log n) memory however many leaves are appended."""

    __slots__ = ("_roots", "size")

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []  # of the complete subtrees, the largest first

    def append(self, hashed_leaf: bytes) -> None:
        """One more leaf, by its `leaf_hash`."""
        carry, position = hashed_leaf, self.size
        while position & 1:
            carry = node_hash(self._roots.pop(), carry)
            position >>= 1
        self._roots.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """The root of what was appended so far."""
        if not self._roots:
            return EMPTY_ROOT
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def root_of(size: int, node: Node) -> bytes:
    """The root of the first `size` leaves (MTH, RFC 9162 §2.1.1)."""
    return _root(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 §2.1.3.1, nearest the leaf first. Raises OutOfRange."""
    if not 0 <= index < size:
        raise OutOfRange
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_root(middle, end, node))
            end = middle
        else:
            path.append(_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(first: int, second: int, node: Node) -> list[bytes]:
    """PROOF(first, D[second]) of RFC 9162 §2.1.4.1; empty for equal sizes. Raises OutOfRange unless 0 < first ≤ second.

    Nothing needs proving against the empty tree, and the RFC has no proof of it.
    """
    if not 0 < first <= second:
        raise OutOfRange
    path, start, end, whole = [], 0, second, True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(_root(middle, end, node))
            end = middle
        else:
            path.append(_root(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_root(start, end, node))
    return path[::-1]


def verify_inclusion(index: int, size: int, hashed_leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf is at `index` under `root` (RFC 9162 §2.1.3.2). Raises OutOfRange and NotProven."""
    if not 0 <= index < size:
        raise OutOfRange
    place, last, found = index, size - 1, hashed_leaf
    for sibling in proof:
        if last == 0:
            raise NotProven
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    if last != 0 or found != root:
        raise NotProven


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of `second` leaves begins with that of `first` (RFC 9162 §2.1.4.2).

    Raises OutOfRange unless 0 ≤ first ≤ second, and NotProven.
    """
    if not 0 <= first <= second:
        raise OutOfRange
    if first in {0, second}:
        expected = EMPTY_ROOT if first == 0 else second_root
        if proof or first_root != expected:
            raise NotProven
        return
    path = iter([first_root, *proof] if first & (first - 1) == 0 else proof)
    if _climb(first - 1, second - 1, path) != (first_root, second_root):
        raise NotProven


def _climb(place: int, last: int, path: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Steps 3 to 7: both roots, as the path gives them."""
    while place & 1:
        place, last = place >> 1, last >> 1
    start = next(path, None)
    if start is None:
        raise NotProven
    old = new = start
    for sibling in path:
        if last == 0:
            raise NotProven
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotProven
    return old, new


def _split(size: int) -> int:
    """The largest power of two below `size`, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _root(start: int, end: int, node: Node) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(_root(start, middle, node), _root(middle, end, node))
