"""Who must hold a channel's keys, read from the newest entry of the organisation's directory (protocol §2)."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.errors import Conflict
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.people.models import Card
from vouchsafe.vault.directory import Entry, Role, parse_entry

EVERY_CHANNEL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Holders:
    """The key holders of one channel, as card fingerprints in hexadecimal, and the hash of the entry that says so.

    `custodians` hold shares and no case key: custodians and overseers (protocol §5). `independent` are marked so, among
    the handlers.
    """

    directory_hash: bytes
    handlers: frozenset[str]
    recovery: frozenset[str]
    custodians: frozenset[str]
    independent: frozenset[str]

    def share_holders(self, granted: Collection[str]) -> frozenset[str]:
        """Who holds a share of what a report keeps apart, where `granted` are the holders of its case key (§5).

        A handler whom the reporter left out gets none, whatever else they are.
        """
        return (self.handlers | self.custodians | self.recovery) - (self.handlers - set(granted))

    def independent_only(self, granted: Collection[str]) -> bool:
        """Whether a report whose case key went to `granted` is for independent handlers alone (§7).

        Every handler who was not independent was left out, and somebody was: nobody else gets its keys later either.
        """
        kept = self.handlers & set(granted)
        return bool(kept) and kept <= self.independent and not self.handlers <= self.independent


_NEWEST: Final = """
SELECT encoded, hash FROM people_directoryentry WHERE organisation_id = %s ORDER BY sequence DESC LIMIT 1
"""


def holders_of(organisation: UUID, channel: UUID) -> Holders:
    """The key holders of a channel now; raises Conflict "directory/empty" before the set-up is done."""
    with prepared_cursor() as cursor:
        cursor.execute(_NEWEST, [organisation])
        newest = cursor.fetchone()
    return holders_in(channel, *newest or (None, None))


def holders_in(channel: UUID, encoded: bytes | None, entry_hash: bytes | None) -> Holders:
    """As `holders_of`, by the newest entry as it was read; None where there is none yet."""
    if encoded is None or entry_hash is None:
        message = _("This organisation has no key holders yet. Try again when its set-up is done.")
        raise Conflict("directory/empty", message)
    return _holders_in(channel, bytes(encoded), bytes(entry_hash))


@lru_cache(maxsize=256)
def _holders_in(channel: UUID, encoded: bytes, entry_hash: bytes) -> Holders:
    """Many reports to a channel ask the same."""
    entry = parse_entry(encoded)
    return Holders(
        entry_hash,
        handlers=_listed(entry, channel, Role.HANDLER),
        recovery=_listed(entry, channel, Role.RECOVERY),
        custodians=_listed(entry, channel, Role.CUSTODIAN, Role.OVERSEER),
        independent=_listed(entry, channel, Role.INDEPENDENT),
    )


def left_out(organisation: UUID, holders: Holders, granted: Collection[str]) -> list[UUID]:
    """The members who handle the channel and hold no key of a case whose case key went to `granted` (protocol §7)."""
    missing = _members_of(organisation, holders.handlers - set(granted))
    if not missing:
        return []
    return sorted(missing - _members_of(organisation, holders.handlers & set(granted)))


def cards_of(organisation: UUID, members: Collection[UUID]) -> frozenset[str]:
    """Every card that these members ever had, as fingerprints in hexadecimal."""
    cards = Card.objects.filter(organisation=organisation, member__in=members)
    return frozenset(bytes(fingerprint).hex() for fingerprint in cards.values_list("fingerprint", flat=True))


def _members_of(organisation: UUID, fingerprints: Collection[str]) -> set[UUID]:
    if not fingerprints:
        return set()
    wanted = [bytes.fromhex(each) for each in fingerprints]
    cards = Card.objects.filter(organisation=organisation, fingerprint__in=wanted, member__isnull=False)
    return set(cards.values_list("member_id", flat=True))


def _listed(entry: Entry, channel: UUID, *roles: Role) -> frozenset[str]:
    return frozenset(
        listing.fingerprint.hex()
        for listing in entry.listings
        if listing.role in roles and listing.channel in (channel, EVERY_CHANNEL)
    )
