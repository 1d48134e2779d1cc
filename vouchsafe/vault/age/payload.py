"""The payload of an age file: STREAM, chunks of 64 KiB under ChaCha20-Poly1305 (C2SP age, "Payload")."""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault.errors import PayloadTampered
from vouchsafe.vault.primitives import Buffer, hkdf

CHUNK = 65_536
TAG = 16
NONCE_SIZE = 16


class _Stream:
    """Cuts what is fed to it into chunks, and holds the last one back: only at the end is it known to be the last."""

    def __init__(self, file_key: bytes, nonce: bytes, chunk: int) -> None:
        self._aead = ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))
        self._chunk = chunk
        self._counter = 0
        self._held = bytearray()

    def _whole_chunks(self, data: Buffer) -> Iterator[memoryview]:
        self._held += data
        count = max(0, len(self._held) - 1) // self._chunk
        with memoryview(self._held) as view:
            for i in range(count):
                with view[i * self._chunk : (i + 1) * self._chunk] as chunk:
                    yield chunk
        del self._held[: count * self._chunk]

    def _nonce(self, *, last: bool) -> bytes:
        return self._counter.to_bytes(11, "big") + bytes([last])


class PayloadSealer(_Stream):
    """Seals a payload that is fed to it in pieces of any size."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        super().__init__(file_key, nonce, CHUNK)

    def update(self, data: Buffer) -> bytes:
        """Feed plaintext; the sealed chunks that are now complete."""
        return b"".join([self._seal(chunk, last=False) for chunk in self._whole_chunks(data)])

    def finish(self) -> bytes:
        """The last chunk: empty only when the whole payload is."""
        return self._seal(self._held, last=True)

    def _seal(self, chunk: Buffer, *, last: bool) -> bytes:
        sealed = self._aead.encrypt(self._nonce(last=last), chunk, None)
        self._counter += 1
        return sealed


class PayloadOpener(_Stream):
    """Opens a payload that is fed to it in pieces of any size.

    Each byte that it returns was authenticated, but only `finish` says that none is missing.
    """

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        super().__init__(file_key, nonce, CHUNK + TAG)

    def update(self, data: Buffer) -> bytes:
        """Feed sealed bytes; the plaintext that is now sure. Raises PayloadTampered."""
        return b"".join([self._open(chunk, last=False) for chunk in self._whole_chunks(data)])

    def finish(self) -> bytes:
        """The last chunk. Raises PayloadTampered when it is missing, changed, not the last, or empty after others."""
        plain = self._open(self._held, last=True)
        if not plain and self._counter > 1:
            raise PayloadTampered("This file ends in an empty chunk, which no honest one does.")
        return plain

    def _open(self, chunk: Buffer, *, last: bool) -> bytes:
        try:
            plain = self._aead.decrypt(self._nonce(last=last), chunk, None)
        except InvalidTag as error:
            raise PayloadTampered("The content of this file was changed or cut short.") from error
        self._counter += 1
        return plain
