"""When something is due: pure arithmetic on dates, by the rules of a pack.

Periods run as in Regulation (EEC, Euratom) No 1182/71, article 3: the day of the event is not counted; a period in
months ends on the same date, or the last day of a month that lacks it. Its paragraph 4, by which a period that would
end on a weekend or a holiday ends on the next working day, is left out: the day told is never later than the law's.
Dates only: no time of day, no time zone.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import holidays

from vouchsafe.law.packs import Matter, Pack, Period, Rule, Start

DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Promise:
    """A day by the end of which something is due, and whether that was missed."""

    due: date
    missed: bool


@dataclass(frozen=True, slots=True)
class Deadline(Promise):
    """What a pack's rule asks in a case: also when it was done, and whether it waits.

    `paused`: a pause runs; `due` says whether it moved the day on.
    """

    met: date | None = None
    paused: bool = False


Pause = tuple[date, date | None]
"""From this day to that one; None: it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What has happened in a case, each by its day; None: it has not.

    `feedback_given`: the reporter was told what is done or planned, before the outcome. `notice_due_from`: data on the
    subject is held, and nothing defers the notice any more. `extended`: reasons were given for the feedback's
    extension, and the reporter was told.
    """

    received: date
    opened: date | None = None
    acknowledged: date | None = None
    meeting_asked: date | None = None
    met: date | None = None
    investigated: date | None = None
    feedback_given: date | None = None
    notice_due_from: date | None = None
    subject_told: date | None = None
    found_irrelevant: date | None = None
    irrelevant_erased: date | None = None
    minuted: date | None = None
    recording_erased: date | None = None
    concluded: date | None = None
    outcome_told: date | None = None
    pauses: tuple[Pause, ...] = ()
    extended: bool = False


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


def last_day(start: date, period: Period, *, country: str | None) -> date:
    """The last day of a period that an event on `start` sets running; working days are those of the country."""
    if period.from_year_end:
        start = date(start.year, DECEMBER, 31)
    if period.unit == "days":
        return add_days(start, period.amount)
    if period.unit == "working-days":
        return _add_working_days(start, period.amount, country)
    return add_months(start, period.amount * (DECEMBER if period.unit == "years" else 1))


def is_working_day(day: date, country: str | None) -> bool:
    """Neither Saturday, Sunday nor a public holiday of the whole country."""
    return day.weekday() < calendar.SATURDAY and day not in _holidays(country, day.year)


def _add_working_days(day: date, days: int, country: str | None) -> date:
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, country)
    return day


@cache
def _holidays(country: str | None, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year)) if country else frozenset()


def deadlines(pack: Pack, events: Events, *, today: date) -> dict[Matter, Deadline]:
    """What is due in a case, and by when; only what has begun to run by `today`.

    A pause moves feedback alone, by as many days as it lasts, and never past the rule's ceiling (`Rule.ceiling`): no
    statute of a pack stops its period while the organisation waits for the reporter, so that a pause gives back only
    the days by which a policy stayed below the statute. Of check-ins the next one is given.
    """
    found: dict[Matter, Deadline] = {}
    for matter, rule in pack.rules.items():
        end = _end(rule, events, pack)
        if end is None:
            continue
        if matter == Matter.FEEDBACK:
            found[matter] = _feedback(rule, end, events, pack, today)
        elif matter == Matter.CHECK_IN:
            days = check_ins(pack, events.received)
            found[matter] = Deadline(next((day for day in days if day >= today), days[-1]), missed=False)
        else:
            done = _done(matter, events)
            found[matter] = Deadline(end, missed=matter in DUTIES and (done or today) > end, met=done)
    return found


def check_ins(pack: Pack, received: date) -> tuple[date, ...]:
    """The days on which a reporter is asked whether anything was done to them since."""
    rule = pack.rules[Matter.CHECK_IN]
    once = rule.period
    each = (Period(once.amount * number, once.unit, once.from_year_end) for number in range(1, rule.times + 1))
    return tuple(last_day(received, period, country=pack.country) for period in each)


def erased_on(pack: Pack, events: Events, *, unsupported: bool) -> date | None:
    """The day on which a concluded case is erased by itself; None: not concluded, or the reporter waits for a letter.

    Unsupported, and out of scope: once the closing letter has stood, unless the statute sets to the day how long a
    report is kept.
    """
    kept = _end(pack.rules[Matter.RETENTION], events, pack) if events.concluded else None
    if kept is None or not unsupported or not pack.rules[Matter.RETENTION].most:
        return kept
    stood = _end(pack.rules[Matter.CLOSING_LETTER], events, pack) if events.outcome_told else None
    return stood and min(stood, kept)


DUTIES: Final = frozenset(Matter) - {Matter.CHECK_IN, Matter.CLOSING_LETTER}
"""What can be missed; the others only say from when on something may be done."""


def _feedback(rule: Rule, end: date, events: Events, pack: Pack, today: date) -> Deadline:
    done = min((day for day in (events.feedback_given, events.outcome_told) if day), default=None)
    limit = _end(rule.ceiling, events, pack) if rule.ceiling else None
    due = end
    for begins, until in _runs(events.pauses, done or today):
        if begins > due:
            break  # it was missed before: nothing brings it back
        due += until - begins
    due = min(due, limit) if limit else due
    waits = any(begins <= today and until is None for begins, until in events.pauses)
    return Deadline(due, missed=(done or today) > due, met=done, paused=waits and done is None)


def _runs(pauses: tuple[Pause, ...], latest: date) -> list[tuple[date, date]]:
    """The pauses up to a day, in order, those that overlap as one."""
    runs: list[tuple[date, date]] = []
    for begins, until in sorted((begins, min(until or latest, latest)) for begins, until in pauses):
        if until < begins:
            continue
        if runs and begins <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(until, runs[-1][1]))
        else:
            runs.append((begins, until))
    return runs


def _end(rule: Rule, events: Events, pack: Pack) -> date | None:
    """The last day of a rule's period, without pauses; never past that of the statute's rule it stays within."""
    start = _start(rule, events)
    if start is None:
        return None
    end = (
        _from_acknowledgement(rule, start, events, pack)
        if rule.otherwise
        else last_day(start, rule.period, country=pack.country)
    )
    if events.extended and rule.extension:
        end = last_day(end, rule.extension, country=pack.country)
    statute = _end(rule.within, events, pack) if rule.within else None
    return min(end, statute) if statute else end


def _from_acknowledgement(rule: Rule, start: date, events: Events, pack: Pack) -> date:
    """Where there was an acknowledgement in time, from `start`; a late one leaves no more time than none at all."""
    without = events.received
    for period in rule.otherwise:
        without = last_day(without, period, country=pack.country)
    if events.acknowledged is None:
        return without
    after = last_day(start, rule.period, country=pack.country)
    due = last_day(events.received, pack.rules[Matter.ACKNOWLEDGE].period, country=pack.country)
    return after if events.acknowledged <= due else min(after, without)


def _start(rule: Rule, events: Events) -> date | None:
    starts: Mapping[Start, date | None] = {
        Start.RECEIVED: events.received,
        Start.ACKNOWLEDGED: events.acknowledged or events.received,
        Start.ASKED: events.meeting_asked,
        Start.FIRST_HEARD: events.notice_due_from,
        Start.FOUND_IRRELEVANT: events.found_irrelevant,
        Start.MINUTED: events.minuted,
        Start.CONCLUDED: events.concluded,
        Start.OUTCOME_TOLD: events.outcome_told or events.concluded,
    }
    return starts[rule.starts]


def _done(matter: Matter, events: Events) -> date | None:
    done: Mapping[Matter, date | None] = {
        Matter.ACKNOWLEDGE: events.acknowledged,
        Matter.MEETING: events.met,
        Matter.NOTICE: events.subject_told,
        Matter.UNINVESTIGATED: events.investigated,
        Matter.IRRELEVANT: events.irrelevant_erased,
        Matter.RECORDING: events.recording_erased,
    }
    return done.get(matter)
