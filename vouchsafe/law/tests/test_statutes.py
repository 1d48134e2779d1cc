"""Each clock of each pack against its statute: the words are in the rule's `quote`, the dates reckoned by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from vouchsafe.law.clocks import Events, check_ins, deadlines, erased_on
from vouchsafe.law.packs import Matter, pack

RECEIVED = "2026-03-02"
"""A Monday."""


def events(**days: str) -> Events:
    found: dict[str, Any] = {name: date.fromisoformat(day) for name, day in {"received": RECEIVED, **days}.items()}
    return Events(**found)


def due(law: str, matter: str, **days: str) -> str:
    """When that is due, as it is seen on the day of the receipt."""
    found = events(**days)
    return deadlines(pack(law), found, today=found.received)[Matter(matter)].due.isoformat()


def words(law: str, matter: str) -> str:
    return pack(law).rules[Matter(matter)].quote


@pytest.mark.parametrize("law", ["eu", "de", "it", "es", "pl", "at"])
@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-03-02", "2026-03-09"),
        ("2026-12-28", "2027-01-04"),
        ("2028-02-25", "2028-03-03"),  # over a leap day
        ("2026-12-18", "2026-12-25"),  # a holiday stays the last day: earlier than the law, never later
    ],
)
def test_an_acknowledgement_within_seven_days(law: str, received: str, last: str) -> None:
    """Directive article 9(1)(b), HinSchG § 17, d.lgs. 24/2023 art. 5, Ley 2/2023 art. 9, ustawa art. 25, HSchG § 9."""
    assert due(law, "acknowledge", received=received) == last


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-03-02", "2026-03-11"),
        ("2026-04-29", "2026-05-12"),  # 1 and 8 May are holidays
        ("2026-12-21", "2026-12-31"),  # Christmas
        ("2026-12-24", "2027-01-06"),  # Christmas and New Year
        ("2026-05-09", "2026-05-20"),  # a Saturday; Ascension is on the 14th
        ("2026-03-30", "2026-04-09"),  # Easter Monday; Good Friday is a working day
    ],
)
def test_france_counts_seven_working_days(received: str, last: str) -> None:
    """« dans un délai de sept jours ouvrés à compter de cette réception » (décret 2022-1284, art. 4, I)."""
    assert "sept jours ouvrés" in words("fr", "acknowledge")
    assert due("fr", "acknowledge", received=received) == last


@pytest.mark.parametrize("law", ["eu", "it", "pl"])
@pytest.mark.parametrize(
    ("received", "acknowledged", "last"),
    [
        ("2026-03-02", None, "2026-06-09"),  # three months from the end of the seven days
        ("2026-03-02", "2026-03-02", "2026-06-02"),
        ("2026-03-02", "2026-03-09", "2026-06-09"),
        ("2026-03-02", "2026-03-31", "2026-06-09"),  # late: no more time than without any
        ("2026-11-23", None, "2027-02-28"),
        ("2027-11-22", None, "2028-02-29"),
        ("2026-11-30", "2026-11-30", "2027-02-28"),
        ("2026-12-28", None, "2027-04-04"),
    ],
)
def test_feedback_within_three_months(law: str, received: str, acknowledged: str | None, last: str) -> None:
    """Directive article 9(1)(f), d.lgs. 24/2023 art. 5(1)(d), ustawa art. 25(1)(7)."""
    days = {"acknowledged": acknowledged} if acknowledged else {}

    assert due(law, "feedback", received=received, **days) == last


@pytest.mark.parametrize(
    ("received", "acknowledged", "last"),
    [
        ("2026-02-25", "2026-03-04", "2026-06-04"),
        ("2026-02-25", None, "2026-06-01"),  # 25 May and seven days, not 4 March and three months
        ("2026-11-30", None, "2027-03-07"),
        ("2027-11-30", None, "2028-03-07"),
        ("2026-02-25", "2026-03-20", "2026-06-01"),  # late
    ],
)
def test_germany_counts_three_months_and_seven_days(received: str, acknowledged: str | None, last: str) -> None:
    """„wenn der Eingang nicht bestätigt wurde, spätestens drei Monate und sieben Tage nach Eingang“ (§ 17 Abs. 2)."""
    days = {"acknowledged": acknowledged} if acknowledged else {}

    assert "drei Monate und sieben Tage nach Eingang" in words("de", "feedback")
    assert due("de", "feedback", received=received, **days) == last


@pytest.mark.parametrize(
    ("days", "last"),
    [
        ({"received": "2026-04-29"}, "2026-08-12"),  # three months from 12 May, the end of the seven working days
        ({"received": "2026-04-29", "acknowledged": "2026-05-04"}, "2026-08-04"),
        ({"received": "2026-12-21"}, "2027-03-31"),
    ],
)
def test_france_gives_feedback_after_working_days(days: dict[str, str], last: str) -> None:
    """« trois mois à compter de l'expiration d'une période de sept jours ouvrés » (art. 4, III; not verified)."""
    assert not pack("fr").rules[Matter.FEEDBACK].verified
    assert due("fr", "feedback", **days) == last


@pytest.mark.parametrize(
    ("days", "last", "extended"),
    [
        ({"acknowledged": "2026-03-05"}, "2026-06-02", "2026-09-02"),  # from the receipt, whenever it was acknowledged
        ({}, "2026-06-09", "2026-09-09"),
        ({"received": "2026-11-30", "acknowledged": "2026-12-01"}, "2027-02-28", "2027-05-28"),
    ],
)
def test_spain_counts_from_the_receipt_and_may_extend(days: dict[str, str], last: str, extended: str) -> None:
    """«podrá extenderse hasta un máximo de otros tres meses adicionales» (Ley 2/2023, art. 9.2.d)."""
    longer = replace(events(**days), extended=True)

    assert due("es", "feedback", **days) == last
    assert deadlines(pack("es"), longer, today=longer.received)[Matter.FEEDBACK].due.isoformat() == extended


@pytest.mark.parametrize(
    ("received", "last"), [("2026-03-02", "2026-06-02"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29")]
)
def test_austria_counts_from_the_receipt(received: str, last: str) -> None:
    """„Spätestens drei Monate nach Entgegennahme eines Hinweises“ (HSchG § 13 Abs. 9), acknowledged or not."""
    assert due("at", "feedback", received=received) == last
    assert due("at", "feedback", received=received, acknowledged=received) == last


@pytest.mark.parametrize("law", ["eu", "de", "fr", "it", "pl", "at"])
def test_nobody_else_may_extend(law: str) -> None:
    """None of these statutes knows an extension for internal channels."""
    later = Events(received=date(2026, 3, 2), extended=True)

    assert deadlines(pack(law), later, today=later.received)[Matter.FEEDBACK].due.isoformat() == due(law, "feedback")


@pytest.mark.parametrize(
    ("law", "asked", "last"),
    [
        ("fr", "2026-07-01", "2026-07-30"),  # twenty working days over 14 July
        ("fr", "2026-12-10", "2027-01-11"),  # over Christmas and New Year
        ("es", "2026-03-02", "2026-03-09"),
        ("pl", "2026-02-20", "2026-03-06"),
        ("at", "2028-02-20", "2028-03-05"),  # over a leap day
        ("de", "2026-12-24", "2027-01-07"),  # “a reasonable time”: fourteen days, the house's
        ("eu", "2026-12-24", "2027-01-07"),
    ],
)
def test_a_meeting_is_held_in_time(law: str, asked: str, last: str) -> None:
    """« vingt jours ouvrés », «siete días» (art. 7.2), „14 dni” (art. 26 ust. 6), „14 Kalendertagen“ (§ 13 Abs. 5)."""
    assert due(law, "meeting", meeting_asked=asked) == last


@pytest.mark.parametrize("law", ["eu", "de", "fr", "it", "es", "pl", "at", "iso37002"])
def test_the_subject_is_told_within_a_month(law: str) -> None:
    """“At the latest within one month” (Regulation 2016/679, article 14(3)(a)); the house's where no statute holds."""
    assert due(law, "notice", notice_due_from="2026-01-31") == "2026-02-28"
    assert due(law, "notice", notice_due_from="2027-12-30") == "2028-01-30"


