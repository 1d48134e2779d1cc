"""What is done to cases: receive, add, change the state and the receipt, hand out a blob.

Each verb is one transaction with its entry in the record; what a reporter does is never recorded.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import ahead, blobs, clocks, erasure, queries, recordings
from vouchsafe.cases.adding import add, blob_taken, item_exists, locked, row
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.known import Received, already_received, case_exists
from vouchsafe.cases.models import Case, Concluded, Event, Grant, Item, Reading, State
from vouchsafe.cases.store import Arrival, Attempt, Toll, insert_grants, store
from vouchsafe.cases.wire import Addition, NewReceipt, SealedGrant, SealedItem
from vouchsafe.cases.workflow import may_go
from vouchsafe.common import clock
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.prepared import one_statement
from vouchsafe.common.settling import settle
from vouchsafe.people.models import Member

CONTEST = "contest"
TO_REPORTER = ("message", "letter")
"""Kinds by which the desk speaks to the reporter."""


def receive(arrival: Arrival, *, toll: Toll | None = None, along: Callable[[], None] | None = None) -> Received:
    """Store a checked bundle; when this returns, the case survives a loss of power (protocol §7).

    `toll` is taken by the statement that stores the case, or raises, and nothing is stored. `along` is called once the
    case is stored, in the same transaction: what it raises undoes both. Raises Conflict "bundle/case-exists" when the
    id, or the receipt, is another case's, and "bundle/blob-taken" when a blob is. Nothing is stored then.
    """
    day = clock.today()
    try:
        [is_stored] = _stored([arrival], day, toll, along)
    except IntegrityError as error:
        if toll is not None and toll.is_why(error):
            raise toll.refusal() from None
        raise blob_taken() from error
    if is_stored:
        return Received(arrival.case, day)
    # Somebody was first: the same bytes get the same answer, others a refusal.
    known = already_received(arrival.organisation, arrival.case, arrival.bundle_hash)
    if known is None:
        raise case_exists()
    return known


def receive_together(arrivals: Sequence[Arrival], toll: Toll) -> list[Received | None]:
    """As `receive`, checked bundles of one channel by one statement and one wait for the disk.

    None for each that is not stored: it is as if it had not come, and `receive` says why.
    """
    day = clock.today()
    try:
        stored = _stored(arrivals, day, toll)
    except IntegrityError:
        stored = [False] * len(arrivals)
    return [Received(each.case, day) if is_stored else None for each, is_stored in zip(arrivals, stored, strict=True)]


def _stored(
    arrivals: Sequence[Arrival], day: date, toll: Toll | None, along: Callable[[], None] | None = None
) -> list[bool]:
    """Which of the arrivals are stored now; what it raises undoes all."""
    # 1. The erasure keys are on the disk before anything that needs them.
    attempts = [Attempt(each, *ahead.erasure_key(each.organisation, day)) for each in arrivals]
    try:
        # 2. Everything else in one statement; the end of the block is a commit that waits for the disk.
        with transaction.atomic(durable=True) if along else one_statement():
            stored = store(attempts, day, toll)
            if stored and along:
                along()
    except (VouchsafeError, IntegrityError):
        _destroy_keys(attempts)
        raise
    # 3. Nothing is left of an attempt that came too late.
    _destroy_keys([each for each in attempts if each.erasure_id not in stored])
    return [each.erasure_id in stored for each in attempts]


def _destroy_keys(attempts: Sequence[Attempt]) -> None:
    for attempt in attempts:
        erasure.destroy_key(attempt.arrival.organisation, attempt.erasure_id)


def add_from_reporter(
    case: Case,
    addition: Addition,
    toll: Callable[[], None] = lambda: None,
    *,
    asks_meeting: bool = False,
    completes: UUID | None = None,
) -> None:
    """Store what a returning reporter wrote, and mark the case so that its handlers are told. Idempotent.

    A clock that waited for the reporter goes on; `asks_meeting` sets that of a meeting going. A `contest` among it asks
    for another look at the outcome: nothing is erased until somebody has looked. A `checked` among it `completes` the
    minutes of that item: the recording that they were made from goes. `toll` is called once it is stored, in the same
    transaction: what it raises undoes both.
    """
    with transaction.atomic(durable=True):
        added = add(case, addition, by_reporter=True)
        if not added:
            return
        row(case).update(notice_pending=True)
        if any(item.kind == CONTEST for item in added):
            _contest(case)
        if completes is not None and any(item.kind == recordings.CHECKED for item in added):
            recordings.complete(case, completes)
        moved = clocks.go_on(case)
        if asks_meeting and not clocks.has_happened(case, Event.What.MEETING_ASKED):
            clocks.happen(case, Event.What.MEETING_ASKED)
            moved = True
        if moved:
            clocks.wind(case)
        toll()


def add_from_desk(member: Member, case: Case, addition: Addition) -> None:
    """Store what a handler wrote, with one entry in the record for each item. Idempotent.

    The first message or letter is the acknowledgement (Directive (EU) 2019/1937, article 9(1)(b)).
    """
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case.id)
        added = write_from_desk(member, found, addition)
        if added and addition.recording is not None:
            recordings.name(found, addition.recording, {item.id for item in added if item.kind == recordings.MINUTES})


def write_from_desk(member: Member, case: Case, addition: Addition) -> Sequence[SealedItem]:
    """As `add_from_desk`, in the caller's transaction; gives the items stored now: none on a retry."""
    added = add(case, addition, by_reporter=False)
    for item in added:
        audit.record(member.organisation_id, Tag.ITEM_WRITTEN, actor=member.id, case=case.id, item=item.id)
    told = any(item.kind in TO_REPORTER for item in added)
    if told and row(case).filter(acknowledged_on=None).update(acknowledged_on=clock.today()):
        clocks.wind(case)
    return added


