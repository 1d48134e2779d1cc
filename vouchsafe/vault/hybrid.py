"""Post-quantum hybrid age keys: ML-KEM-768 and X25519 together (C2SP age, `mlkem768x25519`).

The stanza is HPKE (RFC 9180): KEM 0x647a, HKDF-SHA-256, ChaCha20-Poly1305.
"""

import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from vouchsafe.vault import bech32
from vouchsafe.vault.age.header import FILE_KEY_SIZE, Stanza, decode_base64, encode_base64
from vouchsafe.vault.errors import HeaderMalformed, Malformed, Refused
from vouchsafe.vault.primitives import Random

STANZA_TYPE = "mlkem768x25519"
SEED_SIZE = 32
RECIPIENT_SIZE = 1_216
ENCAPSULATED_SIZE = 1_120
BODY_SIZE = FILE_KEY_SIZE + 16
_INFO = b"age-encryption.org/mlkem768x25519"
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1_184
_MLKEM_CIPHERTEXT = 1_088
_SMALL_ORDER = frozenset(
    {
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        2**255 - 20,
        2**255 - 19,
        2**255 - 18,
    }
)
"""Points of Curve25519 with which every exchange gives zeros: 0, 1, two of order 8, p - 1, and p, p + 1 for 0, 1."""
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class Recipient:
    """The public half of a hybrid key: what one seals to."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != RECIPIENT_SIZE:
            raise Malformed("A hybrid recipient has 1,216 bytes.")
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC])
        except ValueError as error:
            raise Malformed("This is not a hybrid recipient.") from error
        self._key = MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC:]))
        self.raw = raw

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Recipient":
        """The recipient of 1,216 bytes: ML-KEM-768 (1,184) ‖ X25519 (32). Raises Malformed."""
        return cls(raw)

    @classmethod
    def parse(cls, text: str) -> "Recipient":
        """Read `age1pq1…`. Raises Refused for a classic recipient, Malformed for anything else."""
        if text.startswith("age1") and not text.startswith("age1pq1"):
            raise Refused("This key is not post-quantum: only recipients that start with age1pq1 are sealed to.")
        return cls(_decode_recipient(text))

    def to_string(self) -> str:
        """`age1pq1…`."""
        return bech32.encode("age1pq", self.raw)

    @property
    def is_sound(self) -> bool:
        """Whether something can be sealed to it. Whoever takes a stranger's key looks here first.

        That the ML-KEM half is a key was checked when this was made; here, that the X25519 half is not of small order.
        """
        point = int.from_bytes(self.raw[_MLKEM_PUBLIC:], "little") & (2**255 - 1)
        return point not in _SMALL_ORDER

    def wrap(self, file_key: bytes) -> Stanza:
        """The stanza that wraps a file key (16 bytes) to this recipient. Raises Refused for an unusable key."""
        try:
            sealed = _SUITE.encrypt(file_key, self._key, info=_INFO)
        except ValueError as error:
            raise Refused("Nothing can be sealed to this recipient: its key is broken.") from error
        enc = encode_base64(sealed[:ENCAPSULATED_SIZE])
        return Stanza((STANZA_TYPE, enc), sealed[ENCAPSULATED_SIZE:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recipient) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class Identity:
    """The secret half of a hybrid key: a seed of 32 bytes."""

    __slots__ = ("_key", "_x25519", "recipient", "seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise Malformed("The seed of a hybrid identity has 32 bytes.")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED + 32)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED])
        self.seed = seed
        self._x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:])
        self._key = MLKEM768X25519PrivateKey(mlkem, self._x25519)
        x25519_public = self._x25519.public_key().public_bytes_raw()
        self.recipient = Recipient(mlkem.public_key().public_bytes_raw() + x25519_public)

    @classmethod
    def generate(cls, random: Random = os.urandom) -> "Identity":
        """A new identity."""
        return cls(random(SEED_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> "Identity":
        """The identity of a 32-byte seed. Raises Malformed for another length."""
        return cls(seed)

    @classmethod
    def parse(cls, text: str) -> "Identity":
        """Read `AGE-SECRET-KEY-PQ-1…`; white space around it is allowed. Raises Malformed."""
        trimmed = text.strip(" \t\r\n\v\f")
        if not trimmed.startswith("AGE-SECRET-KEY-PQ-1"):
            raise Malformed("This is not an identity that starts with AGE-SECRET-KEY-PQ-1.")
        return cls(bech32.decode("age-secret-key-pq-", trimmed))

    def to_string(self) -> str:
        """`AGE-SECRET-KEY-PQ-1…`. Secret."""
        return bech32.encode("age-secret-key-pq-", self.seed).upper()

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`."""
        for stanza in stanzas:
            if stanza.type == STANZA_TYPE and (file_key := self._unwrap_one(stanza)) is not None:
                return file_key
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        enc = _encapsulated_key(stanza)
        try:
            # The HPKE call reports a low-order share as it reports a foreign key: tell them apart first.
            self._x25519.exchange(X25519PublicKey.from_public_bytes(enc[_MLKEM_CIPHERTEXT:]))
        except ValueError as error:
            raise HeaderMalformed("This file has an X25519 share that no honest sender makes.") from error
        try:
            return _SUITE.decrypt(enc + stanza.body, self._key, info=_INFO)
        except InvalidTag:
            return None


def _encapsulated_key(stanza: Stanza) -> bytes:
    """The encapsulated key (1,120 bytes) of a well-formed hybrid stanza. Raises HeaderMalformed."""
    if len(stanza.args) != 2 or len(stanza.body) != BODY_SIZE:  # noqa: PLR2004 - type and encapsulated key
        raise HeaderMalformed("This file has a broken hybrid stanza.")
    return decode_base64(stanza.args[1], ENCAPSULATED_SIZE)


@lru_cache(maxsize=1024)
def _decode_recipient(text: str) -> bytes:
    return bech32.decode("age1pq", text)
