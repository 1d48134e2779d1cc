"""The form of a questionnaire with every kind of question: what a browser is given before any script runs."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from django.test import Client

from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.services import publish_definition

QUESTIONNAIRE = json.loads((Path(__file__).parents[3] / "e2e" / "every_kind.json").read_text("utf-8"))
FIELDS = QUESTIONNAIRE["fields"]
PARTS = next(field["fields"] for field in FIELDS if field["kind"] == "group")
Attributes = dict[str, str | None]


class Elements(HTMLParser):
    """All start tags of a page, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, Attributes]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.all.append((tag, dict(attrs)))

    def with_(self, *names: str) -> list[Attributes]:
        """Attributes of the elements that have these attributes."""
        return [attributes for _tag, attributes in self.all if set(names) <= set(attributes)]

    def typed_into(self) -> list[Attributes]:
        """Attributes of everything that words are typed into."""
        return [
            attributes
            for tag, attributes in self.all
            if tag == "textarea" or (tag == "input" and attributes.get("type") == "text")
        ]


@pytest.fixture
def page(house: House, report_client: Client) -> str:
    """The report page of the Meridian Institute's channel, which asks in every way there is."""
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    publish_definition(house.administrator, house.channel, {**body, "questionnaire": QUESTIONNAIRE})
    return report_client.get(f"/en/{house.organisation.slug}/integrity/report/").content.decode()


def test_every_question_and_every_part_is_there(page: str) -> None:
    """In the questionnaire's order, each with its kind and whether it must be answered; the urgent tick box is last."""
    elements = Elements(page)
    asked = [(one["data-field"], one["data-kind"], "data-required" in one) for one in elements.with_("data-field")]
    parts = [(one["data-part"], one["data-kind"], "data-required" in one) for one in elements.with_("data-part")]
    expected = [(field["id"], field["kind"], field["required"]) for field in FIELDS]
    people = [(part, "short", False) for part in ("name", "role", "reach", "name", "reach")]
    assert [one for one in asked if not str(one[0]).startswith("_")] == [*expected, ("urgent", "consent", False)]
    assert parts == [*((part["id"], part["kind"], part["required"]) for part in PARTS), *people]


def test_what_hangs_on_another_answer_is_hidden_and_says_on_which(page: str) -> None:
    """Only questions with a condition begin hidden."""
    questions = [*Elements(page).with_("data-field"), *Elements(page).with_("data-part")]
    hidden = {one.get("data-field") or one.get("data-part"): one for one in questions if "hidden" in one}
    conditions = {field["id"]: field["when"] for field in [*FIELDS, *PARTS] if "when" in field}
    assert set(hidden) == set(conditions)
    for name, when in conditions.items():
        assert hidden[name]["data-when"] == when["field"]
        assert (hidden[name]["data-is"] or "").split() == when["is"]


OFF = {
    "spellcheck": "false",
    "autocomplete": "off",
    "autocorrect": "off",
    "translate": "no",
    "writingsuggestions": "false",
}


def test_nothing_typed_goes_to_a_service_of_the_browser(page: str) -> None:
    """Spelling, completion, correction, translation and writing suggestions are off wherever words are typed."""
    typed = Elements(page).typed_into()

    assert len(typed) > 15
    assert all(OFF.items() <= one.items() for one in typed)


@pytest.mark.parametrize(
    ("address", "step", "fewest"),
    [
        ("/en/meridian/return/", "", 2),
        ("/en/meridian/return/unscripted/", "", 1),
        ("/en/meridian/integrity/report/unscripted/", "begin", 15),
    ],
)
def test_neither_does_what_is_typed_when_coming_back_or_without_script(
    page: str, report_client: Client, address: str, step: str, fewest: int
) -> None:
    """The mailbox, and the pages whose forms the server seals: they too leave all of it off."""
    answer = report_client.post(address, {"step": step}) if step else report_client.get(address)
    typed = Elements(answer.content.decode()).typed_into()

    assert len(typed) >= fewest
    assert all(OFF.items() <= one.items() for one in typed)


def test_no_field_has_a_name_and_every_id_is_one_elements(page: str) -> None:
    """Nothing could be sent; labels and descriptions name elements that exist."""
    elements = Elements(page[page.index("<main") :])
    assert not elements.with_("name")
    ids = Counter(one["id"] for one in elements.with_("id"))
    assert max(ids.values()) == 1
    named = [one[name] for name in ("for", "aria-describedby", "aria-labelledby") for one in elements.with_(name)]
    assert named
    assert {part for text in named for part in str(text).split()} <= set(ids)


def test_every_help_text_is_tied_to_its_question(page: str) -> None:
    """Whoever hears the page hears the help with the question."""
    described = " ".join(str(one["aria-describedby"]) for one in Elements(page).with_("aria-describedby")).split()
    helped = [field["id"] for field in FIELDS if "help" in field]
    assert helped
    for name in helped:
        assert f"hint-{name}" in described


def test_what_must_be_answered_is_told_to_whoever_hears_it(page: str) -> None:
    """Boxes and sets of buttons that must be answered say so; what is optional is marked so in words."""
    by_id = {one["id"]: one for one in Elements(page).with_("id")}
    for name in ("headline", "what-happened", "how-otherwise", "damage", "true", "payments.0.sum"):
        assert by_id[f"field-{name}"]["aria-required"] == "true"
    assert "aria-required" not in by_id["field-where"]
    label = re.search(r'<label[^>]*for="field-where">(.*?)</label>', page)
    assert label
    assert "(optional)" in label[1]


def test_people_are_asked_for_with_the_promise_that_they_are_sealed_apart(page: str) -> None:
    """How it is opened, that nobody is judged by it, and that only what is needed is asked for."""
    for kind in ("person", "identity"):
        question = page[page.index(f'data-kind="{kind}"') :]
        note = question[: question.index("data-entry")]
        assert re.search("sealed apart from your report[.:] two people open it together", note, re.IGNORECASE)
    assert "presumed innocent, and will be heard. Give only what is needed" in page
    assert "With your receipt you read that reason." in page
