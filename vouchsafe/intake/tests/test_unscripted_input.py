"""Bad input of every kind of field, without script: said at the field and above, in the reporter's language."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from vouchsafe.cases.tests.cast import House
from vouchsafe.channels import sentences
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake.tests.everything import FIELDS, TYPED, question
from vouchsafe.intake.tests.unscripted import FORM, begin, page_of, press

TOO_LONG = sentences.SENTENCES["answer/too-long"]
WRONG: list[tuple[str, dict[str, Any], str, dict[str, int]]] = [
    ("answer.category", {"answer.category": "arson"}, sentences.UNFIT, {}),
    ("answer.headline", {"answer.headline": "H" * 43}, TOO_LONG, {"max": 40, "over": 3}),
    ("answer.headline", {"answer.headline": "  "}, sentences.SENTENCES["answer/missing"], {}),
    ("answer.what", {"answer.what": "W\r\n" * 150}, TOO_LONG, {"max": 200, "over": 99}),
    ("answer.where", {"answer.where": "Hall " * 7}, TOO_LONG, {"max": 30, "over": 4}),
    ("answer.known", {"answer.known": "dreamt"}, sentences.UNFIT, {}),
    ("answer.harms", {"answer.harms": ["people", "fame"]}, sentences.UNFIT, {}),
    ("answer.since", {"answer.since.month": "13"}, sentences.NO_MONTH, {}),
    ("answer.since", {"answer.since.year": "26"}, sentences.NO_YEAR, {}),
    ("answer.loss", {"answer.loss.number": "a lot"}, sentences.SENTENCES["answer/not-an-amount"], {}),
    ("answer.loss", {"answer.loss.currency": "XXX"}, sentences.UNFIT, {}),
    ("answer.visits.1.day", {"answer.visits.1.day.day": "32"}, sentences.NO_DAY, {}),
    ("answer.visits.1.hour", {"answer.visits.1.hour": "a quarter to"}, TOO_LONG, {"max": 10, "over": 2}),
    ("answer.who.0.role", {"answer.who.0.role": "R" * 501}, TOO_LONG, {"max": 500, "over": 1}),
    ("answer.you.0.reach", {"answer.you.0.reach": "R" * 510}, TOO_LONG, {"max": 500, "over": 10}),
]
PARTS: dict[str, tuple[dict[str, str] | str, dict[str, str] | str]] = {
    "answer.visits.1.day": ({"en": "On which day?", "de": "An welchem Tag?"}, {"en": "Visit 2", "de": "Besuch 2"}),
    "answer.visits.1.hour": ({"en": "At what hour?", "de": "Um wie viel Uhr?"}, {"en": "Visit 2", "de": "Besuch 2"}),
    "answer.who.0.role": ("What they do", "Person"),
    "answer.you.0.reach": ("How to reach you", {"en": "", "de": ""}),
}
FIRST = {"answer.since": "-day", "answer.loss": "-number", "answer.visits.1.day": "-day"}


def said(name: str, text: str, values: dict[str, int], lang: str) -> str:
    """What a person is told about a control, in this language."""
    with translation.override(lang):
        if name in PARTS:
            label, entry = (one[lang] if isinstance(one, dict) else translation.gettext(one) for one in PARTS[name])
            entry = f"{entry} 1" if name == "answer.who.0.role" else entry
        else:
            label, entry = next(field["label"][lang] for field in FIELDS if f"answer.{field['id']}" == name), ""
        sentence = translation.gettext(text).format(label=label, **values)
        return f"{entry}: {sentence}" if entry else sentence


@pytest.mark.parametrize("lang", ["en", "de"])
def test_bad_input_is_said_where_it_is_and_above_and_nothing_is_lost(
    asking: House, report_client: Client, lang: str
) -> None:
    """For every kind of field: a sentence at it, the same in the summary that leads there, all else as it was typed."""
    address = FORM.replace("/en/", f"/{lang}/")
    empty = begin(report_client, address)
    for name, typed, text, values in WRONG:
        everything = {**TYPED, **typed}
        page = page_of(press(report_client, empty, "check", everything, address=address), 422)
        sentence = said(name, text, values, lang)
        control = name.replace(".", "-")
        assert page.texts[f"{control}-problem"].strip() == sentence
        assert page.summary == [(control + FIRST.get(name, ""), sentence)]
        assert page.summary[0][0] in page.texts
        kept = page.form("check").data()
        for changed in {"answer.category", "answer.known", "answer.loss.currency"} & set(typed):
            everything.pop(changed)  # no control could show a choice that is not offered
        everything["answer.harms"] = ["people", *(["money"] if "answer.harms" not in typed else [])]
        for each, given in everything.items():
            assert kept[each] == (given if isinstance(given, list) else [given]), (name, each)


MISSING = [
    ("category", ["answer.category"], "Choose one answer for “Which act?”."),
    ("what", ["answer.what"], "Answer “What happened?”."),
    ("known", ["answer.known"], "Choose one answer for “How do you know?”."),
    ("harms", ["answer.harms"], "Choose at least one answer for “What was harmed?”."),
    ("since", ["answer.since.year", "answer.since.month"], "Give a date for “Since when?”: a year alone will do."),
    ("loss", ["answer.loss.number"], "Give an amount for “How much was lost?”."),
    ("fair", ["answer.fair"], "To go on, tick “I tell the truth as I know it”."),
]


def test_what_is_missing_is_asked_for(asking: House, report_client: Client) -> None:
    """A required question of every kind that was left alone is named, at the question and above."""
    empty = begin(report_client)
    for name, left_out, sentence in MISSING:
        page = page_of(press(report_client, empty, "check", without(*left_out)), 422)
        assert page.texts[f"answer-{name}-problem"] == sentence
        assert [text for _place, text in page.summary] == [sentence]


def test_a_missing_part_is_asked_for_in_its_entry_and_a_missing_entry_at_the_question(
    asking: House, report_client: Client
) -> None:
    """A visit without a day is no visit; people who must be named are asked for where they would be."""
    typed = without("answer.visits.1.day.year", "answer.visits.1.day.month", "answer.visits.1.day.day")
    page = page_of(press(report_client, begin(report_client), "check", typed), 422)
    assert page.summary == [
        ("answer-visits-1-day-day", "Visit 2: Give a date for “On which day?”: a year alone will do.")
    ]
    publish_definition(asking.administrator, asking.channel, question("who", required=True))
    typed = without("answer.who.0.name", "answer.who.0.role")
    page = page_of(press(report_client, begin(report_client), "check", typed), 422)
    assert page.summary == [("answer-who-0-name", "Fill in at least one person for “Whom does it concern?”.")]


def without(*names: str) -> dict[str, Any]:
    """What is typed, with some controls left alone."""
    return {name: text for name, text in TYPED.items() if name not in names}
