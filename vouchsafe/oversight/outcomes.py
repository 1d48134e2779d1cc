"""What came of reports, for everyone to read: by outcome, for each quarter that is over. Never a case or a category.

Outside scope and unsupported are always told, so that nobody can see by a gap that there were none to tell of; a number
under `FEWEST` is told as such. As `figures` does: a quarter once it is over, and no sums, from which what is not told
could be reckoned.
"""

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncQuarter

from vouchsafe.cases.models import Concluded, Outcome
from vouchsafe.common import clock
from vouchsafe.oversight.figures import FEWEST

QUARTERS: Final = 8


class Told(NamedTuple):
    """How often there was an outcome; None: fewer than `FEWEST`, none included."""

    outcome: Outcome
    number: int | None


class Quarter(NamedTuple):
    """A quarter that is over: what came of the cases that were concluded in it. `number`: 1 to 4."""

    first: date
    told: list[Told]

    @property
    def number(self) -> int:
        """Which quarter of its year."""
        return (self.first.month + 2) // 3


def published(organisation: UUID) -> list[Quarter]:
    """The last quarters that are over, newest first. Trials of a channel, and what was reopened, are not counted."""
    firsts = _over(clock.today())
    cases = Concluded.objects.filter(organisation=organisation, counts=True, day__gte=firsts[-1])
    counted = cases.annotate(first=TruncQuarter("day")).values("first", "outcome").annotate(number=Count("id"))
    numbers = {(row["first"], row["outcome"]): row["number"] for row in counted}
    return [
        Quarter(first, [_told(outcome, numbers.get((first, outcome), 0)) for outcome in Outcome]) for first in firsts
    ]


def _told(outcome: Outcome, number: int) -> Told:
    return Told(outcome, number if number >= FEWEST else None)


def _over(today: date) -> list[date]:
    """The first days of the quarters that are over, newest first."""
    present = today.year * 4 + (today.month - 1) // 3
    return [date(each // 4, each % 4 * 3 + 1, 1) for each in range(present - 1, present - 1 - QUARTERS, -1)]
