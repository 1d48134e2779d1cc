"""When a reporter must hear of the organisation: pure arithmetic on dates.

Directive (EU) 2019/1937, article 9(1): (b) acknowledgement of receipt within seven days of the receipt; (f) feedback
within three months of the acknowledgement or, if none was sent, of the expiry of the seven days. The numbers are the
channel's (its definition's `clock`), since national law may ask for more.

Periods run as in Regulation (EEC, Euratom) No 1182/71, article 3. Its paragraph 4, by which a period that would end on
a weekend or a holiday ends on the next working day, is left out: the day told is never later than the law's.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by the end of which something is due, and whether that was missed."""

    due: date
    missed: bool


@dataclass(frozen=True, slots=True)
class ReportersClock:
    """What a reporter may expect, and by when."""

    acknowledgement: Deadline
    answer: Deadline


def add_days(day: date, days: int) -> date:
    """The last day of a period in days that an event on `day` sets running (1182/71, article 3(1), (2)(b))."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The last day of a period in months that an event on `day` sets running (1182/71, article 3(1), (2)(c)).

    The same date, or the last day of a month that lacks it.
    """
    beyond = day.month - 1 + months
    year, month = day.year + beyond // DECEMBER, beyond % DECEMBER + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def reporters_clock(
    received: date,
    *,
    acknowledged: date | None,
    answered: bool,
    today: date,
    acknowledge_days: int,
    answer_months: int,
) -> ReportersClock:
    """What is due to the reporter of a report that was received on that day (2019/1937, article 9(1)(b), (f)).

    `answered`: whether the case is concluded. When that was is not asked: it only ends the wait.
    """
    acknowledge_by = add_days(received, acknowledge_days)
    answer_by = add_months(acknowledged or acknowledge_by, answer_months)
    return ReportersClock(
        Deadline(acknowledge_by, missed=(acknowledged or today) > acknowledge_by),
        Deadline(answer_by, missed=not answered and today > answer_by),
    )
