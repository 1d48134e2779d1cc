"""The report door's verbs: take in a sealed report, come back, write again, come to a new receipt."""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from msgspec import field

from vouchsafe.cases import blobs, checks, directory, rooms
from vouchsafe.cases import queries as desk
from vouchsafe.cases import services as cases
from vouchsafe.cases.bundle import Bundle, Expected, case_key_holders, check_bundle, read_bundle
from vouchsafe.cases.known import Received, already_received
from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.cases.store import Arrival
from vouchsafe.cases.wire import Addition, Hash, NewReceipt, SealedBlob, SealedGrant, SealedItem, Wire
from vouchsafe.common import uploads
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.uploads import Upload
from vouchsafe.intake import proofs, queries, quotas
from vouchsafe.intake.errors import ProofMissing, ProofRefused
from vouchsafe.intake.models import Kind
from vouchsafe.intake.queries import Before
from vouchsafe.intake.sent import Sent
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has


class Reply(Wire, frozen=True):
    """What a returning reporter sends; the token says to which case. `meeting`: one is asked for.

    `completes`: the item of the minutes that are right, where a recording goes with that (`cases/recordings.py`).
    """

    lookup_token: str
    items: list[SealedItem]
    blobs: list[SealedBlob] = field(default_factory=list)
    meeting: bool = False
    completes: UUID | None = None


class _Paid(NamedTuple):
    """A bundle whose proof is right; its SHA-256 (32 bytes)."""

    case: UUID
    bundle: Bundle
    bundle_hash: bytes

    @property
    def ids(self) -> set[UUID]:
        """The case's and the attachments': nothing else may have one of them."""
        return {self.case, *(blob.id for blob in self.bundle.blobs)}


class Rotation(Wire, frozen=True):
    """What a returning reporter sends to come to a new receipt; the token is the old one's."""

    lookup_token: str
    receipt_hash: Hash
    item: SealedItem
    grants: list[SealedGrant]


def take_in(organisation: UUID, case: UUID, raw: bytes, proof: str | None) -> Received:
    """Check and store a bundle as it came, paid for by `proof` (the header's text); then it survives a loss of power.

    The same bytes under the same id give the same answer, however often, whatever the proof. Raises BundleError,
    Conflict, Outdated, ProofMissing, ProofRefused or QuotaFull, and nothing is stored.
    """
    bundle_hash = hashlib.sha256(raw).digest()
    # 1. The price, before anything that costs more than to look at it. Only what is there already needs none.
    try:
        channel = _paid_for(organisation, case, proof)
    except (ProofMissing, ProofRefused):
        known = already_received(organisation, case, bundle_hash)
        if known is None:
            raise
        return known
    # 2. A retry is answered before any other check: what it names may have moved on since.
    found = queries.before_storing(organisation, case, bundle_hash, channel, Kind.REPORTS)
    if isinstance(found, Received):
        return found
    # 3. What came is for the channel that was paid for.
    bundle = read_bundle(raw)
    if channel != bundle.channel:
        raise proofs.wrong()
    return _store(organisation, case, bundle, bundle_hash, found, Kind.REPORTS, SealedBy.CLIENT)


def take_in_together(organisation: UUID, sent: Sequence[Sent]) -> list[Received | None]:
    """As `take_in`, of reports that come at the same moment: what is plainly right is stored by one statement.

    None for any other: nothing of it is stored, and `take_in` says why, or what was said the first time.
    """
    # 1. The price of each, and that it is for the channel that was paid for.
    paid: dict[UUID, dict[int, _Paid]] = {}
    for position, (case, raw, proof) in enumerate(sent):
        with suppress(VouchsafeError):
            channel, bundle = _paid_for(organisation, case, proof), read_bundle(raw)
            if channel == bundle.channel:
                paid.setdefault(channel, {})[position] = _Paid(case, bundle, hashlib.sha256(raw).digest())
    # 2. Channel by channel: they are checked by what is published in it, and counted together.
    answers: list[Received | None] = [None] * len(sent)
    for channel, bundles in paid.items():
        for position, received in _store_together(organisation, channel, bundles).items():
            answers[position] = received
    return answers


