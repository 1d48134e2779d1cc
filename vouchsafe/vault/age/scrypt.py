"""Files under a passphrase (C2SP age, scrypt recipient)."""

import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from vouchsafe.vault.age.header import FILE_KEY_SIZE, Stanza, decode_base64, encode_base64
from vouchsafe.vault.errors import HeaderMalformed, Refused, Unsupported
from vouchsafe.vault.primitives import ZERO_NONCE, Random

MOST_LOG_N = 18
"""The highest work factor that is read or made (protocol §1): 256 MiB and a second or so."""
_TYPE = "scrypt"
_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_SIZE = 16
_BODY_SIZE = FILE_KEY_SIZE + 16
_LOG_N = re.compile(r"[1-9][0-9]?")


class Passphrase:
    """Opens and makes the stanza of a passphrase. The stanza must be alone in its header."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase.encode()

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`. Raises Unsupported for a work factor above 18."""
        if len(stanzas) != 1 or stanzas[0].type != _TYPE:
            return None
        args, body = stanzas[0].args, stanzas[0].body
        if len(args) != 3 or len(body) != _BODY_SIZE:  # noqa: PLR2004 - type, salt, work factor
            raise HeaderMalformed("This file has a broken scrypt stanza.")
        salt = decode_base64(args[1], _SALT_SIZE)
        if not _LOG_N.fullmatch(args[2]):
            raise HeaderMalformed("This file has a work factor that is no number.")
        log_n = int(args[2])
        if log_n > MOST_LOG_N:
            raise Unsupported("This file asks for more work than this release does: it may be meant to stall you.")
        try:
            return ChaCha20Poly1305(self._derive(salt, log_n)).decrypt(ZERO_NONCE, body, None)
        except InvalidTag:
            return None

    def wrap(self, file_key: bytes, *, log_n: int = MOST_LOG_N, random: Random = os.urandom) -> Stanza:
        """The stanza that wraps a file key (16 bytes). Raises Refused for a work factor that no reader takes."""
        if not 1 <= log_n <= MOST_LOG_N:
            raise Refused("The work factor of a passphrase is 1 to 18.")
        salt = random(_SALT_SIZE)
        body = ChaCha20Poly1305(self._derive(salt, log_n)).encrypt(ZERO_NONCE, file_key, None)
        return Stanza((_TYPE, encode_base64(salt), str(log_n)), body)

    def _derive(self, salt: bytes, log_n: int) -> bytes:
        return Scrypt(salt=_LABEL + salt, length=32, n=2**log_n, r=8, p=1).derive(self._passphrase)
