"""Notes, checkpoints and cosignatures, byte for byte as C2SP has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.tlog import notes
from vouchsafe.tlog.checkpoints import Checkpoint, open_checkpoint, read_checkpoint, sign_checkpoint
from vouchsafe.tlog.errors import AnotherRecord, NotSigned, Unreadable
from vouchsafe.tlog.notes import Kind, Signer

# The example of Go's golang.org/x/mod/sumdb/note, which the specification names as its origin.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
LOG = Signer.from_seed("meridian.example/record/meridian", bytes(32))
WITNESS = Signer.from_seed("witness.example", bytes([7]) * 32, Kind.COSIGNATURE)
BODY = Checkpoint(LOG.verifier.name, 42, bytes(range(32)))


def test_a_foreign_note_verifies() -> None:
    """A note that Go signed is read, verified, and written as it came."""
    peter = notes.read_verifier(PETER)
    note = notes.read_note(PETERS)
    notes.verify(note, peter)
    assert str(note) == PETERS
    assert str(peter) == PETER


def test_a_changed_note_is_refused() -> None:
    """One letter is enough, and so is somebody else's key of the same name."""
    with pytest.raises(NotSigned):
        notes.verify(notes.read_note(PETERS.replace("answer", "Answer")), notes.read_verifier(PETER))
    with pytest.raises(NotSigned):
        notes.verify(notes.read_note(PETERS), Signer.from_seed("PeterNeumann", bytes(32)).verifier)


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_checkpoints_come_back(size: int, root: bytes) -> None:
    """What is signed is what is read."""
    checkpoint = Checkpoint(LOG.verifier.name, size, root)
    assert open_checkpoint(sign_checkpoint(checkpoint, LOG), LOG.verifier)[0] == checkpoint


def test_the_text_of_a_checkpoint() -> None:
    """Origin, size and root, one a line."""
    expected = "meridian.example/record/meridian\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert str(BODY) == expected
    assert sign_checkpoint(BODY, LOG).startswith(f"{expected}\n— meridian.example/record/meridian ")


def test_a_log_signs_in_its_own_name_only() -> None:
    """A checkpoint of another origin is refused, however well it is signed."""
    with pytest.raises(AnotherRecord):
        open_checkpoint(sign_checkpoint(Checkpoint("aurora.example", 1, bytes(32)), LOG), LOG.verifier)


def test_a_witness_cosigns_with_its_time() -> None:
    """Any number of witnesses may; each is checked by itself, and the log's own signature stays good."""
    other = Signer.from_seed("other.example", bytes([8]) * 32, Kind.COSIGNATURE)
    note = notes.read_note(sign_checkpoint(BODY, LOG))
    cosigned = notes.read_note(str(notes.cosign(notes.cosign(note, WITNESS, 1_800_000_000), other, 1_800_000_060)))
    assert notes.verify_cosignature(cosigned, WITNESS.verifier) == 1_800_000_000
    assert notes.verify_cosignature(cosigned, other.verifier) == 1_800_000_060
    assert open_checkpoint(str(cosigned), LOG.verifier)[0] == BODY


def test_what_a_witness_signs() -> None:
    """The header, the time and the checkpoint's text; the time stands before the signature, in eight bytes."""
    note = notes.cosign(notes.read_note(sign_checkpoint(BODY, LOG)), WITNESS, 1)
    (blob,) = note.by(WITNESS.verifier)
    assert blob[:8] == (1).to_bytes(8, "big")
    WITNESS.verifier.verify(b"cosignature/v1\ntime 1\n" + str(BODY).encode(), blob[8:])


def test_a_cosignature_does_not_move() -> None:
    """Under another checkpoint, or with another time, it is not good; without one, it is said to lack."""
    note = notes.cosign(notes.read_note(sign_checkpoint(BODY, LOG)), WITNESS, 1)
    moved = notes.Note(str(Checkpoint(BODY.origin, 43, BODY.root)), note.lines)
    for bad in (moved, notes.read_note(sign_checkpoint(BODY, LOG))):
        with pytest.raises(NotSigned):
            notes.verify_cosignature(bad, WITNESS.verifier)


@pytest.mark.parametrize(
    "text", ["", "text\n", "text\n\n", "\n\n— a AAAA\n", "text\n\nno signature\n", "text\n\n— a AAAA"]
)
def test_what_is_no_note_is_refused(text: str) -> None:
    """A text alone, signatures alone, a line that is none, a last line without its end."""
    with pytest.raises(Unreadable):
        notes.read_note(text)


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\n1\n!\n", "a\n\u0661\nAAAA\n"]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    """Missing lines, sizes that are no numbers, roots of another length."""
    with pytest.raises(Unreadable):
        read_checkpoint(notes.Note(text, ()))


@pytest.mark.parametrize("text", ["", "a+b", PETER.replace("c74f20a3", "c74f20a4"), PETER.replace("ARp", "BRp")])
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    """A slip in a key is seen when it is read."""
    with pytest.raises(Unreadable):
        notes.read_verifier(text)
