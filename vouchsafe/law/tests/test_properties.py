"""What holds for every date: order, ceilings, working days, pauses, policies, time zones."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.law.clocks import Deadline, Events, deadlines, is_working_day, last_day
from vouchsafe.law.packs import PACKS, LawError, Matter, Pack, Period, own_pack, pack

DATES = st.dates(date(1990, 1, 1), date(2090, 12, 31))
LAWS = st.sampled_from(PACKS).map(pack)
COUNTRIES = st.sampled_from([None, "DE", "FR", "IT", "ES", "PL", "AT"])
PERIODS = st.builds(
    Period,
    st.integers(1, 60),
    st.sampled_from(["days", "working-days", "months", "years"]),
    st.booleans(),
)
GAPS = st.integers(0, 400)
EVENTS = (
    "acknowledged",
    "meeting_asked",
    "notice_due_from",
    "found_irrelevant",
    "minuted",
    "concluded",
    "outcome_told",
)


@st.composite
def histories(draw: st.DrawFn) -> Events:
    """A case's events, each after the receipt or not yet."""
    received = draw(DATES)
    gaps = {name: draw(st.none() | GAPS) for name in EVENTS}
    days = {name: received + timedelta(days=gap) for name, gap in gaps.items() if gap is not None}
    return replace(Events(received=received, extended=draw(st.booleans())), **days)  # type: ignore[arg-type]


def moved(events: Events, by: timedelta) -> Events:
    days = {name: getattr(events, name) for name in ("received", *EVENTS)}
    return replace(events, **{name: day + by for name, day in days.items() if day is not None})


def feedback(law: Pack, events: Events) -> Deadline:
    return deadlines(law, events, today=events.received)[Matter.FEEDBACK]


@given(DATES, DATES, PERIODS, COUNTRIES)
def test_a_later_start_never_ends_earlier(one: date, other: date, period: Period, country: str | None) -> None:
    """The last days keep the order of the events, in every unit."""
    first, second = sorted([one, other])

    assert last_day(first, period, country=country) <= last_day(second, period, country=country)


@given(LAWS, histories(), st.integers(0, 800))
def test_a_case_that_comes_later_is_never_due_earlier(law: Pack, events: Events, days: int) -> None:
    """The same history some days later: no clock of any pack ends before it did."""
    later = moved(events, timedelta(days=days))
    before, after = (deadlines(law, each, today=each.received) for each in (events, later))

    assert all(before[matter].due <= after[matter].due for matter in before)


@given(DATES, st.integers(1, 40), COUNTRIES)
def test_working_days_end_on_a_working_day(start: date, days: int, country: str | None) -> None:
    """Never on a weekend or a holiday; as many working days lie in the period as it counts."""
    last = last_day(start, Period(days, "working-days"), country=country)
    passed = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]

    assert is_working_day(last, country)
    assert last.weekday() < 5
    assert sum(is_working_day(day, country) for day in passed) == days


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("FR", "2026-07-14"),
        ("FR", "2026-05-14"),  # Ascension
        ("DE", "2026-10-03"),
        ("IT", "2026-06-02"),
        ("ES", "2026-10-12"),
        ("PL", "2026-12-24"),  # a holiday since 2025
        ("AT", "2026-10-26"),
    ],
)
def test_each_country_has_its_holidays(country: str, day: str) -> None:
    """One that is the country's own."""
    assert not is_working_day(date.fromisoformat(day), country)


