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
    """A key made in the member's browser: its card, and the identity sealed under their passphrase."""

    card: bytes
    key_file: bytes


class EntryForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The next entry of the directory; recovery cards come with entry 0 only."""

    entry: bytes
    cards: list[bytes] = []
