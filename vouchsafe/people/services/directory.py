"""The organisation's one chain of keys: the server checks every link before it publishes it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.people.errors import Conflict, Refused, RightMissing
from vouchsafe.people.models import Card, DirectoryEntry, Member, Organisation, Role
from vouchsafe.people.queries import LISTED_AS, Holding, card_of, colleagues_of, listings_of, member_has
from vouchsafe.people.signals import rights_changed
from vouchsafe.vault.cards import Card as ParsedCard
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import ALL_CHANNELS, Entry, Listing, parse_entry, verify_chain
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.errors import VaultError

RECOVERY_SHEETS = range(1, 3)


@transaction.atomic
def append_directory_entry(actor: Member, encoded: bytes, recovery_cards: Sequence[bytes] = ()) -> DirectoryEntry:
    """Publish the next entry of the chain (protocol §2); recovery cards come with entry 0 only.

    The clients verify all of this themselves; the server does too, so that a mistake is caught before it is public.
    Raises RightMissing; Conflict "directory/moved" when another entry came first; Refused with a code that says
    which rule the entry breaks.
    """
    organisation_id = actor.organisation_id
    # 1. One at a time: whoever comes second finds that the head has moved.
    Organisation.objects.select_for_update(no_key=True).get(id=organisation_id)
    chain = list(DirectoryEntry.objects.filter(organisation_id=organisation_id).order_by("sequence"))
    # 2. It parses, is of this organisation, and follows the present head.
    entry = _parsed(encoded, organisation_id, chain)
    # 3. The poster signed it, or a recovery sheet did; entry 0 is posted by an administrator.
    _check_poster(actor, entry)
    # 4. Recovery sheets enter with entry 0 and stay.
    sheets = _sheets(entry, organisation_id, recovery_cards)
    # 5. Every listing has a right behind it, and names its member's present card.
    _check_listings(entry, _listable(actor))
    # 6. The chain as a whole verifies: sequence, hashes, signatures, signers, cards.
    known = Card.objects.filter(organisation_id=organisation_id)
    cards = [bytes(card) for card in known.values_list("encoded", flat=True)]
    try:
        verify_chain([bytes(link.encoded) for link in chain] + [encoded], cards + [sheet.encoded for sheet in sheets])
    except VaultError as error:
        raise Refused(error.code, error.message, field="entry") from error
    # 7. Store and record, in this transaction.
    return _publish(actor, entry, sheets)


def _parsed(encoded: bytes, organisation_id: UUID, chain: Sequence[DirectoryEntry]) -> Entry:
    try:
        entry = parse_entry(encoded)
    except VaultError as error:
        raise Refused("directory/malformed", _("This is not an entry of a directory."), field="entry") from error
    if entry.organisation != organisation_id:
        raise Refused("directory/other-organisation", _("This entry is of another organisation."), field="entry")
    head = bytes(chain[-1].hash) if chain else bytes(32)
    if (entry.sequence, entry.previous) != (len(chain), head):
        raise Conflict("directory/moved", _("The directory has changed meanwhile: load it again and repeat."))
    return entry


def _check_poster(actor: Member, entry: Entry) -> None:
    if entry.sequence == 0:
        if not member_has(actor, Role.ADMINISTRATOR):
            raise RightMissing
        return
    card = card_of(actor)
    signs = card is not None and bytes(card.fingerprint) == entry.signer
    if not signs and not _is_sheet(entry.signer, entry.organisation):
        raise RightMissing
    if not (member_has(actor, Role.HANDLER) or member_has(actor, Role.COORDINATOR)):
        raise RightMissing


def _is_sheet(fingerprint: bytes, organisation_id: UUID) -> bool:
    sheets = Card.objects.filter(organisation_id=organisation_id, kind=Card.Kind.RECOVERY)
    return sheets.filter(fingerprint=fingerprint).exists()


def _sheets(entry: Entry, organisation_id: UUID, recovery_cards: Sequence[bytes]) -> list[ParsedCard]:
    """The new recovery cards. The listed sheets of entry 0 are exactly those; later entries list the same again."""
    listed = sorted(listing.fingerprint for listing in entry.listings if listing.role == Listed.RECOVERY)
    if any(listing.role == Listed.RECOVERY and listing.channel != ALL_CHANNELS for listing in entry.listings):
        raise Refused("directory/recovery", _("A recovery sheet stands for all channels."), field="entry")
    if entry.sequence > 0:
        kept = Card.objects.filter(organisation_id=organisation_id, kind=Card.Kind.RECOVERY)
        if recovery_cards or listed != sorted(bytes(card) for card in kept.values_list("fingerprint", flat=True)):
            raise Refused("directory/recovery", _("The recovery sheets stay as set-up made them."), field="entry")
        return []
    try:
        sheets = [parse_card(card) for card in recovery_cards]
    except VaultError as error:
        raise Refused("directory/recovery", _("A recovery sheet's card is not valid."), field="cards") from error
    if len(sheets) not in RECOVERY_SHEETS or listed != sorted(sheet.fingerprint for sheet in sheets):
        raise Refused("directory/recovery", _("The first entry lists its one or two recovery sheets."), field="cards")
    if any(sheet.organisation != organisation_id for sheet in sheets):
        raise Refused("directory/other-organisation", _("A recovery sheet is of another organisation."), field="cards")
    return sheets


def _listable(actor: Member) -> dict[bytes, list[Holding]]:
    """Fingerprints of the active members' present cards, each with what its holder may do."""
    colleagues = colleagues_of(actor)
    return {bytes(colleague.card.fingerprint): colleague.holdings for colleague in colleagues if colleague.card}


