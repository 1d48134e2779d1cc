"""Every way to falsify a record is found, by whoever verifies it whole and by a witness who only sees checkpoints."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from vouchsafe.tlog import tiles
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from vouchsafe.tlog.errors import (
    EntriesAdded,
    EntriesChanged,
    EntriesMissing,
    Forked,
    NotCanonical,
    NotSigned,
    RolledBack,
    Unreadable,
)
from vouchsafe.tlog.leaves import encode_leaf, read_leaf
from vouchsafe.tlog.notes import Signer
from vouchsafe.tlog.tree import consistency_proof, leaf_hash, root_of
from vouchsafe.tlog.verifying import (
    Header,
    read_header,
    read_lines,
    tile_line,
    verify_leaves,
    withheld_line,
    write_export,
)
from vouchsafe.tlog.witness import go_on

LOG = Signer.from_seed("meridian.example/record/meridian", bytes(32))


def leaf(number: int, tag: str = "case:opened") -> bytes:
    """The number-th entry of Meridian's record; the same each time."""
    random = Random(number)
    meridian, lena, case, salt = (UUID(int=random.getrandbits(128), version=4) for _ in range(4))
    at = datetime(2026, 11, 25, 20, 0, number % 60, number, tzinfo=UTC)
    return encode_leaf(organisation=meridian, at=at, tag=tag, actor=lena, objects={"case": str(case)}, salt=salt)


