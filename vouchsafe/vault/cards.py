"""Cards: whose keys these are, in the holder's own signature (protocol §2)."""

import uuid
from dataclasses import dataclass, field

from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.hybrid import RECIPIENT_SIZE, Recipient
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.layout import VERSION, Layout
from vouchsafe.vault.primitives import label, sha256
from vouchsafe.vault.signing import KEY_SIZE, SIGNATURE_SIZE, verify


@dataclass(frozen=True, slots=True)
class Card:
    """A card whose signature was checked. `fingerprint` is its SHA-256 (32 bytes)."""

    organisation: uuid.UUID
    holder: uuid.UUID
    recipient: Recipient
    signing_key: bytes
    encoded: bytes
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fingerprint", sha256(self.encoded))


def make_card(keys: HolderKeys, organisation: uuid.UUID, holder: uuid.UUID) -> bytes:
    """The card of a key holder: 1,345 bytes (protocol §2)."""
    fields = VERSION + organisation.bytes + holder.bytes + keys.recipient.raw + keys.signing.public
    return fields + keys.signing.sign(label("card") + fields)


def parse_card(encoded: bytes) -> Card:
    """Read a card and check its signature.

    Raises Malformed (another length, a broken recipient), Unsupported (another version), Tampered (wrong signature).
    """
    layout = Layout(encoded, "card")
    layout.version()
    organisation, holder = layout.id(), layout.id()
    recipient, signing_key = layout.take(RECIPIENT_SIZE), layout.take(KEY_SIZE)
    fields = layout.taken
    signature = layout.take(SIGNATURE_SIZE)
    layout.end()
    verify(signing_key, signature, label("card") + fields)
    return Card(organisation, holder, _sound(Recipient.from_bytes(recipient)), signing_key, encoded)


def _sound(recipient: Recipient) -> Recipient:
    """A card must hold a key that can be sealed to: a broken one is noticed here, not when a report is being sent."""
    if not recipient.is_sound:
        raise Malformed("This card holds no key that anything can be sealed to.")
    return recipient
