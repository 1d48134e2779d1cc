"""Acts on a case that take two people: one proposes, another one agrees; never the same, never an administrator.

What is proposed, and what is said to it, are sealed items of the case: whoever does the act in the end holds the
signatures of both against each other. The server keeps who, when and how far, and lets nothing happen before its day.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.errors import Conflict, NotFound
from vouchsafe.cases.models import Case, Item, Proposal
from vouchsafe.cases.services import write_from_desk, write_new_from_desk
from vouchsafe.cases.wire import Addition, SealedItem
from vouchsafe.common import clock
from vouchsafe.common.formats import day_text
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has

LASTS: Final = timedelta(days=30)
"""How long a proposal may wait after the first day on which it could be done."""
IN_ROOMS: Final = frozenset({Proposal.Act.LEGAL_HOLD, Proposal.Act.DESTROY_EVIDENCE})
"""What two people may do to a subject's reply room too; the other acts are about a report."""
State = Proposal.State
_TAGS: Final = {
    State.AGREED: Tag.PROPOSAL_AGREED,
    State.REFUSED: Tag.PROPOSAL_REFUSED,
    State.WITHDRAWN: Tag.PROPOSAL_WITHDRAWN,
}


def proposals_of(case: Case, acts: Collection[Proposal.Act]) -> list[Proposal]:
    """The proposals of these acts in a case that was fetched as somebody who may read it, the newest first."""
    found = Proposal.objects.filter(organisation=case.organisation_id, case=case, act__in=acts)
    return list(found.order_by("-proposed_on", "id"))


def is_over(proposal: Proposal) -> bool:
    """Whether its time is over without its having been done."""
    return proposal.state in (State.OPEN, State.AGREED) and proposal.expires_on < clock.today()


def propose(
    member: Member,
    case: UUID,
    act: Proposal.Act,
    items: Sequence[SealedItem],
    *,
    not_before: date,
    terms: Mapping[str, str] | None = None,
    check: Callable[[Case], None] = lambda _case: None,
) -> Proposal:
    """Propose an act by a sealed item, on a case that this member reads. Recorded; the same again answers the same.

    `items`: the proposal, then what comes with it. `check` looks at the locked case and may refuse. Raises NotFound for
    who may not read the case, RightMissing for an administrator, and "proposal/open" while another proposal of this act
    waits.
    """
    refuse_administrator(member)
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        if act not in IN_ROOMS:
            queries.demand_report(found)
        known = _of(found, items[0].id)
        if not write_from_desk(member, found, Addition(items=list(items))) and known is not None:
            return known
        check(found)
        _demand_none_waits(found, act)
        made = Proposal.objects.create(
            id=items[0].id,
            organisation_id=found.organisation_id,
            case=found,
            act=act,
            terms=dict(terms or {}),
            proposer=member,
            proposed_on=clock.today(),
            not_before=not_before,
            expires_on=not_before + LASTS,
        )
        days = (not_before - made.proposed_on).days
        _record(Tag.PROPOSAL_MADE, member, made, notice_days=days)
    return made


def _demand_none_waits(case: Case, act: Proposal.Act) -> None:
    """Raises Conflict "proposal/open" where an act is proposed already, and that has not lapsed."""
    others = Proposal.objects.filter(
        organisation=case.organisation_id,
        case=case,
        act=act,
        state__in=(State.OPEN, State.AGREED),
        expires_on__gte=clock.today(),
    )
    if others.exists():
        message = _("Another proposal of this kind waits in this case. Agree to it, refuse it or withdraw it first.")
        raise Conflict("proposal/open", message)