def write_new_from_desk(member: Member, case: Case, addition: Addition) -> None:
    """As `write_from_desk`, for what cannot be there yet: nobody acts on what was sealed for something else.

    Raises Conflict "bundle/item-exists".
    """
    if not write_from_desk(member, case, addition):
        raise item_exists()


def rotate_receipt(case: Case, new: NewReceipt) -> bool:
    """Put a new receipt in the place of the one that `case` was found by (protocol §6).

    False, and nothing stored, when that receipt is no longer the case's. Raises Conflict "receipt/taken" when the new
    one is this case's or another's already, and "bundle/wrong-keys" unless it is given exactly the keys of the old one.
    """
    key = erasure.read_key(case.organisation_id, case.erasure_id)
    with transaction.atomic(durable=True):
        if bytes(locked(case).receipt_hash) != bytes(case.receipt_hash):
            return False
        add(case, Addition(items=[new.item]), by_reporter=True)
        _replace_grants(case, new.grants, key)
        _replace_hash(case, new.receipt_hash)
    return True


def is_rotated(organisation: UUID, new: NewReceipt) -> UUID | None:
    """The case in which this very rotation was stored before, so that a lost answer can be given again; else None."""
    items = Item.objects.filter(
        organisation=organisation, case__receipt_hash=new.receipt_hash, id=new.item.id, sealed=bytes(new.item.sealed)
    )
    found = items.values_list("case_id", flat=True).first()
    if found is not None:
        settle()
    return found


def change_state(member: Member, case: Case, to: State) -> State:
    """Move a case one step of the workflow; a case that is there already stays, unrecorded.

    Raises Conflict "state/not-a-step" for any other move, and "contest/waits" for a case to which somebody who had no
    part in its conclusion must answer first. Nothing is concluded by it: that takes an outcome (`conclusions`).
    """
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case.id)
        current = State(found.state)
        if current == to:
            return to
        if not may_go(current, to):
            message = _("The case is %(current)s, and cannot go from there to %(to)s. Reload to see its state.")
            raise Conflict("state/not-a-step", message % {"current": current.label, "to": to.label}, "to")
        if current == State.CONCLUDED:
            if waits_for_another_look(found):
                message = _("The reporter asked for another look. Who had no part in the conclusion answers first.")
                raise Conflict("contest/waits", message, "to")
            reopen(found)
        row(found).update(state=to)
        record_step(member, found, current, to)
    return to