def _check_listings(entry: Entry, listable: Mapping[bytes, Sequence[Holding]]) -> None:
    for number, listing in enumerate(entry.listings):
        if listing.role == Listed.RECOVERY:
            continue
        field = f"entry.listings[{number}]"
        if listing.fingerprint not in listable:
            raise Refused("directory/unknown-card", _("The entry lists a key that no member uses."), field=field)
        if not any(_covers(holding, listing) for holding in listable[listing.fingerprint]):
            raise Refused("directory/no-right", _("The entry lists a role that its member does not hold."), field=field)


def _covers(holding: Holding, listing: Listing) -> bool:
    channel = None if listing.channel == ALL_CHANNELS else listing.channel
    return LISTED_AS.get(holding.role) == listing.role and holding.channel in {None, channel}


def _publish(actor: Member, entry: Entry, sheets: Sequence[ParsedCard]) -> DirectoryEntry:
    organisation_id = actor.organisation_id
    for sheet in sheets:
        Card.objects.create(
            organisation_id=organisation_id,
            fingerprint=sheet.fingerprint,
            holder_id=sheet.holder,
            kind=Card.Kind.RECOVERY,
            recipient=sheet.recipient.raw,
            signing_key=sheet.signing_key,
            encoded=sheet.encoded,
            created_on=clock.today(),
        )
    named = [listing.fingerprint for listing in entry.listings]
    dropped = [each.fingerprint for each in listings_of(organisation_id) if each.fingerprint not in named]
    Card.objects.filter(organisation_id=organisation_id, fingerprint__in=named, introduced_in=None).update(
        introduced_in=entry.sequence
    )
    published = DirectoryEntry.objects.create(
        organisation_id=organisation_id, sequence=entry.sequence, hash=entry.hash, encoded=entry.encoded
    )
    record(organisation_id, Tag.DIRECTORY_EXTENDED, actor=actor.id, entry=entry.hash, sequence=entry.sequence)
    if entry.sequence > 0 and _is_sheet(entry.signer, organisation_id):
        record(organisation_id, Tag.SHEET_USED, actor=actor.id, sheet=entry.signer, entry=entry.hash)
    # Until now reports were sealed to who had lost the right, but stood on the list.
    for member in Member.objects.filter(organisation_id=organisation_id, cards__fingerprint__in=dropped).distinct():
        rights_changed.send(sender=Member, member=member)
    return published
