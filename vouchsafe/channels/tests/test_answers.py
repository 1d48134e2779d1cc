"""Answers held against a questionnaire: the cases that both languages share, and what holds for all of them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.channels.answers import Problem, asked, is_date, problems

SHARED = json.loads((Path(__file__).parents[3] / "vectors" / "answers.json").read_text("utf-8"))
DEFINITION = SHARED["definition"]
FIELDS = DEFINITION["questionnaire"]["fields"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"])
def test_answers_have_just_these_problems(case: dict[str, Any]) -> None:
    """Both languages find the same problems, at the same places, in the same order."""
    expected = [Problem(one["place"], one["code"], one["values"]) for one in case["problems"]]

    assert problems(DEFINITION, case["answers"]) == expected


@given(st.dictionaries(st.sampled_from([field["id"] for field in FIELDS] + ["urgent", "other"]), JSON))
def test_whatever_is_given_gets_an_answer(answers: dict[str, Any]) -> None:
    """No answer, however odd, makes the check fail; and one that was not asked for is never accepted."""
    found = {problem.place for problem in problems(DEFINITION, answers)}
    here = {field["id"] for field in asked(FIELDS, answers, DEFINITION["categories"])}

    assert set(answers) - here - {"urgent"} <= found


@given(st.dates())
def test_every_day_is_a_date_and_so_are_its_month_and_its_year(day: date) -> None:
    """Each day of the calendar may be given exactly, about, or by its month or year alone."""
    text = day.isoformat()

    assert all(is_date(one) and is_date(f"{one}~") for one in (text, text[:7], text[:4]))