def take_in_unproven(organisation: UUID, case: UUID, raw: bytes, *, quota: Kind, sealed_by: SealedBy) -> Received:
    """As `take_in`, without a proof of work: for a bundle that this server sealed itself, out of its own quota."""
    bundle, bundle_hash = read_bundle(raw), hashlib.sha256(raw).digest()
    found = queries.before_storing(organisation, case, bundle_hash, bundle.channel, quota)
    if isinstance(found, Received):
        return found
    return _store(organisation, case, bundle, bundle_hash, found, quota, sealed_by)


def announce(organisation: UUID, sealed_length: int, proof: str | None) -> Upload:
    """An upload to a new report, paid for by `proof`; the same proof again gives the same upload and uses no more.

    Raises ProofMissing, ProofRefused, QuotaFull or UploadError.
    """
    found = proofs.read(proof)
    errand = found.errand
    if (errand.purpose, errand.organisation, errand.length) != ("upload", organisation, sealed_length):
        raise proofs.wrong()
    upload = uploads.create(organisation, sealed_length, blob_id=errand.thing, expires=found.expires)
    return _begin(upload, Kind.UPLOADED, errand.channel)


def announce_again(case: Case, sealed_length: int) -> Upload:
    """An upload by a reporter who came back: no proof, and room of its own that nobody else can use up.

    Raises QuotaFull or UploadError.
    """
    if case.is_room:
        rooms.demand_taken_over(case)
    upload = uploads.create(case.organisation_id, sealed_length)
    return _begin(upload, Kind.RETURNING, quotas.scope_of(case.id))


def announce_at_desk(member: Member, sealed_length: int) -> Upload:
    """An upload by a handler. What no case takes is swept away after a day; until then it takes room from everybody.

    Raises RightMissing for anybody else, who has no case to put it into, QuotaFull or UploadError.
    """
    if not member_has(member, Role.HANDLER):
        raise RightMissing
    upload = uploads.create(member.organisation_id, sealed_length)
    return _begin(upload, Kind.DESK, quotas.scope_of(member.id))


def write_again(case: Case, reply: Reply) -> None:
    """Store what a returning reporter wrote; the same items again change nothing."""
    addition = Addition(items=reply.items, blobs=reply.blobs)
    _check_addition(case, addition, asks_meeting=reply.meeting)
    cases.add_from_reporter(case, addition, asks_meeting=reply.meeting, completes=reply.completes)


def write_again_unannounced(
    case: Case, addition: Addition, *, asks_meeting: bool = False, completes: UUID | None = None
) -> None:
    """As `write_again`, for what this server sealed itself: no upload was announced, so its files use their room now.

    Raises QuotaFull as `announce_again` does; a message without files never does.
    """
    _check_addition(case, addition, asks_meeting=asks_meeting)
    size = sum(blob.size for blob in addition.blobs)

    def toll() -> None:
        if size:
            quotas.take(Kind.RETURNING, case.organisation_id, quotas.scope_of(case.id), size)

    cases.add_from_reporter(case, addition, toll, asks_meeting=asks_meeting, completes=completes)


def rotate(organisation: UUID, rotation: Rotation) -> UUID:
    """Put a new receipt in the place of the one whose token this is; gives the case (protocol §6).

    The same rotation again answers the same. Raises MailboxNotFound for any other token that opens nothing, that of a
    receipt that was replaced included.
    """
    new = NewReceipt(rotation.receipt_hash, rotation.item, rotation.grants)
    case = queries.find_mailbox(organisation, rotation.lookup_token)
    if case is not None:
        checks.check_new_receipt(new)
        if cases.rotate_receipt(case, new):
            return case.id
    stored = cases.is_rotated(organisation, new)
    if stored is None:
        raise queries.no_mailbox()
    return stored


