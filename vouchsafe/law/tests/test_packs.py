"""Packs: whole, with their sources, honest about what was not read; a policy that stays within the statute."""

import json
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from vouchsafe.common.texts import texts_in
from vouchsafe.law.packs import PACKS, LawError, Matter, Period, Start, Unit, for_channel, own_pack, pack

EU = pack("eu")
LAW = files("vouchsafe.law")
FILES = (*PACKS, "house")


def raw(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(LAW.joinpath(f"packs/{name}.json").read_bytes())
    return found


def test_every_file_is_a_pack_that_is_listed() -> None:
    """No pack is forgotten in the list, none is listed without a file."""
    stored = {path.name.removesuffix(".json") for path in LAW.joinpath("packs").iterdir()}

    assert stored == set(FILES)
    assert [raw(name)["id"] for name in FILES] == list(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_pack_fits_the_published_schema(name: str) -> None:
    """With an article and a source for every rule, and the statute's own words for what was read in it."""
    schema = json.loads(LAW.joinpath("schemas/pack.json").read_bytes())
    Draft202012Validator.check_schema(schema)

    assert [fault.message for fault in Draft202012Validator(schema).iter_errors(raw(name))] == []


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_a_pack_is_in_every_language(name: str) -> None:
    """Names and notes; an article's own words stay as the statute has them."""
    languages = {code for code, _name in settings.LANGUAGES}
    texts = list(texts_in(raw(name)))
    assert texts
    assert [text for text in texts if not languages <= set(text)] == []


def test_the_schema_knows_every_matter_and_every_start() -> None:
    """The data and the code speak of the same things."""
    rule = json.loads(LAW.joinpath("schemas/pack.json").read_bytes())["$defs"]["rule"]["properties"]

    assert rule["matter"]["enum"] == list(Matter)
    assert rule["starts"]["enum"] == list(Start)


@pytest.mark.parametrize("name", PACKS)
def test_what_was_not_verified_is_said(name: str) -> None:
    """Each rule that was not read names its article there, each office that was not looked at its name."""
    found = pack(name)
    said = " ".join(found.unverified)
    doubtful = [rule.article for rule in found.rules.values() if not rule.verified]
    unseen = [one.name["en"] for one in (*found.authorities, *found.advice) if not one.verified]

    assert found.unverified
    assert [fact for fact in (*doubtful, *unseen) if fact not in said] == []


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_has_the_clocks_that_every_case_needs(name: str) -> None:
    """The house fills in what a statute leaves out, so that nothing waits without an end."""
    rules = pack(name).rules

    assert {Matter(matter) for matter in ("acknowledge", "meeting", "feedback", "notice", "retention")} <= set(rules)
    assert rules[Matter.CLOSING_LETTER].period == Period(30, "days")
    assert (rules[Matter.CHECK_IN].period, rules[Matter.CHECK_IN].times) == (Period(30, "days"), 3)


def test_a_pack_that_there_is_not_is_refused() -> None:
    """The error names the packs that there are."""
    with pytest.raises(LawError) as refused:
        pack("atlantis")

    assert refused.value.code == "law/unknown"
    assert "iso37002" in refused.value.message


def test_a_policy_shortens_what_is_due() -> None:
    """Two months instead of three, and five days to acknowledge: from the acknowledgement, or from five days on."""
    policy = {"acknowledge": {"amount": 5, "unit": "days"}, "feedback": {"amount": 2, "unit": "months"}}
    feedback = own_pack(EU, policy).rules[Matter.FEEDBACK]

    assert feedback.period == Period(2, "months")
    assert feedback.otherwise == (Period(5, "days"), Period(2, "months"))
    assert feedback.within == EU.rules[Matter.FEEDBACK]


def test_a_policy_that_says_what_the_statute_says_changes_nothing() -> None:
    """The statute's own rule stays, with its way of counting without an acknowledgement."""
    german = pack("de")

    assert own_pack(german, {"feedback": {"amount": 3, "unit": "months"}}) == german


@pytest.mark.parametrize(
    ("law", "matter", "amount", "unit", "code"),
    [
        ("eu", "feedback", 4, "months", "law/ceiling"),
        ("eu", "feedback", 90, "days", "law/ceiling"),  # longer than three months from 1 February on
        ("eu", "acknowledge", 8, "days", "law/ceiling"),
        ("eu", "acknowledge", 5, "working-days", "law/ceiling"),  # longer than seven days around holidays
        ("fr", "acknowledge", 8, "working-days", "law/ceiling"),
        ("fr", "acknowledge", 10, "days", "law/ceiling"),  # on a Sunday seven working days end after nine
        ("it", "retention", 6, "years", "law/ceiling"),
        ("it", "retention", 61, "months", "law/ceiling"),
        ("de", "retention", 2, "years", "law/exact"),
        ("pl", "retention", 3, "years", "law/exact"),
        ("at", "retention", 6, "years", "law/exact"),
        ("iso37002", "closing-letter", 29, "days", "law/closing-letter"),
        ("eu", "closing-letter", 29, "days", "law/closing-letter"),
        ("eu", "feedback", 0, "days", "law/policy"),
        ("eu", "feedback", 1, "fortnights", "law/policy"),
        ("eu", "check-in", 60, "days", "law/policy"),
        ("eu", "lunch", 1, "days", "law/policy"),
    ],
)
def test_a_policy_beyond_the_statute_is_refused(law: str, matter: str, amount: int, unit: str, code: str) -> None:
    """Each with the matter that it is about."""
    with pytest.raises(LawError) as refused:
        own_pack(pack(law), {matter: {"amount": amount, "unit": unit}})

    assert (refused.value.code, refused.value.field) == (code, matter)


@pytest.mark.parametrize(
    ("law", "matter", "amount", "unit"),
    [
        ("eu", "retention", 4, "years"),  # the directive sets no number
        ("eu", "meeting", 30, "days"),
        ("fr", "acknowledge", 9, "days"),  # never later than seven working days
        ("it", "retention", 60, "months"),
        ("es", "feedback", 84, "days"),
        ("eu", "closing-letter", 2, "months"),
        ("iso37002", "feedback", 12, "months"),
    ],
)
def test_a_policy_within_the_statute_stands(law: str, matter: str, amount: int, unit: Unit) -> None:
    """Shorter than a ceiling, anything where no statute says a number, and a letter that stands longer."""
    own = own_pack(pack(law), {matter: {"amount": amount, "unit": unit}})

    assert own.rules[Matter(matter)].period == Period(amount, unit)


def test_a_channel_names_its_law_and_its_policy() -> None:
    """The numbers that the reporter reads hold, and the policy beside them."""
    clock = {
        "acknowledge_days": 5,
        "answer_months": 3,
        "law": "fr",
        "policy": {"retention": {"amount": 6, "unit": "months"}},
    }
    found = for_channel({"clock": clock})

    assert (found.id, found.country) == ("fr", "FR")
    assert found.rules[Matter.ACKNOWLEDGE].period == Period(5, "days")
    assert found.rules[Matter.FEEDBACK] == pack("fr").rules[Matter.FEEDBACK]
    assert found.rules[Matter.RETENTION].period == Period(6, "months")


def test_a_channel_without_a_law_has_the_guideline_with_its_own_numbers() -> None:
    """As every definition that was published before packs."""
    found = for_channel({"clock": {"acknowledge_days": 14, "answer_months": 8}})

    assert found.id == "iso37002"
    assert found.rules[Matter.ACKNOWLEDGE].period == Period(14, "days")
    assert found.rules[Matter.FEEDBACK].otherwise == (Period(14, "days"), Period(8, "months"))
