"""Dates due, against the statutes: worked examples, and what holds for every date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.law.clocks import add_days, add_months

DATES = st.dates(date(1970, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(0, 60)


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
