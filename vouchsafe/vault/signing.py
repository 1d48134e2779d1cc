"""Ed25519, strictly: one message, one key, one verdict in every client (protocol §3)."""

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vouchsafe.vault.errors import Malformed, Tampered

KEY_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_Y_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
# A point and its negative share y; these five are the y of all eight points whose order divides 8.
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})


class Signer(Protocol):
    """Whoever can sign: a key in memory here, a key that cannot leave the browser there."""

    @property
    def public(self) -> bytes:
        """The public key: 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """The signature: 64 bytes."""


class SigningKey:
    """An Ed25519 signing key in memory."""

    __slots__ = ("_key", "public")

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw()

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """The key of a 32-byte seed (RFC 8032 §5.1.5). Raises Malformed for another length."""
        if len(seed) != KEY_SIZE:
            raise Malformed("A signing seed has 32 bytes.")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`: 64 bytes."""
        return self._key.sign(message)


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature (64 bytes) by `public` (32 bytes). Raises Tampered unless it is good in every client.

    Libraries differ on odd encodings, so what any of them might refuse is refused first:
    points that are not canonical or of small order, and S ≥ L (protocol §3).
    """
    if len(public) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        raise Tampered("A signing key has 32 bytes and a signature 64.")
    _check_point(public)
    _check_point(signature[:KEY_SIZE])
    if int.from_bytes(signature[KEY_SIZE:], "little") >= _L:
        raise Tampered("The signature is not in its canonical form.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise Tampered("The signature does not match.") from error


def _check_point(encoded: bytes) -> None:
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL_ORDER_Y:
        raise Tampered("The signature uses a point that no honest key has.")
