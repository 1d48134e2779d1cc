"""Grants at rest under a key per case, so that erasing that key erases the case (protocol §10)."""

import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault.errors import Malformed, Refused, Tampered
from vouchsafe.vault.primitives import Random

KEY_SIZE = 32
_NONCE_SIZE = 12
_TAG_SIZE = 16


def wrap_grant(
    erasure_key: bytes, case: uuid.UUID, grant_id: uuid.UUID, grant: bytes, *, random: Random = os.urandom
) -> bytes:
    """Nonce (12) ‖ the grant under the case's erasure key (32 bytes), bound to case and grant id. Raises Refused."""
    nonce = random(_NONCE_SIZE)
    return nonce + _aead(erasure_key).encrypt(nonce, grant, case.bytes + grant_id.bytes)


def unwrap_grant(erasure_key: bytes, case: uuid.UUID, grant_id: uuid.UUID, wrapped: bytes) -> bytes:
    """The grant.

    Raises Tampered when it was changed or moved or its case's key was replaced, Malformed when cut off.
    """
    if len(wrapped) < _NONCE_SIZE + _TAG_SIZE:
        raise Malformed("This stored grant is too short.")
    try:
        nonce = wrapped[:_NONCE_SIZE]
        return _aead(erasure_key).decrypt(nonce, wrapped[_NONCE_SIZE:], case.bytes + grant_id.bytes)
    except InvalidTag as error:
        raise Tampered("This stored grant was changed, moved or belongs to an erased case.") from error


def _aead(erasure_key: bytes) -> ChaCha20Poly1305:
    if len(erasure_key) != KEY_SIZE:
        raise Refused("An erasure key has 32 bytes.")
    return ChaCha20Poly1305(erasure_key)
