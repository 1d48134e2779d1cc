"""A holder's identity at rest: an age file under a passphrase (protocol §1)."""

import os

from vouchsafe.vault.age.file import new_file_key, open_bytes, seal_bytes
from vouchsafe.vault.age.scrypt import MOST_LOG_N, Passphrase
from vouchsafe.vault.errors import Malformed, Refused
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.passphrase import TypedPassphrase
from vouchsafe.vault.primitives import Random, label, sha256


def seal_key_file(
    identity: Identity, passphrase: str, *, log_n: int = MOST_LOG_N, random: Random = os.urandom
) -> bytes:
    """The identity as an age file that any age program opens with the passphrase.

    `log_n` is scrypt's work factor: 18 but in tests. Raises Refused for one above 18, and for no passphrase.
    """
    if not passphrase:
        raise Refused("A key needs a passphrase.")
    file_key = new_file_key(random)
    stanza = Passphrase(passphrase).wrap(file_key, log_n=log_n, random=random)
    return seal_bytes(file_key, [stanza], identity.to_string().encode("ascii") + b"\n", random=random)


def open_key_file(data: bytes, passphrase: str) -> Identity:
    """The identity of a key file, by its passphrase as somebody types it.

    Raises WrongKey for another passphrase, Unsupported for a work factor above 18, Malformed for anything that is not
    one hybrid identity under one passphrase, Tampered for a file that was changed.
    """
    plaintext = open_bytes(data, [TypedPassphrase(passphrase)])
    try:
        text = plaintext.decode("ascii")
    except UnicodeDecodeError as error:
        raise Malformed("This key file does not hold a key.") from error
    return Identity.parse(text)


def replacement_message(fingerprint: bytes, present: bytes, new: bytes) -> bytes:
    """What a holder signs to put `new` in the place of the `present` key file of the card with this fingerprint."""
    return label("key-file") + fingerprint + sha256(present) + sha256(new)
