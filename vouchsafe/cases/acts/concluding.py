"""To conclude a case with an outcome that takes two people.

The conclusion, with the text of the letter, comes sealed with the proposal, so that the second person reads all of it.
The letter itself is sealed by the second person's browser and comes with the agreement: the reporter is told only what
two people agreed to.
"""

import hashlib
from typing import Final

from django.utils.translation import gettext as _

from vouchsafe.cases import checks, conclusions
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Item, Outcome, Proposal
from vouchsafe.cases.wire import Wire
from vouchsafe.people.models import Member


class Terms(Wire, frozen=True):
    """What came of it, of which category; `conclusion`: SHA-256 of the sealed item that says why."""

    outcome: Outcome
    category: str
    conclusion: str


def _check(case: Case, terms: Terms) -> None:
    conclusions.check(case, terms.category)


def _conclude(case: Case, terms: Terms, proposal: Proposal, second: Member) -> None:
    written = Item.objects.filter(organisation=case.organisation_id, case=case, kind="conclusion")
    item = next((one for one in written if hashlib.sha256(one.sealed).hexdigest() == terms.conclusion), None)
    if item is None:
        raise Conflict("conclusion/missing", _("What was proposed is no longer in this case. Propose it anew."))
    conclusions.close(case, terms.outcome, terms.category, item.id, by=[proposal.proposer, second])


CONCLUDE: Final = Act(
    Proposal.Act.CONCLUDE, Terms, _check, _conclude, brings=checks.CONCLUSION, answers=checks.CLOSING_LETTER
)
