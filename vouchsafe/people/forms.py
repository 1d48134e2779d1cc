"""The bodies that the desk's script sends about people and keys."""

from typing import Literal
from uuid import UUID

import msgspec

from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding

RoleName = Literal["handler", "coordinator", "administrator", "overseer", "independent"]


class HoldingForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A role, in one channel or (null) in all."""

    role: RoleName
    channel: UUID | None

    def holding(self) -> Holding:
        """As the services take it."""
        return Holding(Role(self.role), self.channel)


class MemberForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A member to invite."""

    name: str
    email: str
    rights: list[HoldingForm]


class RightsForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole set of a member's rights."""

    rights: list[HoldingForm]


class KeyForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A key made in the member's browser: its card, and the identity sealed under their passphrase.

    `replaces` is the fingerprint of the listed key that the member gives up for it.
    """

    card: bytes
    key_file: bytes
    replaces: bytes | None = None


class KeyFileForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The same identity under a new passphrase, signed by the key itself (protocol §1)."""

    key_file: bytes
    signature: bytes


class KitForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The browser's word that the recovery kit of the key with this fingerprint was opened."""

    fingerprint: bytes


class WrapForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The identity under one of the member's passkeys, which its credential id names."""

    credential: bytes
    sealed: bytes


class SecondFactorForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Whether the organisation asks its members for a second factor, and whether only a passkey counts as one.

    Both are said each time: what is left out would loosen what stands.
    """

    required: bool
    passkeys_only: bool


class EntryForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The next entry of the directory; recovery cards come with entry 0 only."""

    entry: bytes
    cards: list[bytes] = []
