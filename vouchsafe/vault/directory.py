"""The directory of one organisation: whose keys are accepted, since when and for what (protocol §2)."""

import uuid
from collections.abc import Collection, Iterator
from itertools import pairwise

from vouchsafe.vault.cards import Card, parse_card
from vouchsafe.vault.entries import ALL_CHANNELS, FIRST, Entry, Listing, Role, make_entry, parse_entry
from vouchsafe.vault.errors import DirectoryError, Tampered
from vouchsafe.vault.hybrid import Recipient
from vouchsafe.vault.signing import verify

__all__ = [
    "ALL_CHANNELS",
    "AUTHORS",
    "FIRST",
    "SHARE_HOLDERS",
    "SIGNERS",
    "Directory",
    "Entry",
    "Listing",
    "Role",
    "make_entry",
    "parse_entry",
    "verify_chain",
]

AUTHORS = (Role.HANDLER, Role.COORDINATOR)
"""Who speaks to reporters."""
SIGNERS = (*AUTHORS, Role.RECOVERY)
"""Who signs new entries; one by a recovery sheet is for when nobody else is left, and is told to everyone."""
SHARE_HOLDERS = (Role.HANDLER, Role.OVERSEER, Role.CUSTODIAN)
"""Beside every recovery sheet, among whom the keys of what is kept apart are split (protocol §5)."""


class Directory:
    """A chain of entries that `verify_chain` has verified, with the cards that they list."""

    def __init__(self, entries: list[Entry], cards: dict[bytes, Card]) -> None:
        self._entries = entries
        self._cards = cards
        self._places = {entry.hash: place for place, entry in enumerate(entries)}
        self.organisation = entries[0].organisation
        self.root_hash = entries[0].hash
        self.head = entries[-1]
        self.head_hash = self.head.hash

    def __contains__(self, entry_hash: object) -> bool:
        return entry_hash in self._places

    def entry(self, entry_hash: bytes) -> Entry:
        """The entry of this hash. Raises DirectoryError when it is not in the chain."""
        return self._entries[self._place(entry_hash)]

    def card(self, fingerprint: bytes) -> Card:
        """The card of this fingerprint, which some entry lists. Raises DirectoryError when none does."""
        try:
            return self._cards[fingerprint]
        except KeyError:
            raise DirectoryError("No entry lists this key holder.", code="directory/unknown-card") from None

    def card_to(self, recipient: Recipient) -> Card | None:
        """The card of this recipient, which some entry lists; None when none does."""
        return next((card for card in self._cards.values() if card.recipient == recipient), None)

    def ever_listed(self, fingerprint: bytes, roles: Collection[Role]) -> bool:
        """Whether any entry lists the card of this fingerprint in one of these roles."""
        return any(entry.lists(fingerprint, roles) for entry in self._entries)

    def people(self, fingerprints: Collection[bytes]) -> set[uuid.UUID]:
        """Whose cards these are, by the ids in them. Raises DirectoryError for a card that no entry lists."""
        return {self.card(fingerprint).holder for fingerprint in fingerprints}

    def holders(self, channel: uuid.UUID, roles: Collection[Role], *, entry: bytes | None = None) -> list[Card]:
        """The cards with one of these roles in this channel or in all, each once, by fingerprint.

        As of the entry of this hash, else of the newest.
        """
        at = self.head if entry is None else self.entry(entry)
        found = {listing.fingerprint for listing in at.listings if _fits(listing, channel, roles)}
        return [self._cards[fingerprint] for fingerprint in sorted(found)]

    def sealing_set(self, channel: uuid.UUID, *, entry: bytes | None = None) -> list[Card]:
        """Whom a report of this channel is granted to: its handlers, and every recovery sheet (protocol §7)."""
        return self._with_sheets(self.holders(channel, [Role.HANDLER], entry=entry), entry)

    def share_holders(self, channel: uuid.UUID, *, entry: bytes | None = None) -> list[Card]:
        """Who holds a share of what a report keeps apart: handlers, overseers, custodians, recovery sheets (§5)."""
        return self._with_sheets(self.holders(channel, SHARE_HOLDERS, entry=entry), entry)

    def author(
        self, signing_key: bytes, channel: uuid.UUID, *, since: bytes, roles: Collection[Role] = AUTHORS
    ) -> Card | None:
        """The card of this signing key, when it had one of these roles in this channel in any entry from `since` on."""
        for entry in self._from(since):
            for card in self.holders(channel, roles, entry=entry.hash):
                if card.signing_key == signing_key:
                    return card
        return None

    def may_author(
        self, signing_key: bytes, channel: uuid.UUID, *, since: bytes, roles: Collection[Role] = AUTHORS
    ) -> bool:
        """Whether `author` finds a card. Raises DirectoryError when `since` is not in the chain."""
        return self.author(signing_key, channel, since=since, roles=roles) is not None

    def signed_by_sheet(self) -> list[Entry]:
        """Every entry after the first that a recovery sheet signed: each is to be told to whoever follows it (§2)."""
        return [
            entry
            for before, entry in pairwise(self._entries)
            if before.lists(entry.signer, [Role.RECOVERY]) and not before.lists(entry.signer, AUTHORS)
        ]

    def _with_sheets(self, cards: list[Card], entry: bytes | None) -> list[Card]:
        """These cards and every recovery sheet, whichever channel its line names, each once, by fingerprint."""
        at = self.head if entry is None else self.entry(entry)
        sheets = {listing.fingerprint for listing in at.listings if listing.role == Role.RECOVERY}
        found = sheets | {card.fingerprint for card in cards}
        return [self._cards[fingerprint] for fingerprint in sorted(found)]

    def channels(self) -> set[uuid.UUID]:
        """The channels that the newest entry names one by one."""
        return {listing.channel for listing in self.head.listings} - {ALL_CHANNELS}

    def _place(self, entry_hash: bytes) -> int:
        try:
            return self._places[entry_hash]
        except KeyError:
            raise DirectoryError("The directory does not hold this entry.", code="directory/not-descendant") from None

    def _from(self, entry_hash: bytes) -> Iterator[Entry]:
        return iter(self._entries[self._place(entry_hash) :])