def decide(
    member: Member,
    case: UUID,
    proposal: UUID,
    verdict: Proposal.State,
    items: Sequence[SealedItem],
    *,
    check: Callable[[Proposal], None] = lambda _proposal: None,
    perform: Callable[[Proposal], None] | None = None,
) -> Proposal:
    """Agree, refuse or withdraw, with a sealed item that says so. Recorded; the same again answers the same.

    Only the proposer withdraws, also what was agreed; only somebody else agrees or refuses. `items`: the
    verdict, then what comes with it. `check` looks at the locked
    proposal and may refuse. `perform` does the act in the transaction in which the second person agrees. Raises
    NotFound, RightMissing, and Conflict "proposal/…" for the wrong person, the wrong state or a day too late, and to
    agree with somebody who could no longer propose it.
    """
    refuse_administrator(member)
    with transaction.atomic(durable=True):
        found = locked(member, case, proposal)
        done = found.state == State.DONE and verdict == State.AGREED
        if (done or found.state == verdict) and _is_stored(found.case, items[0]):
            return found
        _check_verdict(member, found, verdict)
        check(found)
        write_new_from_desk(member, found.case, Addition(items=list(items)))
        found.state = verdict
        found.second = found.second if verdict == State.WITHDRAWN else member
        found.save(update_fields=["state", "second"])
        _record(_TAGS[verdict], member, found)
        if verdict == State.AGREED and perform is not None:
            perform(found)
            found.state = State.DONE
            found.save(update_fields=["state"])
    return found


def locked(member: Member, case: UUID, proposal: UUID) -> Proposal:
    """A proposal of a case that this member reads, both locked until the transaction ends; raises NotFound."""
    found = _of(queries.case_to_change(member, case), proposal)
    if found is None:
        raise NotFound(
            "proposal/not-found",
            _("There is no such proposal in this case any more. Reload the page to see what stands."),
        )
    return found


def check_due(proposal: Proposal) -> None:
    """Raises Conflict unless two people agreed and its day has come and is not long past."""
    if proposal.state != State.AGREED:
        raise Conflict("proposal/not-agreed", _("Two people have not agreed to this. Reload the case."))
    _check_time(proposal)
    if clock.today() < proposal.not_before:
        message = _("The reporter was promised time until %(day)s. Nothing may be done before.")
        raise Conflict("proposal/too-early", message % {"day": day_text(proposal.not_before)})


def refuse_administrator(member: Member) -> None:
    """Whoever configures takes no part in such an act, whatever other role they have. Raises RightMissing."""
    if member_has(member, Role.ADMINISTRATOR):
        raise RightMissing


def _check_verdict(member: Member, proposal: Proposal, verdict: Proposal.State) -> None:
    _check_time(proposal)
    if (verdict == State.WITHDRAWN) != (proposal.proposer_id == member.id):
        message = _("Whoever proposes can only withdraw, and somebody else agrees or refuses.")
        raise Conflict("proposal/two-people", message)
    may = (State.OPEN, State.AGREED) if verdict == State.WITHDRAWN else (State.OPEN,)
    if proposal.state not in may:
        raise Conflict("proposal/decided", _("This was decided meanwhile. Reload the case."))
    if verdict == State.AGREED:
        _check_proposer(proposal)


def _check_proposer(proposal: Proposal) -> None:
    """Nobody does with somebody else what that one may no longer do: they left, or were excluded from the case."""
    proposer = proposal.proposer
    handles = queries.handled_by(proposer).filter(id=proposal.case_id).exists()
    if not (handles and proposer.is_active) or member_has(proposer, Role.ADMINISTRATOR):
        message = _("Who proposed this takes no part in the case any more. Refuse it, then propose it anew.")
        raise Conflict("proposal/proposer-gone", message)


def _check_time(proposal: Proposal) -> None:
    if is_over(proposal):
        raise Conflict("proposal/expired", _("This proposal waited too long. Propose it anew."))


def _of(case: Case, proposal: UUID) -> Proposal | None:
    found = Proposal.objects.select_for_update().filter(organisation=case.organisation_id, case=case, id=proposal)
    return found.first()


def _record(tag: Tag, member: Member, proposal: Proposal, **touched: int) -> None:
    audit.record(
        proposal.organisation_id,
        tag,
        actor=member.id,
        case=proposal.case_id,
        proposal=proposal.id,
        act=Proposal.Act(proposal.act),
        **touched,
    )


def _is_stored(case: Case, item: SealedItem) -> bool:
    return Item.objects.filter(organisation=case.organisation_id, case=case, id=item.id).exists()
