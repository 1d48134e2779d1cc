"""Acts on a case that two people do together, and that handlers alone read of: proposed, agreed to, done at once.

`agreements` is the mechanism; here is what is done. Each act is a module with its terms, its refusals and its doing.
The sealed proposal says the same terms as the server is told: the second person's browser compares them.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _
from msgspec import field

from vouchsafe.cases import agreements, checks
from vouchsafe.cases.acts import concluding, evidence, false_reports, holds
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.wire import SealedItem, Wire
from vouchsafe.common import clock
from vouchsafe.people.models import Member

ACTS: Final[dict[Proposal.Act, Act[Any]]] = {
    act.tag: act for act in (concluding.CONCLUDE, evidence.DESTROY, false_reports.FALSE_REPORT, holds.HOLD)
}


class Proposed(Wire, frozen=True):
    """An act that a handler proposes: its terms in the clear, and the sealed item that says them with the reason.

    `brings`: the sealed items that come with it, if the act has any.
    """

    act: Proposal.Act
    terms: dict[str, str]
    item: SealedItem
    brings: list[SealedItem] = field(default_factory=list)


def propose(member: Member, case: UUID, proposed: Proposed) -> Proposal:
    """Propose an act, to be done as soon as somebody else agrees.

    Raises as `agreements.propose`, BundleError "act/terms" for terms that the act does not have, and as its check.
    """
    checks.check_items([proposed.item], checks.DESK_PROPOSAL)
    act = _act(proposed.act)
    terms = _terms(act, proposed.terms)
    _check_named(proposed, act)
    return agreements.propose(
        member,
        case,
        act.tag,
        [proposed.item, *proposed.brings],
        not_before=clock.today(),
        terms=proposed.terms,
        check=lambda found: act.check(found, terms),
    )


def decide(
    member: Member,
    case: UUID,
    proposal: UUID,
    verdict: Proposal.State,
    items: Sequence[SealedItem],
) -> Proposal:
    """Agree, which does the act, refuse or withdraw. `items`: the verdict, then what comes with an agreement.

    Raises as `agreements.decide`, and as the act's check.
    """
    checks.check_items(items[:1], checks.DESK_VERDICT)

    def check(found: Proposal) -> None:
        act = _act(Proposal.Act(found.act))
        checks.check_one_of_each(items[1:], act.answers if verdict == Proposal.State.AGREED else {})

    def perform(found: Proposal) -> None:
        act = _act(Proposal.Act(found.act))
        terms = _terms(act, found.terms)
        act.check(found.case, terms)
        act.perform(found.case, terms, found, member)

    return agreements.decide(member, case, proposal, verdict, items, check=check, perform=perform)


def _check_named(proposed: Proposed, act: Act[Any]) -> None:
    """What comes with a proposal is what its terms name, so that the second person agrees to that very thing."""
    for kind, item in checks.check_one_of_each(proposed.brings, act.brings).items():
        if proposed.terms.get(kind) != hashlib.sha256(item.sealed).hexdigest():
            message = _("What came with the proposal is not what it names. Reload the page and propose it again.")
            raise BundleError("act/other-item", message, f"terms.{kind}")


def acts_of(case: Case) -> list[Proposal]:
    """Every such proposal in a case that was fetched as somebody who may read it, the newest first."""
    return agreements.proposals_of(case, ACTS.keys())


def _act(tag: Proposal.Act) -> Act[Any]:
    if tag not in ACTS:
        raise BundleError("act/unknown", _("This act is not proposed here. Update the program that sends."), "act")
    return ACTS[tag]


def _terms(act: Act[Any], given: dict[str, str]) -> Wire:
    try:
        terms: Wire = msgspec.convert(given, act.terms, strict=False)
    except msgspec.ValidationError as error:
        message = _("These are not the terms of this act. Reload the page and propose it again.")
        raise BundleError("act/terms", message, "terms") from error
    return terms
