"""All C2SP CCTV age vectors, whole, streamed and byte by byte."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault.age.armor import ArmorReader, decode_armor
from vouchsafe.vault.age.file import PIECE, FileReader, open_bytes, open_stream
from vouchsafe.vault.age.header import Unlocker, read_header
from vouchsafe.vault.age.payload import CHUNK, NONCE_SIZE, TAG
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.age.x25519 import X25519Identity
from vouchsafe.vault.errors import (
    ArmorMalformed,
    HeaderMalformed,
    HeaderTampered,
    PayloadTampered,
    Unsupported,
    VaultError,
    WrongKey,
)
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.primitives import hkdf
from vouchsafe.vault.tests.cctv import Vector, vectors

FAILURES: dict[str, tuple[type[VaultError], ...]] = {
    "no match": (WrongKey,),
    "HMAC failure": (HeaderTampered,),
    "header failure": (HeaderMalformed, Unsupported),
    "payload failure": (PayloadTampered,),
    "armor failure": (ArmorMalformed,),
}
BYTEWISE = 200_000
"""Longer files are fed byte by byte at both ends, and in pieces of an odd size between."""

every_vector = pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.name)


def test_the_whole_set_is_there() -> None:
    """The package holds the vectors of every topic that we claim to pass."""
    topics = {vector.name.split("_")[0] for vector in vectors()}
    assert len(vectors()) == 143
    assert {"armor", "header", "hmac", "hybrid", "scrypt", "stanza", "stream", "version", "x25519"} <= topics


@every_vector
def test_whole(vector: Vector) -> None:
    """A file that is there as a whole opens, or fails in the way that the vector names."""
    if vector.expect == "success":
        assert _digest(_open_whole(vector)) == vector.payload
        return
    with pytest.raises(VaultError) as failure:
        _open_whole(vector)
    assert isinstance(failure.value, FAILURES[vector.expect])


@every_vector
def test_streamed(vector: Vector) -> None:
    """A file read from a stream opens alike; what came out before a failure is what the vector says, and no more."""
    file = io.BytesIO(vector.file)
    sink = io.BytesIO()
    if not vector.armored:
        if vector.expect == "success":
            open_stream(file, sink, _unlockers(vector))
        else:
            with pytest.raises(FAILURES[vector.expect]):
                open_stream(file, sink, _unlockers(vector))
        _check_released(vector, sink.getvalue(), held_back=PIECE)
        return
    _check_pieces(vector, iter(lambda: file.read(1024), b""))


@every_vector
def test_byte_by_byte(vector: Vector) -> None:
    """A file that trickles in byte by byte opens alike."""
    _check_pieces(vector, _bytewise(vector.file))


def _check_pieces(vector: Vector, pieces: Iterator[bytes]) -> None:
    out: list[bytes] = []
    if vector.expect == "success":
        _open_pieces(vector, pieces, out)
    else:
        with pytest.raises(FAILURES[vector.expect]):
            _open_pieces(vector, pieces, out)
    _check_released(vector, b"".join(out))


def _open_whole(vector: Vector) -> bytes:
    file = decode_armor(vector.file) if vector.armored else vector.file
    return open_bytes(file, _unlockers(vector))


def _open_pieces(vector: Vector, pieces: Iterator[bytes], out: list[bytes]) -> None:
    reader = FileReader(_unlockers(vector))
    if not vector.armored:
        out.extend(reader.update(piece) for piece in pieces)
        out.append(reader.finish())
        return
    armor = ArmorReader()
    out.extend(reader.update(armor.update(piece)) for piece in pieces)
    out.append(reader.update(armor.finish()))
    out.append(reader.finish())


def _unlockers(vector: Vector) -> list[Unlocker]:
    identities: list[Unlocker] = [_identity(text) for text in vector.identities]
    return identities + [Passphrase(text) for text in vector.passphrases]


def _identity(text: str) -> Unlocker:
    return Identity.parse(text) if text.startswith("AGE-SECRET-KEY-PQ-") else X25519Identity.parse(text)


def _check_released(vector: Vector, released: bytes, held_back: int = CHUNK) -> None:
    """On success all of it; on a failure nothing beside the vector's payload.

    We hold back the chunk whose end mark is wrong, which the vectors' reader still gives out, and what was fed
    together with it.
    """
    if vector.expect == "success":
        assert _digest(released) == vector.payload
    elif vector.expect == "payload failure":
        chunks = _authentic_chunks(vector)
        prefixes = [b"".join(chunks[:count]) for count in range(len(chunks) + 1)]
        payload = next(prefix for prefix in prefixes if _digest(prefix) == vector.payload)
        assert payload.startswith(released)
        assert len(payload) - len(released) <= held_back
    else:
        assert released == b""


def _authentic_chunks(vector: Vector) -> list[bytes]:
    """The payload's chunks that authenticate under the vector's own file key, whatever their end mark says."""
    file = decode_armor(vector.file) if vector.armored else vector.file
    payload = read_header(file)[1]
    aead = ChaCha20Poly1305(hkdf(vector.file_key, b"payload", salt=payload[:NONCE_SIZE]))
    chunks: list[bytes] = []
    for counter, start in enumerate(range(NONCE_SIZE, len(payload), CHUNK + TAG)):
        sealed = payload[start : start + CHUNK + TAG]
        for last in (False, True):
            with suppress(InvalidTag):
                chunks.append(aead.decrypt(counter.to_bytes(11, "big") + bytes([last]), sealed, None))
    return chunks


def _bytewise(file: bytes) -> Iterator[bytes]:
    ends = BYTEWISE // 2
    middle = range(ends, len(file) - ends, 4093)
    cuts = [*range(ends), *middle, *range(len(file) - ends, len(file))] if middle else list(range(len(file)))
    for start, end in pairwise([*cuts, len(file)]):
        yield file[start:end]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
