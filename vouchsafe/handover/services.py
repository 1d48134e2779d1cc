"""What is done to hand a case over: propose, release, and, in the worker, send what was released.

A release counts before it is sent: bundle and receipt are stored with its entry in the record, and only then does the
worker send the bundle, again and again until an answer comes. So nothing goes that is not recorded, and no answer that
is lost costs the way back.
"""

import logging
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import httpx
import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import agreements, checks, queries
from vouchsafe.cases.bundle import read_bundle
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.services import write_from_desk
from vouchsafe.cases.wire import Addition, Encoded, SealedItem, Wire, decode
from vouchsafe.common import clock
from vouchsafe.common.sweeps import for_each
from vouchsafe.handover import partners, relay, rooms
from vouchsafe.handover.models import Partner, Sending
from vouchsafe.handover.relay import is_passing
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.people.models import Member
from vouchsafe.vault.place import KINDS
from vouchsafe.vault.primitives import to_base64

RELEASE: Final = {"release": KINDS["release"]}
GIVES_UP: Final = timedelta(days=2)
"""How long the worker tries: uploads at the partner last no longer."""
_log = logging.getLogger(__name__)


class Proposed(Wire, frozen=True):
    """A hand-over that a handler proposes. `urgent`: the reporter is given no time, and reads why."""

    partner: UUID
    item: SealedItem
    not_before: date
    urgent: bool = False


class Released(Wire, frozen=True):
    """What two people agreed to, sealed to the partner. `seen`: the newest item of the case that the handler read."""

    partner: UUID
    case: UUID
    bundle: Encoded
    item: SealedItem
    seen: UUID


def propose(member: Member, case: UUID, proposed: Proposed) -> Proposal:
    """Propose to hand a case over; the reporter reads it from now on. To whom is sealed: the partner is not kept.

    Raises as `agreements.propose`, and BundleError "hand-over/notice" where the reporter is given less time than the
    partner's entry says.
    """
    partner = partners.partner_for(member, proposed.partner)
    checks.check_items([proposed.item], checks.PROPOSALS)
    first = clock.today() + timedelta(days=0 if proposed.urgent else partner.notice_days)
    latest = clock.today() + timedelta(days=partners.MOST_NOTICE_DAYS)
    if not first <= proposed.not_before <= latest:
        message = _("The reporter must be told at least %(days)d days before.") % {"days": partner.notice_days}
        raise BundleError("hand-over/notice", message, "not_before")
    return agreements.propose(member, case, Proposal.Act.HAND_OVER, [proposed.item], not_before=proposed.not_before)


def release(member: Member, case: UUID, proposal: UUID, released: Released) -> Sending:
    """Release what two people agreed to: recorded and stored; the worker sends it. The same again answers the same.

    Raises as `agreements.locked` and `agreements.check_due`, NotFound for a partner that is not listed, and Conflict
    "hand-over/written-since" when the case has an item that the handler has not read.
    """
    agreements.refuse_administrator(member)
    checks.check_items([released.item], RELEASE)
    bundle = read_bundle(released.bundle)
    with transaction.atomic(durable=True):
        found = agreements.locked(member, case, proposal)
        before = Sending.objects.filter(organisation=found.organisation_id, case=case, proposal_id=proposal).first()
        if before is not None and not before.failure:
            if bytes(before.bundle) == released.bundle:
                return before
            raise Conflict("hand-over/under-way", _("This is on its way already. Reload the case."))
        agreements.check_due(found)
        _check_seen(found.case, released.seen)
        partner = partners.partner_for(member, released.partner)
        rooms.check_arrived(found, partner, bundle.blobs)
        sending, _new = Sending.objects.update_or_create(
            organisation_id=found.organisation_id,
            case=found.case,
            proposal_id=found.id,
            defaults={
                "partner": partner,
                "releaser": member,
                "released_on": clock.today(),
                "new_case": released.case,
                "bundle": released.bundle,
                "item": msgspec.json.encode(released.item, enc_hook=_encode),
                "failure": "",
            },
        )
        _record(Tag.HANDOVER_RELEASED, sending, member.id)
    return sending


