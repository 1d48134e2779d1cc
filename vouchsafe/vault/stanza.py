"""Our own stanza, `vouchsafe/v1`: a file key wrapped under a case's key, for one place only (protocol §3)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault.age.header import FILE_KEY_SIZE, Stanza, decode_base64, encode_base64, one_stanza
from vouchsafe.vault.errors import HeaderMalformed, Refused
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import ZERO_NONCE, Random, hkdf, label

STANZA_TYPE = "vouchsafe/v1"
KEY_SIZE = 32
MOST_GENERATION = 2**32 - 1
_SALT_SIZE = 16
_BODY_SIZE = FILE_KEY_SIZE + 16
OWN_HEADER = one_stanza(STANZA_TYPE, _SALT_SIZE, _BODY_SIZE)
"""The header of a file whose only stanza is ours."""


class PlaceKey:
    """The key of one place: opens and makes the stanza of the one file that belongs there."""

    def __init__(self, key: bytes, generation: int, place: Place) -> None:
        if len(key) != KEY_SIZE:
            raise Refused("A case key has 32 bytes.")
        self._key = key
        self._info = label("item") + bound(generation, place)

    def wrap(self, file_key: bytes, *, random: Random = os.urandom) -> Stanza:
        """The stanza that wraps a fresh file key (16 bytes)."""
        salt = random(_SALT_SIZE)
        body = self._aead(salt).encrypt(ZERO_NONCE, file_key, None)
        return Stanza((STANZA_TYPE, encode_base64(salt)), body)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`. Raises HeaderMalformed unless our stanza is there, well formed and alone."""
        salt, body = read_stanza(stanzas)
        try:
            return self._aead(salt).decrypt(ZERO_NONCE, body, None)
        except InvalidTag:
            return None

    def _aead(self, salt: bytes) -> ChaCha20Poly1305:
        # The random salt makes each wrap key single-use, so that a nonce of zeros is safe.
        return ChaCha20Poly1305(hkdf(self._key, self._info, salt=salt))


def bound(generation: int, place: Place) -> bytes:
    """Key kind (1) ‖ generation (4) ‖ place: what keys and signatures are bound to. Raises Refused or Unsupported."""
    if not 0 <= generation <= MOST_GENERATION:
        raise Refused("A generation is a number of 32 bits.")
    return bytes([place.key_kind]) + generation.to_bytes(4, "big") + place.encode()


def read_stanza(stanzas: tuple[Stanza, ...]) -> tuple[bytes, bytes]:
    """Salt (16) and body (32) of our stanza. Raises HeaderMalformed unless it is there, well formed and alone."""
    if len(stanzas) != 1 or stanzas[0].type != STANZA_TYPE:
        raise HeaderMalformed("A sealed item has exactly one stanza, of the type vouchsafe/v1.")
    args, body = stanzas[0].args, stanzas[0].body
    if len(args) != 2 or len(body) != _BODY_SIZE:  # noqa: PLR2004 - type and salt
        raise HeaderMalformed("This sealed item has a broken stanza.")
    return decode_base64(args[1], _SALT_SIZE), body
