"""Who must hold a channel's keys, read from the newest entry of the organisation's directory (protocol §2)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.errors import Conflict
from vouchsafe.people.models import DirectoryEntry
from vouchsafe.vault.directory import Entry, Role, parse_entry

EVERY_CHANNEL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Holders:
    """The key holders of one channel, as card fingerprints in hexadecimal, and the hash of the entry that says so."""

    directory_hash: bytes
    handlers: frozenset[str]
    recovery: frozenset[str]


def holders_of(organisation: UUID, channel: UUID) -> Holders:
    """The key holders of a channel now; raises Conflict "directory/empty" before the set-up is done."""
    newest = (
        DirectoryEntry.objects.filter(organisation=organisation)
        .order_by("-sequence")
        .values_list("encoded", "hash")
        .first()
    )
    if newest is None:
        message = _("This organisation has no key holders yet. Try again when its set-up is done.")
        raise Conflict("directory/empty", message)
    entry = _parsed(bytes(newest[0]))
    return Holders(bytes(newest[1]), _listed(entry, channel, Role.HANDLER), _listed(entry, channel, Role.RECOVERY))


@lru_cache(maxsize=64)
def _parsed(encoded: bytes) -> Entry:
    return parse_entry(encoded)


def _listed(entry: Entry, channel: UUID, role: Role) -> frozenset[str]:
    return frozenset(
        listing.fingerprint.hex()
        for listing in entry.listings
        if listing.role == role and listing.channel in (channel, EVERY_CHANNEL)
    )
