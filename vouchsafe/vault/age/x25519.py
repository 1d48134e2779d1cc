"""Classic X25519 recipients (C2SP age): opened, so that old files can be read; never sealed to by the product."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault import bech32
from vouchsafe.vault.age.header import FILE_KEY_SIZE, Stanza, decode_base64
from vouchsafe.vault.errors import HeaderMalformed, Malformed
from vouchsafe.vault.primitives import ZERO_NONCE, hkdf

_TYPE = "X25519"
_INFO = b"age-encryption.org/v1/X25519"
_KEY_SIZE = 32
_BODY_SIZE = FILE_KEY_SIZE + 16


class X25519Identity:
    """A classic age identity, `AGE-SECRET-KEY-1…`."""

    def __init__(self, secret: bytes) -> None:
        self._key = X25519PrivateKey.from_private_bytes(secret)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def parse(cls, text: str) -> "X25519Identity":
        """Read `AGE-SECRET-KEY-1…`. Raises Malformed."""
        secret = bech32.decode("age-secret-key-", text)
        if len(secret) != _KEY_SIZE or text != text.upper():
            raise Malformed("This is not an age identity.")
        return cls(secret)

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`."""
        for stanza in stanzas:
            if stanza.type == _TYPE and (file_key := self._unwrap_one(stanza)) is not None:
                return file_key
        return None

    def _unwrap_one(self, stanza: Stanza) -> bytes | None:
        if len(stanza.args) != 2 or len(stanza.body) != _BODY_SIZE:  # noqa: PLR2004 - type and share
            raise HeaderMalformed("This file has a broken X25519 stanza.")
        share = decode_base64(stanza.args[1], _KEY_SIZE)
        try:
            secret = self._key.exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as error:
            raise HeaderMalformed("This file has an X25519 share that no honest sender makes.") from error
        wrap_key = hkdf(secret, _INFO, salt=share + self._public)
        try:
            return ChaCha20Poly1305(wrap_key).decrypt(ZERO_NONCE, stanza.body, None)
        except InvalidTag:
            return None
