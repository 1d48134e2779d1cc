"""What the server itself must read again and a copy of the database must not: sealed under keys from SECRET_KEY."""

import hmac
import secrets
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

from vouchsafe.vault.primitives import hkdf

NONCE_LENGTH: Final = 12


def seal(plain: bytes, purpose: bytes) -> bytes:
    """A random nonce (12 bytes) ‖ ChaCha20-Poly1305 under the key of this purpose, which is also the AAD."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + ChaCha20Poly1305(_key(purpose)).encrypt(nonce, plain, purpose)


def unseal(sealed: bytes, purpose: bytes) -> bytes:
    """The counterpart; raises cryptography's InvalidTag where it was sealed otherwise, or under another SECRET_KEY."""
    return ChaCha20Poly1305(_key(purpose)).decrypt(sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:], purpose)


def name(text: str, purpose: bytes) -> bytes:
    """What stands for a text (HMAC-SHA-256, 32 bytes): always the same, told by nobody without SECRET_KEY."""
    return hmac.digest(_key(purpose), text.encode(), "sha256")


def _key(purpose: bytes) -> bytes:
    return hkdf(settings.SECRET_KEY.encode(), purpose)
