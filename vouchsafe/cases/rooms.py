"""Reply rooms: in one, somebody whom a report concerns is told of it, and answers.

A room is a case of its own: its receipt is drawn, and its bundle sealed, in a handler's browser, and the subject takes
the room over with a receipt of their own. The server is not told which case a room belongs to (protocol §22). A room is
no report: no figure, limit, reminder or record of arrivals counts it, and one handler ends it.
"""

import hashlib
from datetime import timedelta
from typing import Final
from uuid import RFC_4122, UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import blobs, checks, clocks, known, queries, services
from vouchsafe.cases.bundle import IN_ROOM, Bundle, Expected, case_key_holders, check_bundle, read_bundle
from vouchsafe.cases.directory import holders_of, left_out
from vouchsafe.cases.errors import BundleError, Conflict, NotFound
from vouchsafe.cases.models import Case, Item, State
from vouchsafe.cases.store import Arrival
from vouchsafe.cases.wire import Addition, SealedItem, Wire
from vouchsafe.channels.models import Definition
from vouchsafe.common import clock
from vouchsafe.people.models import Member, Right, Role

CLEARED_STANDS: Final = timedelta(days=30)
"""How long a clearance letter can be read before all of the room is erased."""


class Ending(Wire, frozen=True):
    """The letter that ends a room; `cleared`: it says that nothing was substantiated, and then nothing stays."""

    cleared: bool
    items: list[SealedItem]


def definition_for(member: Member, channel: UUID) -> Definition:
    """The newest definition of a channel that this member handles, open or not; raises NotFound."""
    handles = Right.objects.filter(
        Q(channel_id=OuterRef("channel_id")) | Q(channel_id=None),
        organisation=member.organisation_id,
        member=member.id,
        role=Role.HANDLER,
    )
    found = (
        Definition.objects.filter(Exists(handles), organisation=member.organisation_id, channel=channel)
        .order_by("-version")
        .first()
    )
    if found is None:
        raise NotFound("channel/not-found", _("There is no such channel for you. Go back to the list of channels."))
    return found


def open_room(member: Member, room: UUID, raw: bytes) -> known.Received:
    """Check and store the bundle of a room; recorded. The same bytes under the same id answer as the first time.

    Raises NotFound for a channel that this member does not handle and for a bundle that gives their present card no
    key, and as `receive` and `check_bundle` do; nothing is stored then.
    """
    # 1. Who asks handles the channel, before anything tells them whether the id is known.
    bundle = read_bundle(raw)
    definition = definition_for(member, bundle.channel)
    if room.version != 4 or room.variant != RFC_4122:  # noqa: PLR2004 - the version of random UUIDs
        raise BundleError("bundle/id", _("A room's id must be a UUID of version 4. Update the program that sends."))
    # 2. A retry is answered before any check: what it names may have moved on since.
    bundle_hash = hashlib.sha256(raw).digest()
    before = known.already_received(member.organisation_id, room, bundle_hash)
    if before is not None:
        return before
    # 3. Everything that can be checked without a key.
    holders = holders_of(member.organisation_id, bundle.channel)
    expected = Expected(definition.version, holders, blobs.Waiting(member.organisation_id))
    check_bundle(bundle, expected, IN_ROOM)
    # 4. Stored wholly, or not at all; and only if it is the member's to read then.
    granted = case_key_holders(bundle)
    arrival = Arrival(
        organisation=member.organisation_id,
        channel=bundle.channel,
        definition_version=definition.version,
        definition=definition.body,
        case=room,
        directory_hash=bundle.directory,
        receipt_hash=bundle.receipt_hash,
        bundle_hash=bundle_hash,
        items=bundle.items,
        grants=bundle.grants,
        blobs=bundle.blobs,
        excluded=left_out(member.organisation_id, holders, granted),
        independent_only=holders.independent_only(granted),
    )
    return services.receive(arrival, along=lambda: _begin(member, room, bundle))


def end(member: Member, room: UUID, given: Ending) -> Case:
    """End a room that this handler reads, with a letter. Recorded; the same again answers the same.

    After a clearance letter all of it is erased once the letter has stood (`CLEARED_STANDS`), by the nightly retention;
    else it is kept as the channel's law says. Raises NotFound for who may not read it, Conflict "room/none" for a case
    that is no room, and "room/ended".
    """
    checks.check_one_of_each(given.items, checks.CLOSING_LETTER)
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, room)
        if not found.is_room:
            raise Conflict("room/none", _("This is a report, and ends with an outcome. Reload the page."))
        if not services.write_from_desk(member, found, Addition(items=given.items)):
            return found
        if found.state == State.CONCLUDED:
            raise Conflict("room/ended", _("This reply room is ended already. Reload it to see how."))
        _close(member, found, cleared=given.cleared)
    return found


def demand_taken_over(room: Case) -> None:
    """Nothing is taken in a room before its receipt was changed; raises Conflict "room/take-over".

    A handler's browser drew the first receipt, and whoever saw the letter could use it.
    """
    changed = Item.objects.filter(organisation=room.organisation_id, case=room, kind="succession")
    if not changed.exists():
        message = _("First get a receipt of your own: others have seen the one in your letter. Then write.")
        raise Conflict("room/take-over", message)


def _begin(member: Member, room: UUID, bundle: Bundle) -> None:
    """In the transaction that stores it: a room begins acknowledged, opened and read by who opened it."""
    today = clock.today()
    Case.objects.filter(organisation=member.organisation_id, id=room).update(
        is_room=True,
        state=State.ASSESSING,
        opened_on=today,
        acknowledged_on=today,
        read_through=len(bundle.items) - 1,
        notice_pending=False,
        arrival_recorded=True,
    )
    found = queries.case_for(member, room)
    services.note_reading(member, found)
    clocks.wind(found)
    audit.record(found.organisation_id, Tag.ROOM_OPENED, actor=member.id, case=found.id)


def _close(member: Member, room: Case, *, cleared: bool) -> None:
    today, came_from = clock.today(), State(room.state)
    room.state, room.concluded_on, room.letter_on, room.concluded_by = State.CONCLUDED, today, today, [member.id]
    room.erase_due = today + CLEARED_STANDS if cleared else None
    room.save(update_fields=["state", "concluded_on", "letter_on", "concluded_by", "erase_due"])
    services.record_step(member, room, came_from, State.CONCLUDED)
    audit.record(room.organisation_id, Tag.ROOM_ENDED, actor=member.id, case=room.id, cleared=int(cleared))