def record_step(member: Member, case: Case, came_from: State, went_to: State) -> None:
    """A step of the workflow that was stored: its clocks are wound, and the record holds it."""
    if not clocks.has_happened(case, Event.What.INVESTIGATED):
        clocks.happen(case, Event.What.INVESTIGATED)  # somebody has begun to look into it
    if went_to == State.CONCLUDED:
        clocks.go_on(case)
    clocks.wind(case)
    audit.record(
        member.organisation_id,
        Tag.CASE_STATE_CHANGED,
        actor=member.id,
        case=case.id,
        came_from=came_from,
        went_to=went_to,
    )


def waits_for_another_look(case: Case) -> bool:
    """Whether the reporter contested the outcome, and nobody has answered yet."""
    return case.contested_on is not None and case.upheld_on is None


def reopen(case: Case) -> None:
    """Take back what was concluded of a locked case, in the caller's transaction; what it says stays sealed in it."""
    Concluded.objects.filter(organisation=case.organisation_id, case=case).update(counts=False)
    row(case).update(
        state=State.ADDRESSING,
        outcome="",
        category="",
        conclusion=None,
        concluded_on=None,
        concluded_by=[],
        letter_on=None,
        contested_on=None,
        upheld_on=None,
        erase_due=None,
    )


def open_case(member: Member, case: UUID) -> Case:
    """The case as this handler may read it, with the opening in the record; raises NotFound for everybody else.

    The reporter is told when a handler first opened the case, and what lay there when one last did.
    """
    with transaction.atomic(durable=True):
        found = queries.case_for(member, case)
        highest = Subquery(queries.items_of(found).order_by("-position").values("position")[:1])
        unread = Q(opened_on=None) | Q(read_through__lt=highest)
        row(found).filter(unread).update(opened_on=Coalesce("opened_on", clock.today()), read_through=highest)
        if found.opened_on is None:
            clocks.wind(found)
        note_reading(member, found)
        audit.record(member.organisation_id, Tag.CASE_OPENED, actor=member.id, case=found.id)
    return found


def note_reading(member: Member, case: Case) -> None:
    """Keep how far this member has read, for their list of cases; not when."""
    through = queries.items_of(case).aggregate(last=Max("position"))["last"]
    Reading.objects.bulk_create(
        [Reading(organisation_id=case.organisation_id, member=member, case=case, through=through)],
        update_conflicts=True,
        unique_fields=["organisation", "member", "case"],
        update_fields=["through"],
    )


def open_blob(member: Member, case: UUID, blob: UUID) -> BinaryIO:
    """A sealed attachment of a case that this handler may read, with the download in the record.

    Raises NotFound for everybody else, and when the bytes are gone.
    """
    with transaction.atomic(durable=True):
        found = queries.blob_of(queries.case_for(member, case), blob)
        content = blobs.open_sealed(found)
        audit.record(member.organisation_id, Tag.BLOB_DOWNLOADED, actor=member.id, case=case, blob=blob)
    return content


def _contest(case: Case) -> None:
    """Another look is asked for, once for each conclusion."""
    concluded = row(case).filter(state=State.CONCLUDED, contested_on=None)
    if not concluded.update(contested_on=clock.today(), erase_due=None):
        message = _("Another look can be asked for once, after the case was concluded. Write a message instead.")
        raise Conflict("contest/not-now", message, "items")


def _replace_grants(case: Case, grants: Sequence[SealedGrant], erasure_key: bytes) -> None:
    """The receipt's grants by new ones: of exactly the same keys."""
    present = Grant.objects.filter(organisation=case.organisation_id, case=case, holder=None)
    keys = sorted((grant.key_kind, grant.generation) for grant in grants)
    if keys != sorted(present.values_list("key_kind", "generation")):
        message = _("A new receipt must be given exactly the keys of the old one. Reload your report and try again.")
        raise Conflict("bundle/wrong-keys", message, "grants")
    present.delete()
    insert_grants(case, grants, erasure_key)


def _replace_hash(case: Case, receipt_hash: bytes) -> None:
    taken = Conflict("receipt/taken", _("This receipt is in use already. Make another one."), "receipt_hash")
    if receipt_hash == bytes(case.receipt_hash):
        raise taken
    try:
        row(case).update(receipt_hash=receipt_hash, notice_pending=True)
    except IntegrityError as error:
        raise taken from error
