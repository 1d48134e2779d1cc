"""Room at the partner for the files that go along.

The partner draws the id under which a file must be sealed, so room is asked for before. The browser seals each file
under its id and uploads it here; the worker passes the sealed bytes on from this server's disk.
"""

from collections.abc import Sequence
from uuid import UUID

import httpx
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vouchsafe.cases import agreements, checks
from vouchsafe.cases.errors import BundleError, NotFound, TooLarge
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.wire import SealedBlob, Wire
from vouchsafe.common import uploads
from vouchsafe.common.sweeps import for_each
from vouchsafe.common.uploads import Upload
from vouchsafe.handover import relay
from vouchsafe.handover.models import Partner, Room, Sending
from vouchsafe.handover.partners import partner_for
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.people.models import Member


class Wanted(Wire, frozen=True):
    """Room for files of so many sealed bytes each."""

    partner: UUID
    sizes: list[int]


def ask_for_rooms(member: Member, case: UUID, proposal: UUID, wanted: Wanted) -> list[Room]:
    """Note that room is wanted, in place of what was noted before; the worker asks the partner for it.

    Raises as `agreements.locked` and `agreements.check_due`, NotFound for a partner that is not listed, BundleError.
    """
    agreements.refuse_administrator(member)
    if len(wanted.sizes) > checks.MAX_BLOBS:
        message = _("More than %(limit)d files at once. Propose to hand over fewer.") % {"limit": checks.MAX_BLOBS}
        raise TooLarge("bundle/too-many", message, "sizes")
    for position, size in enumerate(wanted.sizes):
        checks.check_blob_size(size, f"sizes[{position}]")
    with transaction.atomic():
        found = agreements.locked(member, case, proposal)
        agreements.check_due(found)
        partner = partner_for(member, wanted.partner)
        clear(found.case, found.id)
        return Room.objects.bulk_create(
            Room(
                organisation_id=found.organisation_id,
                case=found.case,
                proposal_id=found.id,
                number=number,
                partner=partner,
                sealed_length=size,
            )
            for number, size in enumerate(wanted.sizes)
        )


def rooms_for(case: Case, proposal: UUID) -> list[Room]:
    """The rooms of a proposal in a case that was fetched as somebody who may read it."""
    return list(_rooms(case.organisation_id, case.id, proposal))


def rooms_of(sending: Sending) -> list[Room]:
    """The rooms of what was released."""
    return list(_rooms(sending.organisation_id, sending.case_id, sending.proposal_id))


def begin_upload(case: Case, proposal: UUID, number: int) -> Upload:
    """An upload here, under the id that the partner drew; raises NotFound until it did."""
    room = _rooms(case.organisation_id, case.id, proposal).filter(number=number, blob__isnull=False).first()
    if room is None:
        raise NotFound("hand-over/no-room", _("There is no room for this file yet. Try again."))
    upload = uploads.create(case.organisation_id, room.sealed_length, blob_id=room.blob)
    uploads.begin(upload.claim)
    return upload


def check_arrived(proposal: Proposal, partner: Partner, blobs: Sequence[SealedBlob]) -> None:
    """Each file that the bundle names is here, whole, and has its room at this partner; raises BundleError."""
    rooms = {
        (room.blob, room.sealed_length)
        for room in _rooms(proposal.organisation_id, proposal.case_id, proposal.id).filter(partner=partner)
    }
    here = all(uploads.is_whole(proposal.organisation_id, blob.id, blob.size) for blob in blobs)
    if {(blob.id, blob.size) for blob in blobs} != rooms or not here:
        raise BundleError("bundle/blob-missing", _("A file has not arrived whole. Release it again."), "bundle")


def make_rooms(client: httpx.Client) -> None:
    """Ask partners for the room that is wanted; what goes wrong is kept as its reason. Safe to run twice.

    What fails unforeseen is raised once every other had its turn.
    """
    wanted = Room.objects.filter(blob__isnull=True, failure="").select_related("partner")
    for_each(lambda room: _make_room(client, room), list(wanted.order_by("organisation", "proposal_id", "number")))


def clear(case: Case, proposal: UUID) -> None:
    """Forget the rooms of a proposal, and the sealed bytes that lie here for them."""
    rooms = _rooms(case.organisation_id, case.id, proposal)
    for blob in rooms.filter(blob__isnull=False).values_list("blob", flat=True):
        if blob is not None:
            uploads.remove(case.organisation_id, blob)
    rooms.delete()


def _make_room(client: httpx.Client, room: Room) -> bool:
    try:
        relay.announce(client, room)
    except TerminalError as error:
        room.failure = error.code[:80]
    except Exception:
        Room.objects.filter(pk=room.pk).update(failure="hand-over/unforeseen")
        raise
    room.save(update_fields=["blob", "address", "failure"])
    return True


def _rooms(organisation: UUID, case: UUID, proposal: UUID) -> QuerySet[Room]:
    return Room.objects.filter(organisation=organisation, case=case, proposal_id=proposal).order_by("number")
