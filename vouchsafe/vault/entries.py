"""Entries of the directory: who holds which role in which channel, signed and chained (protocol §2)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

from vouchsafe.vault.errors import Malformed, Refused, Unsupported
from vouchsafe.vault.layout import VERSION, Layout
from vouchsafe.vault.primitives import label, sha256
from vouchsafe.vault.signing import SIGNATURE_SIZE, Signer

ALL_CHANNELS = uuid.UUID(int=0)
FIRST = bytes(32)
"""Stands for the previous entry in entry 0."""
_FINGERPRINT_SIZE = 32


class Role(IntEnum):
    """What a key holder is to a channel. Administrators hold no key."""

    HANDLER = 1
    COORDINATOR = 2
    OVERSEER = 3
    CUSTODIAN = 4
    RECOVERY = 5
    INDEPENDENT = 6
    """Stands beside HANDLER: outside the hierarchy, for reports on the organisation's own leadership."""


@dataclass(frozen=True, slots=True, order=True)
class Listing:
    """One line of an entry. Channel is `ALL_CHANNELS` for a role in all of them. Ordered as encoded."""

    channel: uuid.UUID
    role: Role
    fingerprint: bytes

    def encode(self) -> bytes:
        """Channel id (16) ‖ role (1) ‖ card fingerprint (32)."""
        return self.channel.bytes + bytes([self.role]) + self.fingerprint


@dataclass(frozen=True, slots=True)
class Entry:
    """A parsed entry, its signature not yet checked: only `verify_chain` knows by whom it must be."""

    organisation: uuid.UUID
    sequence: int
    previous: bytes
    listings: tuple[Listing, ...]
    signer: bytes
    signature: bytes
    encoded: bytes
    hash: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", sha256(self.encoded))

    @property
    def signed(self) -> bytes:
        """The bytes under the signature."""
        return label("directory") + self.encoded[:-SIGNATURE_SIZE]

    def lists(self, fingerprint: bytes, roles: Iterable[Role]) -> bool:
        """Whether the card of this fingerprint has one of these roles, in any channel."""
        return any(listing.fingerprint == fingerprint and listing.role in roles for listing in self.listings)


def make_entry(
    signer: Signer,
    signer_fingerprint: bytes,
    organisation: uuid.UUID,
    sequence: int,
    previous_hash: bytes,
    listings: Iterable[Listing],
) -> bytes:
    """A new entry; the listings may come in any order. Raises Refused for duplicates or too many (65,535)."""
    lines = sorted(listings)
    if len(set(lines)) != len(lines) or len(lines) >= 2**16:
        raise Refused("A directory lists each holder once for each role and channel.")
    fields = VERSION + organisation.bytes + sequence.to_bytes(4, "big") + previous_hash
    fields += len(lines).to_bytes(2, "big") + b"".join(line.encode() for line in lines) + signer_fingerprint
    return fields + signer.sign(label("directory") + fields)


def parse_entry(encoded: bytes) -> Entry:
    """Read an entry. Raises Malformed (length, unsorted or duplicate listings), Unsupported (version, unknown role)."""
    layout = Layout(encoded, "directory entry")
    layout.version()
    organisation, sequence, previous = layout.id(), layout.number(4), layout.take(32)
    listings = tuple(_read_listing(layout) for _ in range(layout.number(2)))
    signer, signature = layout.take(_FINGERPRINT_SIZE), layout.take(SIGNATURE_SIZE)
    layout.end()
    if any(one >= other for one, other in pairwise(listings)):
        raise Malformed("This directory entry is not in order.")
    return Entry(organisation, sequence, previous, listings, signer, signature, encoded)


def _read_listing(layout: Layout) -> Listing:
    channel, role, fingerprint = layout.id(), layout.number(1), layout.take(_FINGERPRINT_SIZE)
    try:
        return Listing(channel, Role(role), fingerprint)
    except ValueError:
        raise Unsupported("This directory names a role that this release does not know.") from None
