"""What a witness answers (C2SP tlog-witness, add-checkpoint), submission by submission."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.oversight.terminal.witness import Witness
from vouchsafe.tlog import tiles
from vouchsafe.tlog.checkpoints import Checkpoint, sign_checkpoint
from vouchsafe.tlog.notes import Kind, Signer, read_note, verify_cosignature
from vouchsafe.tlog.tree import consistency_proof, leaf_hash, root_of
from vouchsafe.tlog.witness import Submission, read_submission

LOG = Signer.from_seed("meridian.example/record/1", bytes(32))
STRANGER = Signer.from_seed("meridian.example/record/1", bytes([9]) * 32)
NORTH = Signer.from_seed("north.example", bytes([1]) * 32, Kind.COSIGNATURE)


class Tree:
    """A log of so many leaves."""

    def __init__(self, size: int, word: str = "entry") -> None:
        self.size = size
        self.node = tiles.nodes(tiles.grow(0, {}, [leaf_hash(f"{word} {n}".encode()) for n in range(size)]).__getitem__)

    def submission(self, old: int, signer: Signer = LOG, proof: list[bytes] | None = None) -> bytes:
        checkpoint = Checkpoint(signer.verifier.name, self.size, root_of(self.size, self.node))
        if proof is None:
            proof = consistency_proof(old, self.size, self.node) if 0 < old < self.size else []
        return str(Submission(old, tuple(proof), read_note(sign_checkpoint(checkpoint, signer)))).encode()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    """A witness that has cosigned ten entries."""
    north = Witness(NORTH, [LOG.verifier], tmp_path)
    assert north.add_checkpoint(Tree(10).submission(0)).status == 200
    yield north
    north.close()


def test_what_goes_on_is_cosigned_and_kept(witness: Witness, tmp_path: Path) -> None:
    """The answer is a signature line that verifies; a witness that is started again goes on from there."""
    submission = Tree(300).submission(10)
    answer = witness.add_checkpoint(submission)
    assert (answer.status, answer.kind) == (200, "text/plain; charset=utf-8")
    note = read_note(f"{read_submission(submission.decode()).note}{answer.body}")
    assert verify_cosignature(note, NORTH.verifier) > 0
    witness.close()
    again = Witness(NORTH, [LOG.verifier], tmp_path)
    assert again.add_checkpoint(submission).body == "300\n"
    assert again.add_checkpoint(Tree(300).submission(300)).status == 200
    again.close()


def test_another_old_size_is_answered_with_the_one_that_was_seen(witness: Witness) -> None:
    """409, as text/x.tlog.size: so a log learns from where to prove."""
    for old in (0, 9):
        answer = witness.add_checkpoint(Tree(300).submission(old))
        assert (answer.status, answer.kind, answer.body) == (409, "text/x.tlog.size", "10\n")


def test_forks_are_refused(witness: Witness) -> None:
    """Of the same size 409, larger 422, and what was seen stays."""
    assert witness.add_checkpoint(Tree(10, "other").submission(10)).status == 409
    assert witness.add_checkpoint(Tree(300, "other").submission(10)).status == 422
    assert witness.add_checkpoint(Tree(300).submission(10, proof=[])).status == 422
    assert witness.add_checkpoint(Tree(10).submission(10, proof=[bytes(32)])).status == 422
    assert witness.add_checkpoint(Tree(300).submission(10)).status == 200


def test_strangers_are_refused(witness: Witness) -> None:
    """An unknown log 404; a known one, signed by another key, 403."""
    other = Signer.from_seed("elsewhere.example/record/1", bytes(32))
    assert witness.add_checkpoint(Tree(3).submission(0, other)).status == 404
    assert witness.add_checkpoint(Tree(300).submission(10, STRANGER)).status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"old 1\n\n",
        b"old 01\n\nx\n1\ny\n\n",
        b"new 1\n\nx\n",
        b"old " + b"9" * 5000 + b"\n\nx\n",
        Tree(300).submission(10).replace(b"old 10\n", b"old 10\nAAAA\n"),
        Tree(300).submission(10).replace(b"old 10\n", b"old 10\n" + b"A" * 43 + b"=\n" * 70),
        Tree(300).submission(10).replace(b"\n300\n", b"\n0300\n"),
        Tree(300).submission(10).replace(b"\n300\n", b"\n" + b"9" * 5000 + b"\n"),
        Tree(300).submission(301, proof=[]),
    ],
)
def test_what_is_no_submission_is_refused(witness: Witness, body: bytes) -> None:
    """400, whatever it is."""
    assert witness.add_checkpoint(body).status == 400


def test_a_folder_is_one_witness_s(witness: Witness, tmp_path: Path) -> None:
    """Two processes could cosign two histories."""
    with pytest.raises(VouchsafeError, match="Another witness"):
        Witness(NORTH, [LOG.verifier], tmp_path)
