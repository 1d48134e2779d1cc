"""Items, grants, blobs and shares: what is refused, and what a server sees without a key."""

import io
import tracemalloc
import uuid
from pathlib import Path

import pytest

from vouchsafe.vault import padding
from vouchsafe.vault.age.file import PIECE
from vouchsafe.vault.blobs import Expected, open_blob, seal_blob
from vouchsafe.vault.erasure import unwrap_grant, wrap_grant
from vouchsafe.vault.errors import Malformed, Refused, Tampered, Unsupported
from vouchsafe.vault.grants import check_grant, is_grant_shape, open_grant, seal_grant
from vouchsafe.vault.items import is_blob_shape, is_item_shape, open_item, seal_item
from vouchsafe.vault.make_vectors.cast import person
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.shares import combine, split
from vouchsafe.vault.signing import SigningKey

CASE, THING = uuid.UUID(int=1), uuid.UUID(int=2)
REPORT, BLOB = Place(CASE, "report", THING), Place(CASE, "blob", THING)
KEY = bytes(range(32))
RAE = SigningKey.from_seed(bytes(32))
HANA = person("Hana").keys


def test_two_seals_of_one_body_share_nothing() -> None:
    """Sealing the same twice gives two files: each has a file key, salt and nonce of its own."""
    one, other = (seal_item(KEY, 0, REPORT, b"the same", RAE) for _ in range(2))
    assert one[:37] == other[:37]
    assert one[37:] != other[37:]
    assert set(one.split(b"\n")[1:4]).isdisjoint(other.split(b"\n")[1:4])


@pytest.mark.parametrize(("key", "generation"), [(KEY[1:], 0), (KEY + b"\0", 0), (KEY, -1), (KEY, 2**32)])
def test_an_item_is_not_sealed_under_what_is_no_key(key: bytes, generation: int) -> None:
    """Keys of another length and generations beyond 32 bits are refused."""
    with pytest.raises(Refused):
        seal_item(key, generation, REPORT, b"", RAE)


def test_an_item_of_an_unknown_kind_is_not_sealed() -> None:
    """A kind that names no key kind cannot be sealed, and a blob is no item."""
    with pytest.raises(Unsupported):
        seal_item(KEY, 0, Place(CASE, "opinion", THING), b"", RAE)
    with pytest.raises(Refused):
        seal_item(KEY, 0, BLOB, b"", RAE)
    with pytest.raises(Refused):
        open_item(KEY, 0, BLOB, b"")


def test_a_server_tells_an_item_from_other_things() -> None:
    """Without a key, the shape of items and grants is checked: length, stanza type and count."""
    item = seal_item(KEY, 0, REPORT, b"", RAE)
    grant = seal_grant(HANA.recipient, CASE, KeyKind.CASE, 0, KEY, RAE)
    assert is_item_shape(item)
    assert is_grant_shape(grant)
    for wrong in (grant, item[:-1], item + b"\0", b"", item.replace(b"vouchsafe/v1", b"vouchsafe/v2")):
        with pytest.raises(Malformed):
            is_item_shape(wrong)
    for wrong in (item, grant[:-1], grant.replace(b"mlkem768x25519", b"mlkem768x25518")):
        with pytest.raises(Malformed):
            is_grant_shape(wrong)


def test_a_server_knows_a_blob_by_its_start_and_length() -> None:
    """The first 169 bytes and the length of a file are enough to refuse what cannot be a blob."""
    sink = io.BytesIO()
    seal = seal_blob(KEY, 0, BLOB, io.BytesIO(b"x"), 1, sink)
    head = sink.getvalue()[: padding.HEADER + padding.NONCE]
    assert is_blob_shape(head, seal.sealed_size)
    with pytest.raises(Malformed):
        is_blob_shape(head, seal.sealed_size + 1)
    with pytest.raises(Malformed):
        is_blob_shape(head.replace(b"vouchsafe/v1", b"vouchsafe/v2"), seal.sealed_size)
    with pytest.raises(Malformed):
        is_blob_shape(head[:100], seal.sealed_size)


