"""Grants: one key of a case, sealed to exactly one recipient (protocol §4)."""

import os
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from vouchsafe.vault.age.file import new_file_key, open_bytes, seal_bytes
from vouchsafe.vault.age.header import Stanza, one_stanza, read_header
from vouchsafe.vault.errors import Malformed, Refused, Tampered, Unsupported
from vouchsafe.vault.hybrid import BODY_SIZE, ENCAPSULATED_SIZE, STANZA_TYPE, Recipient
from vouchsafe.vault.layout import VERSION, Layout
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import Random, label, sha256
from vouchsafe.vault.shares import SHARE_SIZE
from vouchsafe.vault.signing import KEY_SIZE, SIGNATURE_SIZE, Signer, verify
from vouchsafe.vault.stanza import MOST_GENERATION

SEALED_SIZE = 1_810
"""Header (1,627), nonce (16), plaintext (151) and its tag (16): the same for every grant."""
_WHOLE = b"\x00"
_HEADER = one_stanza(STANZA_TYPE, ENCAPSULATED_SIZE, BODY_SIZE)


class Opener(Protocol):
    """Whoever a grant may be sealed to: an identity."""

    @property
    def recipient(self) -> Recipient:
        """The public half of this identity."""

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`."""


@dataclass(frozen=True, slots=True)
class Grant:
    """An opened grant. `key` has 32 bytes, or is a share of 33 for the kinds that nobody holds whole."""

    case: uuid.UUID
    key_kind: KeyKind
    generation: int
    key: bytes
    granter: bytes


def seal_grant(
    recipient: Recipient,
    case: uuid.UUID,
    key_kind: KeyKind,
    generation: int,
    key: bytes,
    granter: Signer,
    *,
    random: Random = os.urandom,
) -> bytes:
    """Sign a key of a case and seal it to one recipient: 1,810 bytes.

    `key` has 32 bytes, or is a share of 33 bytes (`shares.split`) for the kinds identity and subject.
    Raises Refused for any other key, for a generation beyond 32 bits and for a broken recipient. Protocol §4.
    """
    if len(key) != (SHARE_SIZE if key_kind.is_shared else 32) or not 0 <= generation <= MOST_GENERATION:
        raise Refused("This is not a key, or not a generation, that a grant can hold.")
    field = key if key_kind.is_shared else _WHOLE + key
    fields = VERSION + case.bytes + bytes([key_kind]) + generation.to_bytes(4, "big") + field + granter.public
    plaintext = fields + granter.sign(_signed(fields, recipient))
    file_key = new_file_key(random)
    return seal_bytes(file_key, [recipient.wrap(file_key)], plaintext, random=random)


def open_grant(opener: Opener, sealed: bytes) -> Grant:
    """Open a grant, and check that its granter made it for this very recipient. Then `check_grant` it.

    Raises Malformed (not a grant), WrongKey (to another recipient), Tampered (changed, or signed for another
    recipient), Unsupported (another version or key kind). Protocol §4.
    """
    # 1. One hybrid stanza and the one length that grants have (§4: "exactly one").
    is_grant_shape(sealed)
    # 2. Unwrap, MAC, payload (C2SP age).
    plaintext = open_bytes(sealed, [opener])
    # 3. The fixed layout.
    layout = Layout(plaintext, "grant")
    layout.version()
    case, kind, generation = layout.id(), _key_kind(layout.number(1)), layout.number(4)
    key = _read_key(kind, layout.take(SHARE_SIZE))
    granter, fields = layout.take(KEY_SIZE), layout.taken
    signature = layout.take(SIGNATURE_SIZE)
    layout.end()
    # 4. The granter's signature over all of it and this recipient, so that no holder can pass it on as the granter's.
    verify(granter, signature, _signed(fields, opener.recipient))
    return Grant(case, kind, generation, key, granter)


def check_grant(grant: Grant, *, case: uuid.UUID, key_kind: KeyKind, granters: Collection[bytes]) -> None:
    """Check that an opened grant is of this case and kind and by one of these signing keys. Raises Tampered."""
    if grant.case != case:
        raise Tampered("This key was granted for another case.")
    if grant.key_kind != key_kind:
        raise Tampered("This key was granted for another use.")
    if grant.granter not in granters:
        raise Tampered("This key was granted by someone who may not grant it.")


def is_grant_shape(sealed: bytes) -> Literal[True]:
    """Whether this can be a grant, as far as anyone without a key can tell (protocol §7). Raises Malformed when not."""
    if len(sealed) != SEALED_SIZE:
        raise Malformed("This grant has a length that no grant has.")
    if not _HEADER.match(sealed):
        read_header(sealed)  # it says what is wrong with what is no header
        raise Malformed("A grant is sealed to exactly one post-quantum recipient.")
    return True


def _signed(fields: bytes, recipient: Recipient) -> bytes:
    return label("grant") + fields + sha256(recipient.raw)


def _key_kind(number: int) -> KeyKind:
    try:
        return KeyKind(number)
    except ValueError:
        raise Unsupported("This grant holds a kind of key that this release does not know.") from None


def _read_key(kind: KeyKind, field: bytes) -> bytes:
    if kind.is_shared:
        if field[-1] == 0:
            raise Malformed("This share of a key is at a place where no share may be.")
        return field
    if not field.startswith(_WHOLE):
        raise Malformed("This grant holds a share where a whole key must be.")
    return field[1:]
