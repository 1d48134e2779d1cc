"""How many reports, and what became of them: for an overseer's organisation and those below it. Never a case.

A small number can point to a person, and so can a number that follows from others. So:

1. A number under five is not told apart from none, and neither is a part (concluded, acknowledged in time) whose rest
   is that small: "fewer than five" is all that leaves the database (oversight/migrations/0001_figures.py).
2. A quarter is shown once it is over, so that nobody sees the day of an arrival by looking every day.
3. There are no sums across quarters or organisations, from which what is not shown could be reckoned.

Trials of a channel are not counted, nor reply rooms of subjects, which are no reports.
"""

from datetime import date
from itertools import groupby
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.http import Http404

from vouchsafe.people import queries as people
from vouchsafe.people.models import Member, Role

FEWEST: Final = 5
"""The smallest number, but for none of a known whole, that is shown as it is."""


class Quarter(NamedTuple):
    """A quarter that is over. None: fewer than `FEWEST`, or a part from which so few could be reckoned.

    `acknowledged`: within the days that the channel promises. `number`: 1 to 4.
    """

    first: date
    received: int | None
    acknowledged: int | None
    concluded: int | None

    @property
    def number(self) -> int:
        """Which quarter of its year."""
        return (self.first.month + 2) // 3


class Figures(NamedTuple):
    """An organisation's figures, newest quarter first. `depth`: 0 for one's own, 1 for a child, and so on."""

    organisation: UUID
    name: str
    depth: int
    quarters: list[Quarter]


def figures_for(overseer: Member) -> list[Figures]:
    """The own organisation's figures, then each child's with its children's. Http404 for who does not oversee all."""
    _check(overseer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenant_figures()")
        rows = cursor.fetchall()
    return [
        Figures(organisation, name, depth, [Quarter(*row[3:]) for row in quarters])
        for (organisation, name, depth), quarters in groupby(rows, key=lambda row: row[:3])
    ]


def who_else_sees(overseer: Member) -> list[str]:
    """The names of the organisations above, whose overseers see the same figures. Http404 as `figures_for`."""
    _check(overseer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM tenants_above()")
        return [name for (name,) in cursor.fetchall()]


def _check(overseer: Member) -> None:
    if people.channels_where(overseer, Role.OVERSEER) is not None:
        raise Http404
