"""Whole age files: header and payload together, whole or in pieces."""

import os
from typing import BinaryIO

from vouchsafe.vault.age.header import (
    FILE_KEY_SIZE,
    Header,
    HeaderReader,
    Stanza,
    Unlocker,
    encode_header,
    unlock,
)
from vouchsafe.vault.age.payload import NONCE_SIZE, PayloadOpener, PayloadSealer
from vouchsafe.vault.errors import HeaderMalformed
from vouchsafe.vault.primitives import Random

PIECE = 1_048_576
"""How much is read from a stream at a time: large, so that the cost of a call does not count."""


class FileReader:
    """Opens an age file that arrives in pieces of any size."""

    def __init__(self, unlockers: list[Unlocker]) -> None:
        self._unlockers = unlockers
        self._head = HeaderReader()
        self._nonce = b""
        self._file_key = b""
        self._payload: PayloadOpener | None = None

    def update(self, data: bytes) -> bytes:
        """Feed the file; the plaintext that is now sure. Raises WrongKey, Tampered, Malformed or Unsupported."""
        if self._payload is not None:
            return self._payload.update(data)
        if self._head.header is None:
            header = self._head.update(data)
            if header is None:
                return b""
            _check_scrypt_alone(header)
            self._file_key = unlock(header, self._unlockers)
            data = self._head.rest
        self._nonce += data
        if len(self._nonce) < NONCE_SIZE:
            return b""
        self._payload = PayloadOpener(self._file_key, self._nonce[:NONCE_SIZE])
        return self._payload.update(self._nonce[NONCE_SIZE:])

    def finish(self) -> bytes:
        """The end of the plaintext. Raises as `update`; nothing given so far may be used when it does."""
        self._head.finish()
        if self._payload is None:
            raise HeaderMalformed("This file ends before its content.")
        return self._payload.finish()


class FileWriter:
    """Seals an age file in pieces of any size; `start` is its header and nonce."""

    def __init__(self, file_key: bytes, stanzas: list[Stanza], *, random: Random = os.urandom) -> None:
        nonce = random(NONCE_SIZE)
        self.start = encode_header(stanzas, file_key) + nonce
        self._payload = PayloadSealer(file_key, nonce)
        self.update = self._payload.update
        self.finish = self._payload.finish


def new_file_key(random: Random = os.urandom) -> bytes:
    """A file key for one file only: 16 random bytes."""
    return random(FILE_KEY_SIZE)


def open_bytes(data: bytes, unlockers: list[Unlocker]) -> bytes:
    """Open a whole age file. Raises WrongKey, Tampered, Malformed or Unsupported."""
    reader = FileReader(unlockers)
    start = reader.update(data)
    return start + reader.finish()


def seal_bytes(file_key: bytes, stanzas: list[Stanza], plaintext: bytes, *, random: Random = os.urandom) -> bytes:
    """Seal a whole age file under a fresh `file_key` that the stanzas wrap."""
    writer = FileWriter(file_key, stanzas, random=random)
    return writer.start + writer.update(plaintext) + writer.finish()


def open_stream(source: BinaryIO, sink: BinaryIO, unlockers: list[Unlocker]) -> None:
    """Open from `source` into `sink`, in flat memory. The sink MUST NOT be used when this raises (as `open_bytes`)."""
    reader = FileReader(unlockers)
    while piece := source.read(PIECE):
        sink.write(reader.update(piece))
    sink.write(reader.finish())


def _check_scrypt_alone(header: Header) -> None:
    if len(header.stanzas) > 1 and any(stanza.type == "scrypt" for stanza in header.stanzas):
        raise HeaderMalformed("A passphrase must be a file's only key, and this file has others.")
