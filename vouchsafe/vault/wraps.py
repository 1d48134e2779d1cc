"""A holder's identity under what a passkey's PRF puts out (protocol §1).

Layout (65 bytes): 0x01 ‖ salt (16) ‖ ChaCha20-Poly1305(wrap key, zero nonce, identity seed). The server keeps wraps and
never opens one: only browsers have the passkey. Opening here is for the vectors, and for whoever checks them.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from vouchsafe.vault.cards import Card
from vouchsafe.vault.errors import Malformed, Tampered, WrongKey
from vouchsafe.vault.hybrid import SEED_SIZE, Identity
from vouchsafe.vault.layout import VERSION, Layout
from vouchsafe.vault.primitives import ZERO_NONCE, Random, hkdf, label, sha256

PRF_INPUT = label("unlock")
"""What every passkey is asked for: one input, because at sign-in nobody knows yet who it is."""

SALT_SIZE = 16
PRF_SIZE = 32
TAG_SIZE = 16
WRAP_SIZE = len(VERSION) + SALT_SIZE + SEED_SIZE + TAG_SIZE


def seal_wrap(identity: Identity, prf: bytes, credential: bytes, card: Card, *, random: Random = os.urandom) -> bytes:
    """The identity of `card` under a passkey's PRF output (32 bytes): 65 bytes for the server to keep."""
    salt = random(SALT_SIZE)
    key = _wrap_key(prf, salt, credential, card)
    return VERSION + salt + ChaCha20Poly1305(key).encrypt(ZERO_NONCE, identity.seed, None)


def open_wrap(wrap: bytes, prf: bytes, credential: bytes, card: Card) -> Identity:
    """The identity in a wrap.

    Raises Malformed (another length), Unsupported (another version), WrongKey (another passkey, member, organisation or
    card) and Tampered when what opens is not the card's identity.
    """
    layout = Layout(wrap, "wrap")
    layout.version()
    salt, sealed = layout.take(SALT_SIZE), layout.take(SEED_SIZE + TAG_SIZE)
    layout.end()
    try:
        seed = ChaCha20Poly1305(_wrap_key(prf, salt, credential, card)).decrypt(ZERO_NONCE, sealed, None)
    except InvalidTag as error:
        raise WrongKey("This passkey does not open this key.") from error
    identity = Identity.from_seed(seed)
    if identity.recipient.raw != card.recipient.raw:
        raise Tampered("The key in this wrap is not the one on the card.")
    return identity


def _wrap_key(prf: bytes, salt: bytes, credential: bytes, card: Card) -> bytes:
    if len(prf) != PRF_SIZE:
        raise Malformed("A passkey's output has 32 bytes.")
    who = card.organisation.bytes + card.holder.bytes + card.fingerprint
    return hkdf(prf, label("wrap") + who + sha256(credential), salt)