@pytest.mark.parametrize(
    ("law", "days", "last"),
    [
        ("de", {"concluded": "2026-06-15", "outcome_told": "2026-06-20"}, "2029-06-15"),
        ("de", {"concluded": "2028-02-29"}, "2031-02-28"),
        ("it", {"concluded": "2026-06-15", "outcome_told": "2026-06-20"}, "2031-06-20"),
        ("it", {"concluded": "2026-06-15"}, "2031-06-15"),  # nobody could be told
        ("it", {"concluded": "2028-02-20", "outcome_told": "2028-02-29"}, "2033-02-28"),
        ("pl", {"concluded": "2026-02-10"}, "2029-12-31"),
        ("pl", {"concluded": "2026-12-31"}, "2029-12-31"),
        ("pl", {"concluded": "2027-01-01"}, "2030-12-31"),
        ("at", {"concluded": "2026-06-15", "outcome_told": "2026-06-20"}, "2031-06-20"),
        ("es", {}, "2036-03-02"),  # from the receipt: never longer than ten years
        ("es", {"received": "2028-02-29"}, "2038-02-28"),
        ("eu", {"concluded": "2026-06-15"}, "2028-06-15"),  # no number in the law: the house's
        ("fr", {"concluded": "2026-06-15"}, "2028-06-15"),
        ("iso37002", {"concluded": "2026-06-15"}, "2028-06-15"),
    ],
)
def test_a_report_is_kept_so_long(law: str, days: dict[str, str], last: str) -> None:
    """§ 11 Abs. 5 HinSchG, art. 14 d.lgs. 24/2023, art. 8 ust. 8, § 8 Abs. 11 HSchG, art. 26.2 Ley 2/2023."""
    assert due(law, "retention", **days) == last


