"""Dates due, against the statutes: worked examples, and what holds for every date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.law.clocks import ReportersClock, add_days, add_months, reporters_clock

DATES = st.dates(date(1970, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(0, 60)
RECEIVED = date(2026, 3, 2)


def clock(
    acknowledged: date | None = None, *, today: date = RECEIVED, answered: bool = False, received: date = RECEIVED
) -> ReportersClock:
    """By the directive's own numbers."""
    return reporters_clock(
        received, acknowledged=acknowledged, answered=answered, today=today, acknowledge_days=7, answer_months=3
    )


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2026-12-09", 3, "2027-03-09"),
        ("2026-10-31", 12, "2027-10-31"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_a_period_in_months_ends_on_the_same_date_or_the_last_day(day: str, months: int, last: str) -> None:
    """Regulation 1182/71, article 3(2)(c), both sentences, across years and leap days."""
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(last)


@given(DATES, MONTHS)
def test_a_period_in_months_ends_in_the_month_that_it_counts_to(day: date, months: int) -> None:
    """It counts months of the calendar; it keeps the date, or else ends on the eve of the next month."""
    last = add_months(day, months)

    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)


@given(DATES, DATES, MONTHS)
def test_a_later_event_is_never_due_earlier(one: date, other: date, months: int) -> None:
    """Dates due keep the order of the events."""
    first, second = sorted([one, other])

    assert add_months(first, months) <= add_months(second, months)
    assert add_days(first, months) <= add_days(second, months)


@pytest.mark.parametrize(
    ("acknowledged", "acknowledge_by", "answer_by"),
    [
        (None, "2026-03-09", "2026-06-09"),  # three months from the end of the seven days
        ("2026-03-02", "2026-03-09", "2026-06-02"),  # three months from the acknowledgement, however early
        ("2026-03-05", "2026-03-09", "2026-06-05"),
        ("2026-03-31", "2026-03-09", "2026-06-30"),  # and however late
    ],
)
def test_the_directives_own_dates(acknowledged: str | None, acknowledge_by: str, answer_by: str) -> None:
    """Directive 2019/1937, article 9(1)(b) and (f), for a report that came on 2 March 2026."""
    found = clock(None if acknowledged is None else date.fromisoformat(acknowledged))

    assert found.acknowledgement.due == date.fromisoformat(acknowledge_by)
    assert found.answer.due == date.fromisoformat(answer_by)


def test_a_day_that_is_due_is_missed_once_it_is_over() -> None:
    """A period ends with the last hour of its last day (1182/71, article 3(2))."""
    assert not clock(today=date(2026, 3, 9)).acknowledgement.missed
    assert clock(today=date(2026, 3, 10)).acknowledgement.missed
    assert not clock(today=date(2026, 6, 9)).answer.missed
    assert clock(today=date(2026, 6, 10)).answer.missed


def test_what_was_done_in_time_is_never_missed_later() -> None:
    """An acknowledgement in time stays in time; a late one stays late; a concluded case waits for no answer."""
    years_later = date(2030, 1, 1)

    assert not clock(date(2026, 3, 9), today=years_later).acknowledgement.missed
    assert clock(date(2026, 3, 10), today=years_later).acknowledgement.missed
    assert not clock(date(2026, 3, 9), today=years_later, answered=True).answer.missed


@given(DATES, st.none() | st.integers(0, 400), st.integers(1, 90), st.integers(1, 12))
def test_an_answer_is_due_after_what_sets_its_period_running(
    received: date, days: int | None, acknowledge_days: int, answer_months: int
) -> None:
    """Whatever a channel's numbers are: never before the report, and never before the acknowledgement."""
    acknowledged = None if days is None else received + timedelta(days=days)
    found = reporters_clock(
        received,
        acknowledged=acknowledged,
        answered=False,
        today=received,
        acknowledge_days=acknowledge_days,
        answer_months=answer_months,
    )

    assert received < found.acknowledgement.due
    assert found.answer.due > (acknowledged or found.acknowledgement.due)
    assert found.acknowledgement.missed == (days is not None and days > acknowledge_days)