def verify_chain(
    entries: list[bytes], cards: list[bytes], *, root: bytes | None = None, accepted: bytes | None = None
) -> Directory:
    """Verify a directory from its first entry to its newest.

    `root` is the hash that entry 0 must have (a pin, a poster: protocol §2); without it the caller trusts whoever
    sent the entries. `accepted` is the hash of an entry that must be in the chain: the one that was accepted before.
    Raises Malformed, Unsupported or Tampered for an entry or card that is none, DirectoryError for all else.
    """
    # 1. Every card carries its holder's own signature (§2 "Card").
    known = {card.fingerprint: card for card in map(parse_card, cards)}
    chain: list[Entry] = []
    for encoded in entries:
        # 2. Every entry has the form of one, sorted and without duplicates (§2 "Entry").
        entry = parse_entry(encoded)
        # 3. It continues the entry before it.
        _check_link(entry, chain)
        # 4. Every holder that it names, its signer too, has a card of this organisation.
        _check_cards(entry, known)
        # 5. It is signed by someone whom the entry before it allows to.
        _check_signer(entry, chain, known)
        chain.append(entry)
    if not chain:
        raise DirectoryError("This directory is empty.", code="directory/broken-chain")
    # 6. It starts where the pin says (§2: MUST reject a directory that does not chain to it).
    if root is not None and chain[0].hash != root:
        raise DirectoryError(
            "This directory is not the one whose words you were given.", code="directory/root-mismatch"
        )
    # 7. It goes on from what was accepted before.
    if accepted is not None and accepted not in {entry.hash for entry in chain}:
        raise DirectoryError(
            "This directory does not follow from the one accepted before.", code="directory/not-descendant"
        )
    listed = {listing.fingerprint for entry in chain for listing in entry.listings}
    return Directory(chain, {fingerprint: known[fingerprint] for fingerprint in listed})


def _check_link(entry: Entry, before: list[Entry]) -> None:
    previous = before[-1].hash if before else FIRST
    organisation = before[0].organisation if before else entry.organisation
    if (entry.sequence, entry.previous, entry.organisation) != (len(before), previous, organisation):
        raise DirectoryError(
            "An entry of this directory does not follow the one before it.", code="directory/broken-chain"
        )


def _check_cards(entry: Entry, known: dict[bytes, Card]) -> None:
    for fingerprint in [*(listing.fingerprint for listing in entry.listings), entry.signer]:
        card = known.get(fingerprint)
        if card is None or card.organisation != entry.organisation:
            raise DirectoryError(
                "This directory names a key holder whose card is missing.", code="directory/unknown-card"
            )


def _check_signer(entry: Entry, before: list[Entry], known: dict[bytes, Card]) -> None:
    # Entry 0 is signed by a recovery sheet that it lists itself; later ones by whom the entry before lists, which is
    # never an administrator.
    allowed = before[-1].lists(entry.signer, SIGNERS) if before else entry.lists(entry.signer, [Role.RECOVERY])
    if not allowed:
        raise DirectoryError(
            "This directory was changed by someone who may not change it.", code="directory/bad-signer"
        )
    try:
        verify(known[entry.signer].signing_key, entry.signature, entry.signed)
    except Tampered as error:
        raise DirectoryError(
            "An entry of this directory is not signed by whom it names.", code="directory/bad-signer"
        ) from error


def _fits(listing: Listing, channel: uuid.UUID, roles: Collection[Role]) -> bool:
    return listing.role in roles and listing.channel in (channel, ALL_CHANNELS)