def test_spain_erases_what_nobody_looked_into() -> None:
    """«transcurridos tres meses … sin que se hubiesen iniciado actuaciones de investigación» (art. 32.4)."""
    seen = deadlines(pack("es"), events(investigated="2026-04-01"), today=date(2027, 1, 1))

    assert due("es", "uninvestigated") == "2026-06-02"
    assert not seen[Matter.UNINVESTIGATED].missed


def test_poland_erases_what_does_not_matter() -> None:
    """„w terminie 14 dni od chwili ustalenia, że nie mają one znaczenia dla sprawy” (art. 8 ust. 4)."""
    assert due("pl", "irrelevant", found_irrelevant="2026-12-20") == "2027-01-03"


def test_germany_erases_the_recording_on_the_day_of_the_minutes() -> None:
    """„so ist sie zu löschen, sobald das Protokoll fertiggestellt ist“ (HinSchG § 11 Abs. 4)."""
    found = events(minuted="2026-05-04")

    assert due("de", "recording", minuted="2026-05-04") == "2026-05-04"
    assert deadlines(pack("de"), found, today=date(2026, 5, 5))[Matter.RECORDING].missed


def test_nothing_runs_that_nothing_set_running() -> None:
    """On the day of the receipt: the acknowledgement, the feedback, the first check-in."""
    assert set(deadlines(pack("eu"), events(), today=date(2026, 3, 2))) == {
        Matter.ACKNOWLEDGE,
        Matter.FEEDBACK,
        Matter.CHECK_IN,
    }


def test_a_reporter_is_asked_after_30_60_and_90_days() -> None:
    """The house's: the next of the three, and after the last that one."""
    found = check_ins(pack("eu"), date(2026, 3, 2))
    seen = deadlines(pack("eu"), events(), today=date(2026, 4, 2))

    assert [day.isoformat() for day in found] == ["2026-04-01", "2026-05-01", "2026-05-31"]
    assert seen[Matter.CHECK_IN].due == date(2026, 5, 1)


def test_an_unsupported_case_goes_once_the_letter_has_stood() -> None:
    """Thirty days after the letter; where a statute sets the day, on that day (Germany); never without a letter."""
    closed = events(concluded="2026-06-15", outcome_told="2026-06-20")

    assert erased_on(pack("it"), closed, unsupported=True) == date(2026, 7, 20)
    assert erased_on(pack("it"), closed, unsupported=False) == date(2031, 6, 20)
    assert erased_on(pack("de"), closed, unsupported=True) == date(2029, 6, 15)
    assert erased_on(pack("it"), events(concluded="2026-06-15"), unsupported=True) is None
    assert erased_on(pack("it"), events(), unsupported=False) is None
