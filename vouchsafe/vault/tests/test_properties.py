"""Properties that hold for all inputs: what was sealed opens, and nothing else does."""

import io
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vouchsafe.vault import padding
from vouchsafe.vault.age.armor import ArmorReader, decode_armor, encode_armor
from vouchsafe.vault.age.file import FileReader, FileWriter, open_bytes
from vouchsafe.vault.age.header import Stanza, decode_base64, read_header
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.blobs import Expected, open_blob, seal_blob
from vouchsafe.vault.bodies import decode_body, encode_body
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.erasure import unwrap_grant, wrap_grant
from vouchsafe.vault.errors import Malformed, ReceiptError, VaultError
from vouchsafe.vault.grants import is_grant_shape, open_grant, seal_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.items import check_signature, is_item_shape, open_item, seal_item
from vouchsafe.vault.make_vectors.cast import chain, person
from vouchsafe.vault.place import KINDS, KeyKind, Place
from vouchsafe.vault.receipt import SYMBOLS, Receipt
from vouchsafe.vault.shares import combine, split
from vouchsafe.vault.signing import SigningKey
from vouchsafe.vault.stanza import read_stanza

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHUNK = 65_536
AROUND_CHUNKS = sorted(size + step for size in (0, CHUNK, 2 * CHUNK) for step in (-1, 0, 1) if size + step >= 0)
KEY = bytes(range(32))
RAE = SigningKey.from_seed(bytes(32))
PLACE = Place(uuid.UUID(int=1), "report", uuid.UUID(int=2))
ITEM_KINDS = sorted(set(KINDS) - {"blob"})
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SYMBOL = st.sampled_from(ALPHABET)

keys = st.binary(min_size=32, max_size=32)
ids = st.uuids(version=4)
generations = st.integers(0, 2**32 - 1)
sizes = st.sampled_from(AROUND_CHUNKS) | st.integers(0, 3 * CHUNK)
places = st.builds(Place, ids, st.sampled_from(ITEM_KINDS), ids)


@st.composite
def flips(draw: st.DrawFn, data: bytes) -> bytes:
    """The data with one bit flipped, anywhere."""
    at = draw(st.integers(0, 8 * len(data) - 1))
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


@given(st.binary(min_size=15, max_size=15))
def test_a_receipt_reads_back_from_its_text(raw: bytes) -> None:
    """Any 15 bytes survive being written down and typed in."""
    assert Receipt.parse(Receipt.from_bytes(raw).text.lower()).raw == raw


@given(raw=st.binary(min_size=15, max_size=15), at=st.integers(0, SYMBOLS - 1), symbol=SYMBOL)
def test_one_wrong_symbol_is_located_and_mended_on_request_only(raw: bytes, at: int, symbol: str) -> None:
    """A receipt with one wrong symbol is refused, and the suggestion is the right receipt."""
    text = Receipt.from_bytes(raw).text.replace("-", "")
    wrong = text[:at] + symbol + text[at + 1 :]
    if wrong == text:
        return
    with pytest.raises(ReceiptError) as failure:
        Receipt.parse(wrong)
    assert failure.value.code == "receipt/mendable"
    assert failure.value.suggestion == Receipt.from_bytes(raw).text


@given(st.binary(min_size=15, max_size=15), st.data())
def test_two_or_three_wrong_symbols_are_never_taken_for_another_receipt(raw: bytes, data: st.DataObject) -> None:
    """With two or three wrong symbols nothing opens and nothing wrong is suggested."""
    text = list(Receipt.from_bytes(raw).text.replace("-", ""))
    places = data.draw(st.lists(st.integers(0, SYMBOLS - 1), min_size=2, max_size=3, unique=True))
    for at in places:
        text[at] = data.draw(st.sampled_from(sorted(set(ALPHABET) - {text[at]})))
    with pytest.raises(ReceiptError) as failure:
        Receipt.parse("".join(text))
    assert failure.value.code == "receipt/wrong"


