"""Every problem of a definition at once, with its place and a sentence; and what no definition can hold at all."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.channels import definitions, preview, schema
from vouchsafe.channels.errors import DefinitionRefused
from vouchsafe.channels.tests.definition import body, text
from vouchsafe.law.packs import OWN, PACKS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def places(spoilt: dict[str, Any]) -> dict[str, str]:
    """Each place with its code."""
    return {problem.place: problem.code for problem in definitions.problems(spoilt)}


def test_a_good_definition_has_no_problem() -> None:
    """What may be published has nothing listed."""
    assert definitions.problems(body()) == []


def test_all_problems_are_listed_each_at_its_place() -> None:
    """Whoever edits a definition sees every mistake at once, not one after the other."""
    spoilt = body()
    del spoilt["categories"][1]["harmed"]
    spoilt["purpose"] = {"de": "Nur auf Deutsch", "en": " "}
    spoilt["danger"]["numbers"][0]["number"] = "one one two"
    spoilt["clock"]["acknowledge_days"] = 0
    spoilt["questionnaire"]["fields"][2]["options"][1]["id"] = "saw"
    spoilt["questionnaire"]["fields"][0]["when"] = {"field": "how", "is": ["saw"]}
    spoilt["imprint"]["address"] = text("{address}")
    spoilt["colour"] = "red"

    assert places(spoilt) == {
        "categories[1].harmed": "definition/category",
        "purpose.en": "definition/invalid",
        "danger.numbers[0].number": "definition/invalid",
        "clock.acknowledge_days": "definition/invalid",
        "colour": "definition/invalid",
        "questionnaire.fields[2].options[1].id": "definition/duplicate",
        "questionnaire.fields[0].when.field": "definition/condition",
        "imprint.address.en": "definition/placeholder",
    }


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (["purpose"], {}, "purpose.en", "English text is missing"),
        (["purpose"], {"en": ""}, "purpose.en", "empty"),
        (["purpose"], {"en": "", "de": "Ja"}, "purpose.en", "English text is missing"),
        (["purpose"], {"en": " ", "de": " "}, "purpose.en", "empty"),
        (["categories", 0, "law"], {"en": " ", "de": "Ja"}, "categories[0].law.en", "English text is missing"),
        (["purpose"], {"en": "x" * 4003}, "purpose.en", "by 3"),
        (["purpose"], {"en": "x", "English!": "x"}, "purpose.English!", "no code of a language"),
        (["name"], {"en": "x" * 121}, "name.en", "120"),
        (["law"], [], "law", "at least 1"),
        (["law"], "none", "law", "a list"),
        (["questionnaire", "fields", 0, "kind"], "file", "questionnaire.fields[0].kind", "Choose one of"),
        (["questionnaire", "fields", 0, "max_length"], 5, "questionnaire.fields[0].max_length", "no such setting"),
        (["questionnaire", "fields", 1, "id"], "Not An Id", "questionnaire.fields[1].id", "small letters"),
        (["questionnaire", "fields", 0, "required"], "yes", "questionnaire.fields[0].required", "true or false"),
    ],
)
def test_a_fault_of_the_schema_is_said_in_plain_words(
    path: list[str | int], value: object, place: str, words: str
) -> None:
    """A person who never saw a JSON Schema can act on the sentence."""
    spoilt: Any = body()
    *way, last = path
    inner = spoilt
    for step in way:
        inner = inner[step]
    inner[last] = value

    found = {problem.place: problem.sentence for problem in definitions.problems(spoilt)}

    assert words in found[place]


def test_a_starter_may_leave_placeholders_open() -> None:
    """They are no mistake of the starter; of anything that is to be published they are."""
    spoilt = {**body(), "purpose": text("For {organisation}.")}

    assert definitions.problems(spoilt, starter=True) == []
    assert places(spoilt) == {"purpose.en": "definition/placeholder"}


@given(st.dictionaries(st.sampled_from([*body(), "other"]), JSON))
def test_a_draft_of_any_shape_gets_its_problems(spoilt: dict[str, Any]) -> None:
    """However odd a draft is, its problems are listed and its preview is judged: nothing fails."""
    found = definitions.problems({**body(), **spoilt})

    assert all(problem.sentence and problem.code.startswith("definition/") for problem in found)
    preview.presentable({**body(), **spoilt})


@given(JSON)
def test_a_question_of_any_shape_gets_its_problems(odd: object) -> None:
    """The same within a questionnaire, its options, its parts and its conditions."""
    fields = [
        odd,
        {"id": odd, "kind": odd, "when": odd, "options": odd, "fields": [odd]},
        {"when": {"field": odd, "is": odd}},
    ]

    assert definitions.problems({**body(), "questionnaire": {"fields": fields}})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "definition/not-json"),
        (b'{"a": 1,}', "definition/not-json"),
        (b'{"a": "\xff"}', "definition/not-json"),
        (b"[" * 200_000, "definition/not-json"),
        (b"[]", "definition/shape"),
        (b'{"a": 1, "a": 2}', "definition/shape"),
        (b'{"a": "\\u0000"}', "definition/shape"),
        (b'{"\\ud800": "a"}', "definition/shape"),
        (b'{"a": 7.0}', "definition/shape"),
        (b'{"a": NaN}', "definition/shape"),
        (b'{"a": 1e999}', "definition/shape"),
        (b'{"a": 123456789012345678901234567890}', "definition/shape"),
        (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", "definition/shape"),
        (b'{"a": "' + b"x" * 512 * 1024 + b'"}', "definition/too-large"),
    ],
)
def test_what_no_definition_can_hold_is_refused_at_once(raw: bytes, code: str) -> None:
    """Not even a draft may hold it: the database or another language would keep something else."""
    with pytest.raises(DefinitionRefused) as caught:
        definitions.parse(raw)

    assert caught.value.code == code


def test_a_slip_in_a_file_is_told_with_line_and_column() -> None:
    """Whoever wrote the file by hand finds it."""
    with pytest.raises(DefinitionRefused, match="line 2, column 9"):
        definitions.parse(b'{"a": 1,\n "b": 2 "c": 3}')


def test_a_file_that_names_its_schema_is_read_without_that_name() -> None:
    """An export can be imported as it is, with the mark that some editors put before a file."""
    raw = b"\xef\xbb\xbf" + json.dumps({**body(), "$schema": "https://example.org/schema.json"}).encode()

    assert definitions.parse(raw) == body()
    assert definitions.problems({**body(), "$schema": "https://example.org/schema.json"}) == []


def test_blanks_of_a_draft_are_marked_in_its_preview() -> None:
    """A text that is not written yet shows as such; a whole thing that is missing is told instead."""
    draft = {**body(), "purpose": {"en": " ", "de": "Zweck"}}

    shown, problems = preview.presentable(draft)
    assert problems == []
    assert shown["purpose"]["de"] == "Zweck"
    assert shown["purpose"]["en"].strip()

    del draft["urgent"]
    assert [problem.place for problem in preview.presentable(draft)[1]] == ["urgent"]


@pytest.mark.parametrize(
    ("clock", "found"),
    [
        ({"law": "de"}, {}),
        ({"law": "fr", "policy": {"retention": {"amount": 6, "unit": "months"}}}, {}),
        ({"acknowledge_days": 30, "answer_months": 12}, {}),  # a guideline binds nobody
        ({"law": "eu", "acknowledge_days": 8}, {"clock.acknowledge_days": "definition/law"}),
        ({"law": "es", "answer_months": 4}, {"clock.answer_months": "definition/law"}),
        (
            {"law": "de", "policy": {"retention": {"amount": 4, "unit": "years"}}},
            {"clock.policy.retention": "definition/law"},
        ),
        (
            {"policy": {"closing-letter": {"amount": 7, "unit": "days"}}},
            {"clock.policy.closing-letter": "definition/law"},
        ),
        ({"law": "atlantis"}, {"clock.law": "definition/invalid"}),
        ({"policy": {"lunch": {"amount": 1, "unit": "days"}}}, {"clock.policy.lunch": "definition/invalid"}),
        ({"policy": {"meeting": {"amount": 0, "unit": "days"}}}, {"clock.policy.meeting.amount": "definition/invalid"}),
        ({"law": "eu", "policy": "strict"}, {"clock.policy": "definition/invalid"}),
    ],
)
def test_a_channel_s_numbers_stay_within_its_law(clock: dict[str, Any], found: dict[str, str]) -> None:
    """Each period beyond the statute is told at its place; what has no law is free, as every older definition is."""
    drafted = body()
    drafted["clock"] |= clock

    assert places(drafted) == found


def test_the_schema_offers_every_law_pack() -> None:
    """A pack that is added is offered to channels too, and a policy may set what a pack lets it set."""
    clock = json.loads(schema.published())["properties"]["clock"]["properties"]

    assert clock["law"]["enum"] == list(PACKS)
    assert {"acknowledge", "feedback", *clock["policy"]["properties"]} == set(OWN)
