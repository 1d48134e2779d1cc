"""A header that is there whole is read as one that comes in pieces, whatever it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vouchsafe.vault.age.armor import decode_armor
from vouchsafe.vault.age.header import Header, HeaderReader, Stanza, encode_header, read_header
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.tests.cctv import Vector, vectors

FILE_KEY = bytes(16)
PLAIN = encode_header([Stanza(("vouchsafe/v1", "c2FsdA"), bytes(32))], FILE_KEY)
HEADERS = (
    PLAIN,
    encode_header([Stanza(("mlkem768x25519", "A" * 1494), bytes(32))], FILE_KEY),
    encode_header([Stanza(("long",), bytes(96))], FILE_KEY),  # a body of two lines, the second empty
    encode_header([Stanza(("one",), b""), Stanza(("two", "x"), bytes(47))], FILE_KEY),
)
Read = tuple[Header, bytes] | type[VaultError]


def at_once(data: bytes) -> Read:
    """As the store reads it."""
    try:
        return read_header(data)
    except VaultError as error:
        return type(error)


def in_pieces(data: bytes) -> Read:
    """As a stream is read."""
    reader, at = HeaderReader(), 0
    try:
        while at < len(data) and reader.header is None:
            reader.update(data[at : at + 1000])
            at += 1000
        return reader.finish(), reader.rest + data[at:]
    except VaultError as error:
        return type(error)


@st.composite
def nearly(draw: st.DrawFn) -> bytes:
    """A header in which some bytes are others, more or fewer, and something may follow."""
    data = bytearray(draw(st.sampled_from(HEADERS)))
    for _each in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 2))] = draw(
            st.sampled_from([b"", b"A", b"B", b"\n", b" ", b"=", b"\r", b"\xff", b"-> x\n"])
        )
    return bytes(data) + draw(st.binary(max_size=20))


@given(nearly())
@example(PLAIN)
@example(PLAIN.replace(b"c2FsdA", b"A" * 262_144))
@example(b"")
def test_a_whole_header_is_read_as_one_in_pieces(data: bytes) -> None:
    """The same header and the same rest, or the same refusal."""
    assert at_once(data) == in_pieces(data)


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.name)
def test_every_vector_of_age_is_read_the_same_both_ways(vector: Vector) -> None:
    """CCTV's, the broken ones included."""
    try:
        data = decode_armor(vector.file) if vector.armored else vector.file
    except VaultError:
        return
    assert at_once(data) == in_pieces(data)