@given(st.integers(0, 2**50))
def test_padding_costs_little_and_is_recognised(size: int) -> None:
    """A padded size holds its content, costs at most 12%, is stable, and its sealed size passes the server's check."""
    padded = padding.padme(size)
    assert size <= padded <= size * 1.12 + 1
    assert padding.padme(padded) == padded
    assert padding.is_item_size(padding.item_sealed_size(size))
    assert padding.is_blob_size(padding.blob_sealed_size(size))


@given(st.integers(0, 10**7))
def test_no_other_size_is_recognised(sealed: int) -> None:
    """A length passes the server's check only when some body or file has it."""
    chunks = -(-(sealed - 169) // (CHUNK + 16))
    total = sealed - 169 - 16 * chunks
    body = total - padding.ITEM_OVERHEAD
    assert padding.is_item_size(sealed) == (body >= 0 and padding.item_sealed_size(body) == sealed)
    assert padding.is_blob_size(sealed) == (total >= CHUNK and padding.blob_sealed_size(total) == sealed)


@given(keys, generations, places, st.binary(max_size=200) | sizes.map(bytes))
@settings(max_examples=60)
def test_an_item_opens_to_what_was_sealed(key: bytes, generation: int, place: Place, body: bytes) -> None:
    """Any body, of any size around the chunk, comes back with its author, from a file of the size that was promised."""
    sealed = seal_item(key, generation, place, body, RAE)
    opened = open_item(key, generation, place, sealed)
    assert (opened.author, opened.body) == (RAE.public, body)
    check_signature(generation, place, opened.author, opened.signature, body)
    assert len(sealed) == padding.item_sealed_size(len(body))
    assert is_item_shape(sealed)


ITEM = seal_item(KEY, 0, PLACE, b"Crates leave the dock at night.", RAE)
LONG_ITEM = seal_item(KEY, 0, PLACE, bytes(CHUNK), RAE)


@given(flips(ITEM) | flips(LONG_ITEM))
@settings(max_examples=400)
def test_an_item_with_one_flipped_bit_never_opens(changed: bytes) -> None:
    """There is no bit of an item, header and padding included, that can be flipped unnoticed."""
    with pytest.raises(VaultError):
        open_item(KEY, 0, PLACE, changed)


@given(
    key=st.just(KEY) | keys,
    generation=st.just(0) | generations,
    place=places | st.builds(Place, st.just(PLACE.case), st.just(PLACE.kind), ids),
)
def test_an_item_opens_nowhere_else(key: bytes, generation: int, place: Place) -> None:
    """Under another case, kind or id an item does not open, whatever the key and generation."""
    with pytest.raises(VaultError):
        open_item(key, generation, place, ITEM)


@given(st.sampled_from(list(KeyKind)), generations, ids, keys, st.integers(1, 255))
@settings(max_examples=40)
def test_a_grant_opens_to_what_was_granted(kind: KeyKind, generation: int, case: uuid.UUID, key: bytes, x: int) -> None:
    """Any key or share comes back with all that it was granted for, from a file of the one size that grants have."""
    hana = person("Hana").keys
    granted = key + bytes([x]) if kind.is_shared else key
    sealed = seal_grant(hana.recipient, case, kind, generation, granted, RAE)
    found = open_grant(hana.identity, sealed)
    assert (found.case, found.key_kind, found.generation) == (case, kind, generation)
    assert (found.key, found.granter) == (granted, RAE.public)
    assert is_grant_shape(sealed)


GRANT = seal_grant(person("Hana").keys.recipient, PLACE.case, KeyKind.CASE, 0, KEY, RAE)


LETTERS = "".join(chr(code) for code in range(33, 127)).encode() + b" \n\r\x00\xff"


@st.composite
def headers_changed(draw: st.DrawFn, sealed: bytes, header: int) -> bytes:
    """The file with one letter of its header made another, mostly one of base64, or taken out and one put in."""
    at, letter = draw(st.integers(0, header - 1)), bytes([draw(st.sampled_from(LETTERS))])
    out = draw(st.none() | st.integers(0, header - 1))
    if out is None:
        return sealed[:at] + letter + sealed[at + 1 :]
    left = sealed[:out] + sealed[out + 1 :]
    return left[:at] + letter + left[at:]


@given(headers_changed(GRANT, 1_627))
@settings(max_examples=600)
def test_a_grant_is_known_by_its_shape_exactly_where_its_header_can_be_read(changed: bytes) -> None:
    """What one expression matches is what is read part by part: one stanza for a hybrid recipient, well formed."""

    def read() -> bool:
        stanzas = read_header(changed)[0].stanzas
        assert len(stanzas) == 1
        return stanzas[0].type == "mlkem768x25519" and sizes_of(stanzas[0]) == (1_120, 32)

    assert holds(lambda: is_grant_shape(changed)) == holds(read)


@given(headers_changed(ITEM, padding.HEADER))
@settings(max_examples=600)
def test_an_item_is_known_by_its_shape_exactly_where_its_header_can_be_read(changed: bytes) -> None:
    """The same, of our own stanza."""
    assert holds(lambda: is_item_shape(changed)) == holds(lambda: bool(read_stanza(read_header(changed)[0].stanzas)))


def sizes_of(stanza: Stanza) -> tuple[int, ...]:
    """Of its arguments after the first, and of its body."""
    return (*(len(decode_base64(each)) for each in stanza.args[1:]), len(stanza.body))


def holds(check: Callable[[], bool]) -> bool:
    """Whether it says yes; a typed refusal is a no."""
    try:
        return check()
    except VaultError:
        return False


@given(flips(GRANT))
@settings(max_examples=300)
def test_a_grant_with_one_flipped_bit_never_opens(changed: bytes) -> None:
    """There is no bit of a grant that can be flipped unnoticed."""
    with pytest.raises(VaultError):
        open_grant(person("Hana").keys.identity, changed)


@given(st.integers(0, 10**9))
@settings(max_examples=20)
def test_a_grant_opens_for_nobody_else(seed: int) -> None:
    """Another identity does not open a grant."""
    with pytest.raises(VaultError):
        open_grant(Identity.from_seed(seed.to_bytes(32, "big")), GRANT)


BLOB = Place(PLACE.case, "blob", PLACE.thing)


def _sealed(plain: bytes) -> tuple[bytes, Expected]:
    sink = io.BytesIO()
    seal = seal_blob(KEY, 0, BLOB, io.BytesIO(plain), len(plain), sink)
    return sink.getvalue(), Expected(seal.size, seal.sha256, seal.sealed_sha256)


@given(st.binary(min_size=1, max_size=8), sizes)
@settings(max_examples=40)
def test_a_blob_opens_to_what_was_sealed(pattern: bytes, size: int) -> None:
    """A file of any size around the chunk comes back, from a file of the size that was promised."""
    plain = (pattern * (size // len(pattern) + 1))[:size]
    sealed, expected = _sealed(plain)
    assert len(sealed) == padding.blob_sealed_size(size)
    sink = io.BytesIO()
    open_blob(KEY, 0, BLOB, io.BytesIO(sealed), expected, sink)
    assert sink.getvalue() == plain


SEALED_BLOB, EXPECTED = _sealed(b"not really a photograph")


@given(flips(SEALED_BLOB))
@settings(max_examples=200)
def test_a_blob_with_one_flipped_bit_never_opens(changed: bytes) -> None:
    """There is no bit of a sealed file, its zeros included, that can be flipped unnoticed."""
    with pytest.raises(VaultError):
        open_blob(KEY, 0, BLOB, io.BytesIO(changed), EXPECTED, io.BytesIO())


@given(sizes, st.lists(st.integers(1, 3 * CHUNK), max_size=5))
@settings(max_examples=40)
def test_the_pieces_that_a_file_comes_in_do_not_matter(size: int, cuts: list[int]) -> None:
    """Written and read in any pieces, an age file is the same file."""
    plain = bytes(range(256)) * (size // 256) + bytes(size % 256)
    phrase, file_key = Passphrase("a"), bytes(16)
    stanza = phrase.wrap(file_key, log_n=1, random=bytes)
    whole = FileWriter(file_key, [stanza], random=bytes)
    pieced = FileWriter(file_key, [stanza], random=bytes)
    sealed = whole.start + whole.update(plain) + whole.finish()
    assert pieced.start + b"".join(map(pieced.update, _cut(plain, cuts))) + pieced.finish() == sealed
    reader = FileReader([phrase])
    assert b"".join(map(reader.update, _cut(sealed, cuts))) + reader.finish() == plain
    assert open_bytes(sealed, [phrase]) == plain


@given(st.binary(max_size=300), st.lists(st.integers(1, 80), max_size=9))
def test_armor_holds_what_was_put_in(data: bytes, cuts: list[int]) -> None:
    """Armored bytes come back, whole or in pieces; but for nothing, which no armor holds."""
    text = encode_armor(data)
    assert decode_armor(text) == data
    reader = ArmorReader()
    assert b"".join(map(reader.update, _cut(text, cuts))) + reader.finish() == data


def _cut(data: bytes, lengths: list[int]) -> list[bytes]:
    pieces = []
    for length in lengths:
        pieces.append(data[:length])
        data = data[length:]
    return [*pieces, data]


@given(keys, st.integers(2, 40), st.data())
def test_any_two_shares_give_the_key_back(secret: bytes, count: int, data: st.DataObject) -> None:
    """Whichever two of n shares come together, in either order, they give the key."""
    shares = split(secret, count)
    chosen = data.draw(st.lists(st.sampled_from(shares), min_size=2, max_size=4, unique=True))
    assert combine(chosen) == secret


@given(keys, st.binary(max_size=64), ids, ids)
def test_a_stored_grant_opens_under_its_own_key_and_place_only(
    key: bytes, grant: bytes, case: uuid.UUID, other: uuid.UUID
) -> None:
    """A wrapped grant comes back for its case and id; moved to another, or under another key, it does not."""
    wrapped = wrap_grant(key, case, other, grant)
    assert unwrap_grant(key, case, other, wrapped) == grant
    for wrong in [(KEY[::-1], case, other), (key, other, other), (key, case, case)]:
        if wrong != (key, case, other):
            with pytest.raises(VaultError):
                unwrap_grant(*wrong, wrapped)


@given(st.text(), st.lists(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)))
def test_any_text_can_be_said(text: str, seen: list[str]) -> None:
    """Every text of whole characters survives encoding, in one encoding only."""
    body = {"written_on": "2026-02-03", "text": text, "seen": seen}
    data = encode_body("note", body)
    assert decode_body("note", data) == body
    with pytest.raises(Malformed):
        decode_body("note", data + b" ")


@given(st.binary(max_size=300) | flips(encode_body("note", {"written_on": "2026-02-03", "text": "", "seen": []})))
def test_no_bytes_surprise_the_body_reader(data: bytes) -> None:
    """Whatever bytes come, a body is read in its canonical form or refused as malformed."""
    try:
        body = decode_body("note", data)
    except Malformed:
        return
    assert encode_body("note", body) == data


@given(flips(person("Hana").card))
@settings(max_examples=200)
def test_a_card_with_one_flipped_bit_is_refused(changed: bytes) -> None:
    """There is no bit of a card that can be flipped unnoticed."""
    with pytest.raises(VaultError):
        parse_card(changed)


@given(st.data())
@settings(max_examples=200)
def test_a_directory_with_one_flipped_bit_is_refused(data: st.DataObject) -> None:
    """There is no bit of a directory entry that can be flipped unnoticed."""
    entries = list(chain().entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    entries[at] = data.draw(flips(entries[at]))
    with pytest.raises(VaultError):
        verify_chain(entries, list(chain().cards))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 10**6), SYMBOL)
@settings(max_examples=40)
def test_an_identity_reads_back_and_a_typing_error_is_noticed(seed: bytes, at: int, symbol: str) -> None:
    """An identity survives being printed; with one wrong character it is refused."""
    identity = Identity.from_seed(seed)
    text = identity.to_string()
    assert Identity.parse(text).seed == seed
    at %= len(text)
    wrong = text[:at] + symbol + text[at + 1 :]
    if wrong != text:
        with pytest.raises(Malformed):
            Identity.parse(wrong)