def _check_addition(case: Case, addition: Addition, *, asks_meeting: bool) -> None:
    """What can be seen of it without a key. In a reply room: words and files alone, by a receipt of their own."""
    kinds = checks.FROM_SUBJECT if case.is_room else checks.FROM_REPORTER
    checks.check_addition(addition, kinds, blobs.Waiting(case.organisation_id))
    if case.is_room:
        rooms.demand_taken_over(case)
        if asks_meeting:
            desk.demand_report(case)


def _paid_for(organisation: UUID, case: UUID, proof: str | None) -> UUID:
    """The channel for which a report under this id was paid. Raises ProofMissing or ProofRefused."""
    errand = proofs.read(proof).errand
    if (errand.purpose, errand.organisation, errand.thing) != ("report", organisation, case):
        raise proofs.wrong()
    return errand.channel


def _store(
    organisation: UUID,
    case: UUID,
    bundle: Bundle,
    bundle_hash: bytes,
    found: Before,
    quota: Kind,
    sealed_by: SealedBy,
) -> Received:
    # 1. Is there room today? Asked before everything that costs, and once more when it is used.
    quotas.check_used(quota, organisation, bundle.channel, found.used + 1)
    # 2. Everything that can be checked without a key.
    arrival = _checked(organisation, case, bundle, bundle_hash, found, sealed_by)
    # 3. Stored wholly, or not at all.
    return cases.receive(arrival, toll=quotas.ReportToll(quota, organisation, bundle.channel))


def _store_together(organisation: UUID, channel: UUID, bundles: Mapping[int, _Paid]) -> dict[int, Received | None]:
    """Those of the bundles of which nothing is wrong, if today's room is enough for all of them."""
    ids: set[UUID] = set().union(*(each.ids for each in bundles.values()))
    found, taken = queries.before_storing_together(organisation, ids, channel, Kind.REPORTS)
    arrivals: dict[int, Arrival] = {}
    for position, each in bundles.items():
        # One that the database would refuse is left out here: it would undo the others, again and again.
        if taken.isdisjoint(each.ids):
            taken |= each.ids
            with suppress(VouchsafeError):
                arrivals[position] = _checked(organisation, *each, found, SealedBy.CLIENT)
    if not arrivals or not quotas.has_room(Kind.REPORTS, found.used + len(arrivals)):
        return {}
    stored = cases.receive_together(list(arrivals.values()), quotas.ReportToll(Kind.REPORTS, organisation, channel))
    return dict(zip(arrivals, stored, strict=True))


def _checked(
    organisation: UUID, case: UUID, bundle: Bundle, bundle_hash: bytes, found: Before, sealed_by: SealedBy
) -> Arrival:
    """A bundle of which nothing is wrong that can be seen without a key, by what was `found` before it is stored."""
    definition = queries.sealed_under(queries.demand_open(found.definition), bundle.questionnaire_version)
    holders = directory.holders_in(bundle.channel, found.entry, found.entry_hash)
    check_bundle(bundle, Expected(definition.version, holders, blobs.Waiting(organisation)))
    return Arrival(
        organisation=organisation,
        channel=bundle.channel,
        definition_version=definition.version,
        definition=definition.body,
        case=case,
        directory_hash=bundle.directory,
        receipt_hash=bundle.receipt_hash,
        bundle_hash=bundle_hash,
        items=bundle.items,
        grants=bundle.grants,
        blobs=bundle.blobs,
        excluded=directory.left_out(organisation, holders, case_key_holders(bundle)),
        independent_only=holders.independent_only(case_key_holders(bundle)),
        sealed_by=sealed_by,
        is_test=bundle.test,
    )


def _begin(upload: Upload, quota: Kind, scope: UUID) -> Upload:
    """Begin an upload once, and use the quota once, together: a lost answer is asked for again at no cost."""
    claim = upload.claim
    if not uploads.is_begun(claim):
        with transaction.atomic(durable=True):
            quotas.take(quota, claim.organisation, scope, claim.sealed_length)
            if not uploads.begin(claim):
                transaction.set_rollback(True)
    return upload