def decide(member: Member, case: UUID, proposal: UUID, verdict: Proposal.State, item: SealedItem) -> Proposal:
    """As `agreements.decide`; raises Conflict "hand-over/under-way" to take back what is on its way."""

    def check(found: Proposal) -> None:
        if Sending.objects.filter(
            organisation=found.organisation_id, case=found.case_id, proposal_id=found.id, failure=""
        ).exists():
            raise Conflict("hand-over/under-way", _("This is on its way already. Reload the case."))

    return agreements.decide(member, case, proposal, verdict, [item], check=check)


def sending_of(case: Case) -> dict[UUID, Sending]:
    """What is on its way from a case, or was refused, by proposal."""
    found = Sending.objects.filter(organisation=case.organisation_id, case=case).defer("bundle", "item")
    return {sending.proposal_id: sending for sending in found}


def send_waiting(client: httpx.Client) -> int:
    """Send everything that was released and waits; gives how many arrived. Safe to run twice.

    What fails unforeseen is raised once every other had its turn: no partner keeps what goes to others.
    """
    waiting = Sending.objects.filter(failure="").select_related("partner").order_by("organisation", "proposal_id")
    return for_each(lambda sending: _send(client, sending), list(waiting))


def look(client: httpx.Client, partner: UUID) -> None:
    """Fetch what a partner publishes, for a handler's browser to verify; what goes wrong is kept as its reason."""
    found = Partner.objects.get(id=partner)
    try:
        published, failure = relay.fetch_published(client, found.address), ""
    except TerminalError as error:
        published, failure = None, error.code
    Partner.objects.filter(organisation=found.organisation_id, id=found.id).update(
        looked=found.look, published=published, failure=failure
    )


def _send(client: httpx.Client, sending: Sending) -> bool:
    try:
        relay.deliver(client, sending, rooms.rooms_of(sending))
    except (TerminalError, FileNotFoundError) as error:
        code = error.code if isinstance(error, TerminalError) else "upload/lost"
        if is_passing(error) and clock.today() <= sending.released_on + GIVES_UP:
            _log.info("a hand-over waits: %s", code)
        else:
            _return(sending, code)
        return False
    except Exception:
        if clock.today() > sending.released_on + GIVES_UP:
            _return(sending, "hand-over/unforeseen")
        raise
    _arrive(sending)
    return True


def _arrive(sending: Sending) -> None:
    """The case gets the new case's receipt, sealed; where it went is kept nowhere else."""
    with transaction.atomic(durable=True):
        case = Case.objects.select_for_update().get(organisation=sending.organisation_id, id=sending.case_id)
        write_from_desk(sending.releaser, case, Addition(items=[decode(bytes(sending.item), SealedItem)]))
        done = Proposal.objects.filter(organisation=case.organisation_id, case=case, id=sending.proposal_id)
        done.update(state=Proposal.State.DONE)
        _record(Tag.HANDOVER_ARRIVED, sending, None)
        sending.delete()
        rooms.clear(case, sending.proposal_id)


def _return(sending: Sending, code: str) -> None:
    """The partner will not take it: two people's agreement stands, and a handler may seal it anew."""
    with transaction.atomic(durable=True):
        sending.bundle, sending.item, sending.failure = b"", b"", code[:80]
        sending.save(update_fields=["bundle", "item", "failure"])
        _record(Tag.HANDOVER_RETURNED, sending, None)


def _check_seen(case: Case, seen: UUID) -> None:
    newest = queries.items_of(case).order_by("-position").values_list("id", flat=True).first()
    if newest != seen:
        message = _("Something was written in this case since you read it. Read it, then decide again.")
        raise Conflict("hand-over/written-since", message, "seen")


def _record(tag: Tag, sending: Sending, actor: UUID | None) -> None:
    audit.record(
        sending.organisation_id,
        tag,
        actor=actor,
        case=sending.case_id,
        proposal=sending.proposal_id,
    )


def _encode(value: object) -> str:
    """How an item's bytes travel, kept as they came (`cases.wire.Encoded`)."""
    if not isinstance(value, bytes):
        raise NotImplementedError
    return to_base64(value)
