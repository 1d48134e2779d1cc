"""A finding that a report was knowingly false: a procedure of its own, and a finding alone.

It is made on facts of intent while the case is addressed, never out of an outcome: that nothing could be shown
("unsupported") says nothing of what the reporter knew, so a case that was ever concluded so is closed to it. The
reporter was asked in the thread, and had time to answer. It changes nothing in the case, and opens nothing that is kept
apart (Directive (EU) 2019/1937, articles 6(1)(a) and 23(2): only who knew is outside the protection).
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.models import Case, Concluded, Item, Outcome, Proposal, State
from vouchsafe.cases.services import TO_REPORTER
from vouchsafe.cases.wire import Wire
from vouchsafe.common import clock
from vouchsafe.people.models import Member

TIME_TO_ANSWER: Final = timedelta(days=14)
"""From the message that asked the reporter on."""


class Terms(Wire, frozen=True):
    """The message by which the reporter was heard."""

    heard: UUID


def _check(case: Case, terms: Terms) -> None:
    # 1. Never out of an outcome, and never after the one that says only that nothing was shown.
    endings = Concluded.objects.filter(organisation=case.organisation_id, case=case, outcome=Outcome.UNSUPPORTED)
    if endings.exists():
        message = _(
            "This case was concluded as unsupported. That says nothing of what the reporter knew, so no finding about "
            "them can follow from it."
        )
        raise Conflict("false-report/unsupported", message)
    if case.state != State.ADDRESSING:
        message = _("Such a finding is made while a case is addressed, before it has an outcome.")
        raise Conflict("false-report/not-now", message)
    # 2. The reporter was asked, and had time.
    asked = Item.objects.filter(organisation=case.organisation_id, case=case, id=terms.heard, kind__in=TO_REPORTER)
    day = asked.values_list("day", flat=True).first()
    if day is None or day + TIME_TO_ANSWER > clock.today():
        message = _("Ask the reporter in the thread first, and wait fourteen days for the answer.")
        raise BundleError("false-report/not-heard", message, "terms.heard")


def _find(case: Case, _terms: Terms, proposal: Proposal, second: Member) -> None:
    audit.record(case.organisation_id, Tag.CASE_FALSE_REPORT_FOUND, actor=second.id, case=case.id, proposal=proposal.id)


FALSE_REPORT: Final = Act(Proposal.Act.FALSE_REPORT, Terms, _check, _find)