@given(DATES, st.integers(0, 120))
def test_months_clamp(start: date, months: int) -> None:
    """The same date, or the last day of a month that lacks it; a year is twelve months."""
    last = last_day(start, Period(months, "months"), country=None)

    assert (last.year - start.year) * 12 + last.month - start.month == months
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)
    if months % 12 == 0:
        assert last == last_day(start, Period(months // 12, "years"), country=None)


@given(DATES, st.integers(0, 20))
def test_from_the_year_s_end_every_day_of_a_year_ends_alike(start: date, years: int) -> None:
    """On the last day of the year."""
    last = last_day(start, Period(years, "years", from_year_end=True), country=None)

    assert last == date(start.year + years, 12, 31)


@given(LAWS, histories())
def test_an_extension_only_lengthens(law: Pack, events: Events) -> None:
    """By what the rule allows, and by nothing where it allows none."""
    plain, extended = (feedback(law, replace(events, extended=flag)) for flag in (False, True))

    assert plain.due <= extended.due
    assert (plain.due < extended.due) == (law.rules[Matter.FEEDBACK].extension is not None)


@given(st.sampled_from([name for name in PACKS if name != "iso37002"]), histories(), st.lists(st.tuples(GAPS, GAPS)))
def test_no_pause_passes_a_statute(name: str, events: Events, pauses: list[tuple[int, int]]) -> None:
    """A statute's own number is its ceiling: a pause moves nothing."""
    runs = tuple((events.received + timedelta(days=a), events.received + timedelta(days=a + b)) for a, b in pauses)
    later = events.received + timedelta(days=1000)
    paused = deadlines(pack(name), replace(events, outcome_told=None, pauses=runs), today=later)

    assert paused[Matter.FEEDBACK].due == feedback(pack(name), replace(events, outcome_told=None)).due


@given(DATES, st.integers(0, 80), st.integers(0, 200))
def test_a_pause_moves_feedback_by_its_days_up_to_the_outermost(received: date, begins: int, lasts: int) -> None:
    """The guideline: by as many days as it lasted, six months at most; nothing else moves."""
    law, plain = pack("iso37002"), Events(received=received)
    pause = (received + timedelta(days=begins), received + timedelta(days=begins + lasts))
    today = received + timedelta(days=400)
    before, after = (deadlines(law, replace(plain, pauses=each), today=today) for each in ((), (pause,)))
    outermost = last_day(received + timedelta(days=7), Period(6, "months"), country=None)

    assert after[Matter.FEEDBACK].due == min(before[Matter.FEEDBACK].due + timedelta(days=lasts), outermost)
    assert all(before[matter] == after[matter] for matter in before if matter != Matter.FEEDBACK)


@given(DATES, st.integers(1, 60))
def test_a_pause_gives_back_what_a_policy_saved(received: date, lasts: int) -> None:
    """Two months by policy, three by the directive: a pause reaches the third month, and no day further."""
    own = own_pack(pack("eu"), {"feedback": {"amount": 2, "unit": "months"}})
    paused = Events(received=received, pauses=((received, received + timedelta(days=lasts)),))
    found = deadlines(own, paused, today=received + timedelta(days=400))[Matter.FEEDBACK].due
    start = received + timedelta(days=7)
    wanted = last_day(start, Period(2, "months"), country=None) + timedelta(days=lasts)

    assert found == min(wanted, last_day(start, Period(3, "months"), country=None))


def test_a_pause_that_runs_is_told_and_grows() -> None:
    """While it runs the day moves on every day; two that overlap count once; one after the miss mends nothing."""
    law, received = pack("iso37002"), date(2026, 3, 2)
    running = Events(received=received, pauses=((date(2026, 4, 1), None), (date(2026, 4, 5), date(2026, 4, 8))))
    too_late = Events(received=received, pauses=((date(2026, 6, 10), date(2026, 7, 10)),))
    found = deadlines(law, running, today=date(2026, 4, 11))[Matter.FEEDBACK]

    assert found == Deadline(date(2026, 6, 19), missed=False, met=None, paused=True)
    assert deadlines(law, running, today=date(2026, 4, 12))[Matter.FEEDBACK].due == date(2026, 6, 20)
    assert deadlines(law, too_late, today=date(2026, 7, 20))[Matter.FEEDBACK] == Deadline(date(2026, 6, 9), missed=True)


@given(
    LAWS,
    histories(),
    st.dictionaries(st.sampled_from(["acknowledge", "meeting", "feedback", "notice", "retention"]), PERIODS),
)
def test_no_policy_passes_its_statute(law: Pack, events: Events, periods: dict[str, Period]) -> None:
    """A policy is refused, or each clock with a statute's number ends on the statute's day or before."""
    policy = {
        name: {"amount": each.amount, "unit": each.unit, "from_year_end": each.from_year_end}
        for name, each in periods.items()
    }
    try:
        own = own_pack(law, policy)
    except LawError:
        return
    theirs, ours = (deadlines(each, events, today=events.received) for each in (law, own))
    bound = [matter for matter in ours if law.binding and not law.rules[matter].house]

    assert all(ours[matter].due <= theirs[matter].due for matter in bound if matter in theirs)


@given(LAWS, histories(), st.integers(0, 1000))
def test_what_is_done_in_time_is_never_missed(law: Pack, events: Events, days: int) -> None:
    """Missed means: done after the last day, or not done and the last day over."""
    today = events.received + timedelta(days=days)
    found = deadlines(law, events, today=today)
    feedback_due = found[Matter.FEEDBACK]

    assert found[Matter.ACKNOWLEDGE].missed == ((events.acknowledged or today) > found[Matter.ACKNOWLEDGE].due)
    assert feedback_due.missed == ((events.outcome_told or today) > feedback_due.due)
    assert not found[Matter.CHECK_IN].missed


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "UTC"])
def test_no_clock_knows_a_time_zone(zone: str) -> None:
    """Fourteen hours ahead of Greenwich and eleven behind: the same days."""
    program = (
        "from datetime import date\n"
        "from vouchsafe.law.clocks import Events, deadlines\n"
        "from vouchsafe.law.packs import PACKS, pack\n"
        "events = Events(received=date(2026, 12, 31), concluded=date(2027, 2, 28))\n"
        "for name in PACKS:\n"
        "    found = deadlines(pack(name), events, today=date(2027, 3, 1))\n"
        "    print(name, *sorted(f'{matter} {each.due} {each.missed}' for matter, each in found.items()))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True
    )
    here = []
    for name in PACKS:
        events = Events(received=date(2026, 12, 31), concluded=date(2027, 2, 28))
        found = deadlines(pack(name), events, today=date(2027, 3, 1))
        here.append(" ".join([name, *sorted(f"{matter} {each.due} {each.missed}" for matter, each in found.items())]))

    assert told.stdout.splitlines() == here