@pytest.mark.parametrize(
    ("kind", "key"), [(KeyKind.CASE, KEY + b"\1"), (KeyKind.IDENTITY, KEY), (KeyKind.DESK, b""), (KeyKind.SUBJECT, b"")]
)
def test_a_grant_holds_a_key_or_a_share_as_its_kind_demands(kind: KeyKind, key: bytes) -> None:
    """A share is not granted as a whole key, nor a whole key as a share."""
    with pytest.raises(Refused):
        seal_grant(HANA.recipient, CASE, kind, 0, key, RAE)


def test_a_grant_is_held_against_what_the_reader_expects() -> None:
    """Case, kind and granter are checked, each on its own."""
    grant = open_grant(HANA.identity, seal_grant(HANA.recipient, CASE, KeyKind.CASE, 0, KEY, RAE))
    check_grant(grant, case=CASE, key_kind=KeyKind.CASE, granters={RAE.public})
    with pytest.raises(Tampered):
        check_grant(grant, case=THING, key_kind=KeyKind.CASE, granters={RAE.public})
    with pytest.raises(Tampered):
        check_grant(grant, case=CASE, key_kind=KeyKind.DESK, granters={RAE.public})
    with pytest.raises(Tampered):
        check_grant(grant, case=CASE, key_kind=KeyKind.CASE, granters={HANA.signing.public})


@pytest.mark.parametrize("count", [-1, 0, 1, 256])
def test_a_key_is_split_among_two_at_least(count: int) -> None:
    """One share would be the key, and x is a byte that is not zero."""
    with pytest.raises(Refused):
        split(KEY, count)


def test_one_share_says_nothing() -> None:
    """For every byte of one share, each of the 256 values of the key's byte is possible with some other share."""
    share = split(KEY, 2)[0]
    possible = {combine([share, bytes([value]) * 32 + b"\2"])[0] for value in range(256)}
    assert possible == set(range(256))


@pytest.mark.parametrize("true_size", [9, 11])
def test_a_file_that_changes_while_it_is_sealed_is_refused(true_size: int) -> None:
    """A source that is shorter or longer than was said is not sealed."""
    with pytest.raises(Refused):
        seal_blob(KEY, 0, BLOB, io.BytesIO(bytes(true_size)), 10, io.BytesIO())


def test_only_a_blob_is_sealed_as_one() -> None:
    """A place of another kind is no blob's."""
    with pytest.raises(Refused):
        seal_blob(KEY, 0, REPORT, io.BytesIO(), 0, io.BytesIO())
    with pytest.raises(Refused):
        open_blob(KEY, 0, REPORT, io.BytesIO(), Expected(0, bytes(32)), io.BytesIO())


def test_a_file_is_held_against_the_hash_that_the_report_signed() -> None:
    """A blob that fits its manifest, but is not the sealed file that was sent, is refused."""
    sink = io.BytesIO()
    seal = seal_blob(KEY, 0, BLOB, io.BytesIO(b"photo"), 5, sink)
    sealed = sink.getvalue()
    open_blob(KEY, 0, BLOB, io.BytesIO(sealed), Expected(5, seal.sha256, seal.sealed_sha256), io.BytesIO())
    with pytest.raises(Tampered):
        open_blob(KEY, 0, BLOB, io.BytesIO(sealed), Expected(5, seal.sha256, bytes(32)), io.BytesIO())


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    """Sealing and opening 64 MiB holds a few pieces in memory, not the file."""
    size = 64 * 1_048_576
    plain, sealed, opened = tmp_path / "plain", tmp_path / "sealed", tmp_path / "opened"
    with plain.open("wb") as file:
        file.truncate(size)
    tracemalloc.start()
    try:
        with plain.open("rb") as source, sealed.open("wb") as sink:
            seal = seal_blob(KEY, 0, BLOB, source, size, sink)
        with sealed.open("rb") as source, opened.open("wb") as sink:
            open_blob(KEY, 0, BLOB, source, Expected(size, seal.sha256, seal.sealed_sha256), sink)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * PIECE
    assert opened.stat().st_size == size


def test_an_erasure_key_has_one_length() -> None:
    """A key that is none is refused, and a cut off grant is malformed."""
    with pytest.raises(Refused):
        wrap_grant(b"short", CASE, THING, b"grant")
    with pytest.raises(Malformed):
        unwrap_grant(KEY, CASE, THING, bytes(27))
