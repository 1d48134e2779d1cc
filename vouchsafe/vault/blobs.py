"""Blobs: attached files, sealed and opened as streams in flat memory (protocol §3)."""

import hashlib
import os
from dataclasses import dataclass
from typing import BinaryIO

from vouchsafe.vault.age.file import PIECE, FileReader, FileWriter, new_file_key
from vouchsafe.vault.errors import Refused, Tampered
from vouchsafe.vault.padding import blob_sealed_size, blob_total
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import Buffer, Random
from vouchsafe.vault.stanza import PlaceKey

_ZEROS = bytes(PIECE)


@dataclass(frozen=True, slots=True)
class BlobSeal:
    """What sealing a blob tells: size (bytes) and SHA-256 of the true file, and of the sealed one."""

    size: int
    sha256: bytes
    sealed_size: int
    sealed_sha256: bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """What a blob must turn out to be, from its manifest; `sealed_sha256` from the signed list of parts, if at hand."""

    size: int
    sha256: bytes
    sealed_sha256: bytes | None = None


class _Sink:
    """Writes on, and hashes what it writes."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: Buffer) -> None:
        self._hash.update(data)
        self._sink.write(data)
        self.size += len(data)

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()


def seal_blob(
    key: bytes,
    generation: int,
    place: Place,
    source: BinaryIO,
    size: int,
    sink: BinaryIO,
    *,
    random: Random = os.urandom,
) -> BlobSeal:
    """Seal a file of exactly `size` bytes from `source` into `sink`: `padding.blob_sealed_size(size)` bytes.

    Raises Refused when the place is no blob's, or the source ends early or goes on: the sink is then worthless.
    """
    _refuse_others(place)
    file_key = new_file_key(random)
    stanza = PlaceKey(key, generation, place).wrap(file_key, random=random)
    writer = FileWriter(file_key, [stanza], random=random)
    out, true_hash, left = _Sink(sink), hashlib.sha256(), size
    out.write(writer.start)
    while piece := source.read(PIECE):
        left -= len(piece)
        if left < 0:
            raise Refused("This file grew while it was being sealed.")
        true_hash.update(piece)
        out.write(writer.update(piece))
    if left:
        raise Refused("This file shrank while it was being sealed.")
    zeros = blob_total(size) - size
    while zeros:
        out.write(writer.update(_ZEROS[:zeros]))
        zeros -= min(zeros, PIECE)
    out.write(writer.finish())
    return BlobSeal(size, true_hash.digest(), out.size, out.sha256)


def open_blob(key: bytes, generation: int, place: Place, source: BinaryIO, expected: Expected, sink: BinaryIO) -> None:
    """Open a sealed file from `source` into `sink`. What the sink got MUST NOT be used, nor named, when this raises.

    Raises WrongKey (of another place or key), Tampered (changed, cut, or not what its manifest says), Malformed,
    Unsupported, and Refused for a place that is no blob's.
    """
    _refuse_others(place)
    reader = FileReader([PlaceKey(key, generation, place)])
    check = _TrueFile(_Sink(sink), expected)
    sealed_hash, sealed_size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        sealed_hash.update(piece)
        sealed_size += len(piece)
        if sealed_size > blob_sealed_size(expected.size):
            raise Tampered("This file is longer than its manifest says.")
        check.write(reader.update(piece))
    check.write(reader.finish())
    check.finish()
    if expected.sealed_sha256 not in (None, sealed_hash.digest()):
        raise Tampered("This file is not the one that was sent with the report.")


class _TrueFile:
    """Passes on the true bytes, and checks that zeros follow up to the padded size, and then nothing."""

    def __init__(self, sink: _Sink, expected: Expected) -> None:
        self._sink = sink
        self._expected = expected
        self._zeros = 0

    def write(self, plain: bytes) -> None:
        cut = min(len(plain), self._expected.size - self._sink.size)
        with memoryview(plain) as view:
            self._sink.write(view[:cut])
        if plain.count(0, cut) != len(plain) - cut:
            raise Tampered("This file goes on after its end.")
        self._zeros += len(plain) - cut

    def finish(self) -> None:
        expected = self._expected
        if self._sink.size + self._zeros != blob_total(expected.size):
            raise Tampered("This file is not as long as its manifest says.")
        if self._sink.sha256 != expected.sha256:
            raise Tampered("This file is not the one that its manifest describes.")


def _refuse_others(place: Place) -> None:
    if place.kind != "blob":
        raise Refused("Only a blob is sealed as a stream.")
