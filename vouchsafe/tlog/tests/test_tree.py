"""The tree and its proofs, against RFC 9162's own definitions and Certificate Transparency's known roots."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.tlog import tiles, tree
from vouchsafe.tlog.errors import NotProven, OutOfRange

# The eight leaves of Certificate Transparency's reference tests, and the roots of the first n of them.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(1, 1200)


def mth(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 §2.1.1, to the letter."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 9162 §2.1.3.1, to the letter."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], b: bool) -> list[bytes]:  # noqa: FBT001 - the RFC's own parameter
    """RFC 9162 §2.1.4.1, to the letter."""
    if m == len(leaves):
        return [] if b else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def some(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


def nodes_of(leaves: Sequence[bytes]) -> tree.Node:
    hashed = [tree.leaf_hash(leaf) for leaf in leaves]
    return tiles.nodes(tiles.grow(0, {}, hashed).__getitem__)


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    """The roots of Certificate Transparency's reference leaves, as a frontier and from tiles."""
    frontier = tree.Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(tree.leaf_hash(leaf))
    assert frontier.root().hex() == ROOTS[size]
    assert tree.root_of(size, nodes_of(LEAVES[:size])).hex() == ROOTS[size]
    assert mth(LEAVES[:size]).hex() == ROOTS[size]


@given(SIZES)
def test_every_way_to_the_root_is_the_rfcs(size: int) -> None:
    """Frontier, tiles and the recursive definition agree at any size."""
    leaves = some(size)
    frontier = tree.Frontier()
    for leaf in leaves:
        frontier.append(tree.leaf_hash(leaf))
    assert frontier.root() == tree.root_of(size, nodes_of(leaves)) == mth(leaves)


@given(st.data())
def test_inclusion_proofs_are_the_rfcs_and_verify(data: st.DataObject) -> None:
    """PATH is the RFC's, leads to the root, and leads nowhere from another leaf, place or path."""
    size = data.draw(SIZES)
    index = data.draw(st.integers(0, size - 1))
    leaves = some(size)
    proof = tree.inclusion_proof(index, size, nodes_of(leaves))
    assert proof == path(index, leaves)
    root, mine = mth(leaves), tree.leaf_hash(leaves[index])
    tree.verify_inclusion(index, size, mine, proof, root)
    wrong = [
        (index, tree.leaf_hash(b"another"), proof),
        (index, mine, [*proof, bytes(32)]),
        *([(index, mine, proof[:-1]), (index ^ 1, mine, proof)] if size > 1 and index ^ 1 < size else []),
    ]
    for place, leaf, steps in wrong:
        with pytest.raises(NotProven):
            tree.verify_inclusion(place, size, leaf, steps, root)


@given(st.data())
def test_consistency_proofs_are_the_rfcs_and_verify(data: st.DataObject) -> None:
    """PROOF is the RFC's, ties both roots together, and no other root or path passes."""
    second = data.draw(SIZES)
    first = data.draw(st.integers(1, second))
    leaves = some(second)
    proof = tree.consistency_proof(first, second, nodes_of(leaves))
    assert proof == subproof(first, leaves, True)
    old, new = mth(leaves[:first]), mth(leaves)
    tree.verify_consistency(first, second, old, new, proof)
    forked = [*leaves]
    forked[data.draw(st.integers(0, first - 1))] = b"another"
    wrong = [(mth(forked[:first]), new, proof), (old, mth(forked), proof), (old, new, [*proof, bytes(32)])]
    wrong += [(old, new, proof[:-1])] if proof else []
    for one, other, steps in wrong:
        with pytest.raises(NotProven):
            tree.verify_consistency(first, second, one, other, steps)


def test_from_nothing_any_tree_goes_on_and_nothing_is_asked_of_proofs() -> None:
    """The empty tree is consistent with all; another root of no leaves, or a path to it, is refused."""
    tree.verify_consistency(0, 8, tree.EMPTY_ROOT, bytes(32), [])
    for root, proof in ((bytes(32), []), (tree.EMPTY_ROOT, [bytes(32)])):
        with pytest.raises(NotProven):
            tree.verify_consistency(0, 8, root, bytes(32), proof)


@pytest.mark.parametrize(("first", "second"), [(0, 8), (9, 8), (-1, 8)])
def test_proofs_of_what_is_not_there_are_refused(first: int, second: int) -> None:
    """Sizes and indexes outside the tree are said to be so."""
    with pytest.raises(OutOfRange):
        tree.consistency_proof(first, second, nodes_of(LEAVES))
    with pytest.raises(OutOfRange):
        tree.inclusion_proof(8 if first else -1, 8, nodes_of(LEAVES))


@given(st.lists(st.integers(1, 700), min_size=1, max_size=6))
def test_tiles_grow_the_same_in_any_batches(batches: list[int]) -> None:
    """However leaves come, the tiles end the same, and those of the edge alone suffice to go on and for the root."""
    kept: dict[tiles.Address, bytes] = {}
    size = 0
    for batch in batches:
        unfinished = {address: kept[address] for address in tiles.edge(size)}
        hashed = [tree.leaf_hash(str(number).encode()) for number in range(size, size + batch)]
        changed = tiles.grow(size, unfinished, hashed)
        size += batch
        kept |= changed
        assert tiles.edge_root(size, {address: kept[address] for address in tiles.edge(size)}) == tree.root_of(
            size, tiles.nodes(kept.__getitem__)
        )
    assert kept == tiles.grow(0, {}, [tree.leaf_hash(leaf) for leaf in some(size)])


def test_a_tile_is_finished_at_256_and_has_a_parent() -> None:
    """At 65,536 leaves two levels of tiles are finished and a third is begun."""
    kept = tiles.grow(0, {}, [tree.leaf_hash(leaf) for leaf in some(65536)])
    assert tiles.edge(65536) == [(2, 0)]
    assert len(kept) == 256 + 1 + 1
    assert len(kept[tiles.Address(2, 0)]) == 32
    assert tiles.edge(65537) == [(0, 256), (2, 0)]
