"""The report door's verbs: take in a sealed report, come back, write again, come to a new receipt."""

import hashlib
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec import field

from vouchsafe.cases import blobs, checks, directory
from vouchsafe.cases import services as cases
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.cases.services import Received
from vouchsafe.cases.store import Arrival
from vouchsafe.cases.wire import Addition, Hash, NewReceipt, SealedBlob, SealedGrant, SealedItem, Wire
from vouchsafe.channels.models import Definition
from vouchsafe.intake import queries
from vouchsafe.intake.bundle import Bundle, Expected, check_bundle, read_bundle


class Reply(Wire, frozen=True):
    """What a returning reporter sends; the token says to which case."""

    lookup_token: str
    items: list[SealedItem]
    blobs: list[SealedBlob] = field(default_factory=list)


class Rotation(Wire, frozen=True):
    """What a returning reporter sends to come to a new receipt; the token is the old one's."""

    lookup_token: str
    receipt_hash: Hash
    item: SealedItem
    grants: list[SealedGrant]


def take_in(organisation: UUID, case: UUID, raw: bytes, *, sealed_by: SealedBy = SealedBy.CLIENT) -> Received:
    """Check and store a bundle as it came; when this returns, the report survives a loss of power.

    The same bytes under the same id give the same answer, however often. Raises BundleError, Conflict or Outdated,
    and nothing is stored.
    """
    bundle_hash = hashlib.sha256(raw).digest()
    # 1. A retry is answered before any check: what it names may have moved on since.
    known = cases.already_received(organisation, case, bundle_hash)
    if known is not None:
        return known
    # 2. Everything that can be checked without a key.
    bundle = read_bundle(raw)
    definition = _published(organisation, bundle)
    holders = directory.holders_of(organisation, bundle.channel)
    check_bundle(bundle, Expected(definition.version, holders, blobs.Waiting(organisation)))
    # 3. Stored wholly, or not at all.
    return cases.receive(
        Arrival(
            organisation=organisation,
            channel=bundle.channel,
            definition_version=definition.version,
            case=case,
            directory_hash=bundle.directory,
            receipt_hash=bundle.receipt_hash,
            bundle_hash=bundle_hash,
            items=bundle.items,
            grants=bundle.grants,
            blobs=bundle.blobs,
            sealed_by=sealed_by,
            is_test=bundle.test,
        )
    )


def write_again(case: Case, reply: Reply) -> None:
    """Store what a returning reporter wrote; the same items again change nothing."""
    addition = Addition(items=reply.items, blobs=reply.blobs)
    checks.check_addition(addition, checks.FROM_REPORTER, blobs.Waiting(case.organisation_id))
    cases.add_from_reporter(case, addition)


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


def _published(organisation: UUID, bundle: Bundle) -> Definition:
    """The newest definition of the bundle's channel, if this organisation has that channel and it is open."""
    newest = (
        Definition.objects.filter(
            organisation=organisation, channel=bundle.channel, channel__active=True, channel__organisation=organisation
        )
        .order_by("-version")
        .first()
    )
    if newest is None:
        message = _("This organisation has no such channel, or it is closed. Begin again from the channel's page.")
        raise BundleError("bundle/channel", message, "channel")
    return newest