class Log:
    """A record as its server may show it."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves
        self.node = tiles.nodes(tiles.grow(0, {}, [leaf_hash(each) for each in leaves]).__getitem__)

    def checkpoint(self) -> Checkpoint:
        return Checkpoint(LOG.verifier.name, len(self.leaves), root_of(len(self.leaves), self.node))

    def note(self) -> str:
        return sign_checkpoint(self.checkpoint(), LOG)

    def proof(self, first: int, second: int) -> list[bytes]:
        return consistency_proof(first, second, self.node)


HONEST = Log([leaf(number) for number in range(300)])
FORK = Log([*HONEST.leaves[:199], leaf(199, "item:written"), *HONEST.leaves[200:]])


def first(size: int, log: Log = HONEST) -> Log:
    return Log(log.leaves[:size])


def test_an_honest_record_verifies() -> None:
    """As it is, and against a checkpoint from any time before."""
    for size in (0, 1, 200, 299, 300):
        verify_leaves(HONEST.checkpoint(), HONEST.leaves, first(size).checkpoint())


def test_a_changed_entry_is_found() -> None:
    """Another act in the place of one."""
    with pytest.raises(EntriesChanged):
        verify_leaves(HONEST.checkpoint(), FORK.leaves)


def test_an_entry_in_another_form_is_found() -> None:
    """The same act with a space in it, or with a field more, is not an entry; the sentence says which."""
    for bad in (
        HONEST.leaves[7].replace(b",", b", "),
        HONEST.leaves[7].replace(b'"v":1', b'"v":1,"w":1'),
        b"",
        b"\xff",
    ):
        with pytest.raises(NotCanonical, match="Entry 7"):
            verify_leaves(HONEST.checkpoint(), [*HONEST.leaves[:7], bad, *HONEST.leaves[8:]])


def test_a_removed_entry_is_found() -> None:
    """At the end as in the middle."""
    for index in (0, 150, 299):
        with pytest.raises(EntriesMissing, match="300 entries and 299"):
            verify_leaves(HONEST.checkpoint(), [*HONEST.leaves[:index], *HONEST.leaves[index + 1 :]])


def with_tiles(leaves: list[bytes], log: Log = HONEST) -> list[bytes]:
    """These leaves as an export has them, with the tiles of a log."""
    hashed = [leaf_hash(each) for each in log.leaves]
    first_tile, second_tile = (tile_line(b"".join(hashed[start : start + 256])) for start in (0, 256))
    at = 256 - (len(log.leaves) - len(leaves))
    return [*leaves[:at], first_tile, *leaves[at:], second_tile]


def test_by_its_tiles_an_export_tells_which_entries_are_not_as_they_were_signed() -> None:
    """Changed, moved and removed entries are named by their index."""
    assert verify_leaves(HONEST.checkpoint(), with_tiles(HONEST.leaves)) == 0
    with pytest.raises(EntriesChanged, match=r"entry 199\.") as changed:
        verify_leaves(HONEST.checkpoint(), with_tiles(FORK.leaves))
    assert changed.value.indexes == (199,)
    moved = [*HONEST.leaves]
    moved[10], moved[11] = moved[11], moved[10]
    with pytest.raises(EntriesChanged, match=r"entry 10, 11\."):
        verify_leaves(HONEST.checkpoint(), with_tiles(moved))
    with pytest.raises(EntriesMissing, match="From entry 150 on"):
        verify_leaves(HONEST.checkpoint(), with_tiles([*HONEST.leaves[:150], *HONEST.leaves[151:]]))


def test_tiles_that_were_not_signed_name_nothing() -> None:
    """Who falsifies entries and tiles alike is found, and no index is made up."""
    with pytest.raises(EntriesChanged) as changed:
        verify_leaves(HONEST.checkpoint(), with_tiles(FORK.leaves, FORK))
    assert changed.value.indexes == ()


def test_a_withheld_entry_is_checked_by_its_hash() -> None:
    """It is counted, and a wrong hash in its place is found."""
    lines = [*HONEST.leaves]
    lines[3] = withheld_line(leaf_hash(HONEST.leaves[3]))
    assert verify_leaves(HONEST.checkpoint(), with_tiles(lines)) == 1
    lines[3] = withheld_line(leaf_hash(FORK.leaves[199]))
    with pytest.raises(EntriesChanged, match=r"entry 3\."):
        verify_leaves(HONEST.checkpoint(), with_tiles(lines))


@pytest.mark.parametrize("line", [b'{"hash":7}', b'{"hash":"AAAA"}', b'{"tile":"AAAA"}', b'{"tile":7}', b'{"hash":"'])
def test_a_line_of_no_known_form_is_refused(line: bytes) -> None:
    """Nothing that cannot be read passes."""
    with pytest.raises(Unreadable):
        verify_leaves(HONEST.checkpoint(), [line])


def test_an_added_entry_is_found() -> None:
    """An entry that the checkpoint does not count."""
    with pytest.raises(EntriesAdded):
        verify_leaves(HONEST.checkpoint(), [*HONEST.leaves, leaf(300)])


def test_reordered_entries_are_found() -> None:
    """Two that changed places."""
    leaves = [*HONEST.leaves]
    leaves[10], leaves[11] = leaves[11], leaves[10]
    with pytest.raises(EntriesChanged):
        verify_leaves(HONEST.checkpoint(), leaves)


def test_a_forked_record_is_found_against_a_kept_checkpoint() -> None:
    """A record that verifies by itself, but is not the one that was seen before, of the same size or smaller."""
    verify_leaves(FORK.checkpoint(), FORK.leaves)
    for size in (200, 300):
        with pytest.raises(Forked):
            verify_leaves(FORK.checkpoint(), FORK.leaves, first(size).checkpoint())


def test_a_record_that_was_cut_and_signed_again_is_found() -> None:
    """Shorter than what was seen before."""
    shorter = first(299)
    with pytest.raises(RolledBack):
        verify_leaves(shorter.checkpoint(), shorter.leaves, HONEST.checkpoint())


def test_a_checkpoint_that_somebody_else_signed_is_refused() -> None:
    """A root that fits falsified entries helps nobody who has not the key."""
    forged = sign_checkpoint(FORK.checkpoint(), Signer.from_seed(LOG.verifier.name, bytes([1]) * 32))
    with pytest.raises(NotSigned):
        open_checkpoint(forged, LOG.verifier)


def test_a_witness_follows_an_honest_record() -> None:
    """From first sight on, through growth and through nothing new."""
    kept = None
    for size in (0, 1, 2, 200, 200, 300):
        log = first(size)
        kept = str(go_on(kept, log.note(), LOG.verifier, log.proof).note)
        assert open_checkpoint(kept, LOG.verifier)[0].size == size


@pytest.mark.parametrize("size", [200, 300])
def test_a_witness_sees_a_fork(size: int) -> None:
    """No proof leads from what it saw to another history, of the same size or larger."""
    with pytest.raises(Forked):
        go_on(first(size).note(), FORK.note(), LOG.verifier, FORK.proof)


def test_a_witness_sees_a_record_cut_short() -> None:
    """A smaller size than it saw is refused."""
    with pytest.raises(RolledBack):
        go_on(HONEST.note(), first(299).note(), LOG.verifier, HONEST.proof)


def test_an_export_comes_back() -> None:
    """What is written to a file is read from it, leaf by leaf."""
    file = io.BytesIO()
    assert write_export(file, Header(HONEST.note(), str(LOG.verifier)), HONEST.leaves) == 300
    file.seek(0)
    header = read_header(file)
    verify_leaves(open_checkpoint(header.checkpoint, LOG.verifier)[0], read_lines(file))


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"v":1}\n', b"\xff\n"])
def test_what_is_no_export_is_refused(content: bytes) -> None:
    """Another file is said to be one."""
    with pytest.raises(Unreadable):
        read_header(io.BytesIO(content))


def test_the_bytes_of_a_leaf() -> None:
    """The published form, to the byte: sorted, without spaces, UTC with six digits."""
    meridian, case, salt = (UUID(int=number) for number in (1, 2, 3))
    data = encode_leaf(
        organisation=meridian,
        at=datetime(2026, 11, 25, 20, 10, 10, tzinfo=UTC),
        tag="case:key-made",
        actor=None,
        objects={"generation": 0, "case": str(case)},
        salt=salt,
    )
    assert data == (
        b'{"actor":null,"at":"2026-11-25T20:10:10.000000Z",'
        b'"objects":{"case":"00000000-0000-0000-0000-000000000002","generation":0},'
        b'"organisation":"00000000-0000-0000-0000-000000000001",'
        b'"salt":"00000000-0000-0000-0000-000000000003","tag":"case:key-made","v":1}'
    )
    assert read_leaf(data, 0).objects == {"case": str(case), "generation": 0}


def test_verification_holds_one_leaf_at_a_time() -> None:
    """Leaves may come from a stream without end to it; what was read is let go."""

    def stream() -> Iterator[bytes]:
        yield from HONEST.leaves

    verify_leaves(HONEST.checkpoint(), stream())
