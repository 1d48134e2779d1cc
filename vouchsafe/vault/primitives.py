"""The few primitives and notations that every format here is made of (protocol, first paragraph)."""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vouchsafe.vault.errors import Malformed

Random = Callable[[int], bytes]
"""Gives that many random bytes: `os.urandom`, or a fixed stream when test vectors are made."""

Buffer = bytes | bytearray | memoryview

ZERO_NONCE = bytes(12)


def label(name: str) -> bytes:
    """The ASCII label `vouchsafe/v1/NAME`, ended by one zero byte, that separates one use of a key from another."""
    return b"vouchsafe/v1/" + name.encode("ascii") + b"\0"


def hkdf(key: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA-256 (RFC 5869), 32 bytes out; an empty salt unless given."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def sha256(data: Buffer) -> bytes:
    """SHA-256 of `data`: 32 bytes."""
    return hashlib.sha256(data).digest()


def new_id(random: Random) -> uuid.UUID:
    """A random id, version 4 and variant bits set."""
    return uuid.UUID(bytes=random(16), version=4)


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4), as used in JSON."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """Read canonical standard base64 with padding. Raises Malformed for anything else."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Malformed("This is not base64.") from error
    if to_base64(data) != text:
        raise Malformed("This base64 is not in its canonical form.")
    return data


def from_hex(text: str, length: int) -> bytes:
    """Read `length` bytes written as lower-case hexadecimal. Raises Malformed for anything else."""
    try:
        data = bytes.fromhex(text)
    except ValueError as error:
        raise Malformed("This is not hexadecimal.") from error
    if data.hex() != text or len(data) != length:
        raise Malformed(f"Expected {2 * length} lower-case hexadecimal digits.")
    return data
