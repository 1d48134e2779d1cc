"""A legal hold: nothing of a case is erased until a day, because two people said so and why."""

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.acts.act import Act
from vouchsafe.cases.errors import BundleError
from vouchsafe.cases.models import Case, Proposal
from vouchsafe.cases.wire import Wire
from vouchsafe.common import clock
from vouchsafe.people.models import Member

LONGEST: Final = timedelta(days=366)
"""A hold ends by itself: who needs it longer says so again."""


class Terms(Wire, frozen=True):
    """The last day of the hold."""

    until: date


def _check(_case: Case, terms: Terms) -> None:
    today = clock.today()
    if not today < terms.until <= today + LONGEST:
        message = _("A legal hold ends on a day to come, within a year. Choose another day.")
        raise BundleError("hold/until", message, "terms.until")


def _place(case: Case, terms: Terms, _proposal: Proposal, second: Member) -> None:
    case.held_until = terms.until
    case.save(update_fields=["held_until"])
    days = (terms.until - clock.today()).days
    audit.record(case.organisation_id, Tag.HOLD_PLACED, actor=second.id, case=case.id, days=days)


HOLD: Final = Act(Proposal.Act.LEGAL_HOLD, Terms, _check, _place)
