"""What is typed into a form without script, as answers."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from vouchsafe.channels.answers import Problem, problems
from vouchsafe.intake.tests.everything import ANSWERS, BODY, TYPED
from vouchsafe.intake.unscripted.reading import kept_apart, left_over, problems_of, read, shown_entries

GROUP = next(field for field in BODY["questionnaire"]["fields"] if field["id"] == "visits")
NAMES = sorted(
    {
        *TYPED,
        "answer.teller",
        "answer.visits.0.hour",
        "answer.visits.2.by",
        "answer.visits.7.by",
        "answer.since.day",
        "answer.who.1.reach",
        "answer.nothing",
        "shown.who",
        "answer.",
        "answer.visits",
        "answer.visits.x.by",
    }
)
TEXTS = some.one_of(
    some.text(alphabet="ab .,-~0é\r\n\u0663\u066b", max_size=12),
    some.sampled_from(["", "yes", "2026", "3", "saw", "night", "people", "1.200,5", "EUR"]),
)
ANYTHING = some.dictionaries(some.sampled_from(NAMES), some.lists(TEXTS, max_size=3))


def typed(**changed: str | list[str] | None) -> dict[str, list[str]]:
    """What somebody types, with some of it changed: `since_year` stands for "answer.since.year", None for nothing."""
    texts: dict[str, Any] = {**TYPED, **{f"answer.{name.replace('_', '.')}": text for name, text in changed.items()}}
    return {name: text if isinstance(text, list) else [text] for name, text in texts.items() if text is not None}


def answer(name: str, **changed: str | list[str] | None) -> object:
    """The answer to one question."""
    return read(BODY, typed(**changed)).answers.get(name)


def test_every_kind_is_read_and_is_without_fault() -> None:
    """What is typed becomes the answers that a script would have made; two kinds of people are kept apart."""
    reading = read(BODY, typed())
    report, apart = kept_apart(BODY, reading.answers)
    assert report == ANSWERS
    assert apart == {
        "subject": {"who": [{"name": "Egon Probe", "role": "Yard master"}]},
        "identity": {"you": [{"name": "Rana Melder"}]},
    }
    assert problems_of(BODY, reading) == []
    assert reading.dropped == ()


@pytest.mark.parametrize(
    ("year", "month", "day", "about", "answered"),
    [
        ("2026", "", "", None, "2026"),
        ("2026", "3", "", "yes", "2026-03~"),
        ("\u0662\u0660\u0662\u0666", "\u0663", "\u0667", None, "2026-03-07"),
        (" 2026 ", "03", "27", None, "2026-03-27"),
        ("", "", "", "yes", None),
        ("2026", "", "7", None, "2026-00-07"),
        ("", "3", "7", None, "-03-07"),
        ("26", "3", "7", None, "26-03-07"),
        ("2026", "March", "", None, "2026-March"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(
    year: str, month: str, day: str, about: str | None, answered: str | None
) -> None:
    """A year alone is enough, digits of any script are digits, and what is no date is not made into one."""
    changed = {"since_year": year, "since_month": month, "since_day": day, "since_about": about}
    assert answer("since", **changed) == answered


@pytest.mark.parametrize(
    ("number", "answered"),
    [
        ("1200", "1200 EUR"),
        ("1200,5", "1200.5 EUR"),
        ("1200.50", "1200.50 EUR"),
        ("1.200", "1200 EUR"),
        ("1,200", "1200 EUR"),
        ("1.200,50", "1200.50 EUR"),
        ("1,200.50", "1200.50 EUR"),
        ("1 200 000", "1200000 EUR"),
        ("1'200'000.05", "1200000.05 EUR"),
        ("\u0661\u0662\u0660\u0660\u066b\u0665", "1200.5 EUR"),
        ("1,200,50", "1,200,50 EUR"),
        ("12,3456", "12,3456 EUR"),
        ("about 40", "about40 EUR"),
        ("", None),
    ],
)
def test_amounts_are_read_as_they_are_written_here_and_there(number: str, answered: str | None) -> None:
    """Points and commas mean what they can mean with at most two decimals; what stays unclear is left to be refused."""
    assert answer("loss", loss_number=number) == answered


def test_an_answer_that_is_not_asked_for_is_dropped_and_named() -> None:
    """Who did not hear it from anybody names nobody, and a visit by day has no hour of the night."""
    reading = read(BODY, typed(teller="Otto", visits_1_by="day"))
    assert "teller" not in reading.answers
    assert reading.answers["visits"] == [{"day": "2026-03-27", "by": "day"}]
    assert reading.dropped == ("answer.teller", "answer.visits.1.hour")
    assert problems_of(BODY, reading) == []
    asked = read(BODY, typed(known="told", teller="Otto"))
    assert (asked.answers["teller"], asked.dropped) == ("Otto", ())


def test_a_problem_in_an_entry_is_at_the_control_where_it_was_typed() -> None:
    """Entries that hold nothing are left out of the answers, not out of the count on the page."""
    reading = read(BODY, typed(visits_1_day_month="13"))
    assert problems_of(BODY, reading) == [Problem("visits[0].day", "answer/not-a-date")]
    assert reading.name_of("visits[0].day") == "answer.visits.1.day"
    assert reading.name_of("headline") == "answer.headline"


def test_an_entry_in_which_nothing_but_a_currency_stands_is_empty() -> None:
    """A list that always has something chosen does not make an entry."""
    body = {**BODY, "questionnaire": {"fields": [{**GROUP, "fields": [
        {"id": "paid", "kind": "amount", "label": {"en": "Paid?"}, "required": True, "currencies": ["EUR"]}
    ]}]}}  # fmt: skip
    assert read(body, {"answer.visits.0.paid.currency": ["EUR"]}).answers == {}
    filled = {"answer.visits.0.paid.currency": ["EUR"], "answer.visits.0.paid.number": ["5"]}
    assert read(body, filled).answers == {"visits": [{"paid": "5 EUR"}]}


def test_two_answers_to_one_question_are_refused() -> None:
    """A browser never sends two; who does is told, and neither is taken."""
    reading = read(BODY, typed(headline=["One line", "Another line"], known=["saw", "told"]))
    assert {(one.place, one.code) for one in problems_of(BODY, reading)} == {
        ("headline", "answer/shape"),
        ("known", "answer/shape"),
    }


def test_entries_are_shown_as_many_as_are_filled_and_asked_for() -> None:
    """At first two, one more on demand, never more than the question takes, and never fewer than hold something."""
    assert shown_entries(GROUP, {}) == 2
    assert shown_entries(GROUP, {}, more=True) == 3
    assert shown_entries(GROUP, {"shown.visits": ["3"]}, more=True) == 3
    assert shown_entries(GROUP, {"answer.visits.2.by": ["day"], "shown.visits": ["1"]}) == 3
    assert shown_entries(GROUP, {"shown.visits": ["-1"]}) == 2


def test_texts_without_a_question_are_found() -> None:
    """What was typed into a question that is no longer asked can be shown to who typed it."""
    gone = {"answer.gone": ["My words"], "answer.gone.0.part": ["More"], "answer.where": ["Hall"], "word": ["x"]}
    assert left_over(BODY, gone) == ["My words", "More"]


@given(ANYTHING)
def test_whatever_is_sent_is_read(texts: dict[str, list[str]]) -> None:
    """Any texts under any names make a reading, whose problems are where the page has a control."""
    reading = read(BODY, texts)
    known = {re.sub(r"\.(year|month|day|about|number|currency)$", "", name) for name in NAMES}
    for problem in problems(BODY, reading.answers):
        assert reading.name_of(problem.place).startswith("answer.")
        if "[" in problem.place:
            assert reading.name_of(problem.place) in known | {
                f"answer.visits.{number}.{part}" for number in range(8) for part in ("day", "by", "hour")
            } | {f"answer.who.{number}.{part}" for number in range(2) for part in ("name", "role", "reach")}


@given(ANYTHING)
def test_nothing_that_was_typed_is_lost(texts: dict[str, list[str]]) -> None:
    """Every word is in an answer, is named as dropped, has no question, or is a choice of a control that has others."""
    reading = read(BODY, texts)
    kept = repr(reading.answers)
    for name in ("answer.headline", "answer.what", "answer.where"):
        for text in texts.get(name, ()):
            plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
            assert not plain or repr(plain)[1:-1] in kept
    assert (
        "answer.teller" in reading.dropped
        or "teller" in reading.answers
        or not any(text.strip() for text in texts.get("answer.teller", ()))
    )
