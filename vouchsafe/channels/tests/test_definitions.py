"""What may be published: conduct with whom it harms and the law, never a bare label."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.channels import definitions
from vouchsafe.channels.errors import DefinitionRefused
from vouchsafe.channels.tests.definition import body, text

Body = dict[str, Any]


def test_a_whole_definition_may_be_published() -> None:
    """The definition that the other tests spoil is good."""
    definitions.check(body())


@pytest.mark.parametrize("part", ["act", "harmed", "law"])
@pytest.mark.parametrize("value", [None, {}, {"en": ""}, {"en": "  \n"}, "a bare word"])
def test_a_category_without_act_harmed_or_law_is_refused(part: str, value: object) -> None:
    """Each category names an act, whom or what it harms, and the law; the answer says which lacks."""
    spoilt = body()
    if value is None:
        del spoilt["categories"][1][part]
    else:
        spoilt["categories"][1][part] = value

    with pytest.raises(DefinitionRefused) as caught:
        definitions.check(spoilt)

    assert (caught.value.code, caught.value.field) == ("definition/category", f"categories[1].{part}")


def _without(name: str) -> Callable[[Body], None]:
    return lambda spoilt: spoilt.pop(name)


def _field(**change: object) -> Callable[[Body], None]:
    return lambda spoilt: spoilt["questionnaire"]["fields"][1].update(change)


PART = {"id": "sum", "kind": "amount", "label": text("Sum"), "required": True, "currencies": ["EUR"]}


def _with(*fields: Body) -> Callable[[Body], None]:
    """The definition with further fields, "more-1" and so on."""
    named = [
        {"id": f"more-{number}", "label": text("More?"), "required": False, **field}
        for number, field in enumerate(fields, 1)
    ]
    return lambda spoilt: spoilt["questionnaire"]["fields"].extend(named)


@pytest.mark.parametrize(
    ("earlier", "answer"), [("how", "saw"), ("category", "theft"), ("more-1", "yes")], ids=["choice", "category", "yes"]
)
def test_a_condition_may_look_at_a_choice_a_category_or_a_consent_before_it(earlier: str, answer: str) -> None:
    """Questions may depend on what was chosen before them, and on nothing else."""
    whole = body()
    when = {"field": earlier, "is": [answer]}
    _with({"kind": "consent"}, {"kind": "long", "max_length": 9, "when": when})(whole)

    definitions.check(whole)


def test_a_refused_condition_is_named_with_its_place() -> None:
    """Whoever edits a questionnaire learns which question to look at."""
    spoilt = body()
    _with({"kind": "long", "max_length": 9, "when": {"field": "how", "is": ["heard"]}})(spoilt)

    with pytest.raises(DefinitionRefused) as caught:
        definitions.check(spoilt)

    assert caught.value.field == "questionnaire.fields[3].when.is"


def _option_twice(spoilt: Body) -> None:
    options = spoilt["questionnaire"]["fields"][2]["options"]
    options[1]["id"] = options[0]["id"]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        *[(_without(name), "definition/invalid") for name in body()],
        (lambda spoilt: spoilt.update(nationality=text("Which?")), "definition/invalid"),
        (lambda spoilt: spoilt.update(categories=[]), "definition/invalid"),
        (lambda spoilt: spoilt["purpose"].clear(), "definition/invalid"),
        (lambda spoilt: spoilt["purpose"].update(en="a\x00b"), "definition/invalid"),
        (lambda spoilt: spoilt["purpose"].pop("en"), "definition/invalid"),
        (lambda spoilt: spoilt["questionnaire"].update(fields=[]), "definition/invalid"),
        (_field(kind="file"), "definition/invalid"),
        (_field(options=[]), "definition/invalid"),
        (_field(id="Not An Id"), "definition/invalid"),
        (_field(id="headline\n"), "definition/invalid"),
        (_field(required=False), "definition/headline"),
        (_field(kind="long"), "definition/headline"),
        (_field(id="title"), "definition/headline"),
        (lambda spoilt: spoilt["categories"][1].update(id="fraud"), "definition/duplicate"),
        (lambda spoilt: spoilt["questionnaire"]["fields"][2].update(id="headline"), "definition/duplicate"),
        (_option_twice, "definition/duplicate"),
        (
            _with({"kind": "group", "entry": text("One"), "max_entries": 2, "fields": [PART, PART]}),
            "definition/duplicate",
        ),
        (_with({"kind": "group", "entry": text("One"), "max_entries": 2}), "definition/invalid"),
        (_with({"kind": "amount"}), "definition/invalid"),
        (_with({"kind": "place"}), "definition/invalid"),
        (_with({"kind": "person"}), "definition/invalid"),
        (_with({"kind": "person", "max_entries": 2, "nationality": True}), "definition/invalid"),
        (_with({"kind": "identity", "required": True}), "definition/invalid"),
        (_with({"kind": "voice", "required": True}), "definition/invalid"),
        (_with({"kind": "identity"}, {"kind": "identity"}), "definition/identity"),
        (_with({"kind": "consent", "id": "urgent"}), "definition/reserved"),
        (_with({"kind": "long", "max_length": 9, "when": {"field": "gone", "is": ["saw"]}}), "definition/condition"),
        (_with({"kind": "long", "max_length": 9, "when": {"field": "more-1", "is": ["saw"]}}), "definition/condition"),
        (_with({"kind": "long", "max_length": 9, "when": {"field": "headline", "is": ["a"]}}), "definition/condition"),
        (_with({"kind": "long", "max_length": 9, "when": {"field": "how", "is": ["heard"]}}), "definition/condition"),
        (_field(when={"field": "category", "is": ["fraud"]}), "definition/headline"),
        (lambda spoilt: spoilt["imprint"].update(address=text("{address}")), "definition/placeholder"),
        (lambda spoilt: spoilt.update(danger={"text": text("Call."), "numbers": []}), "definition/invalid"),
        (lambda spoilt: spoilt["clock"].update(answer_months=0), "definition/invalid"),
        (lambda spoilt: spoilt.update(authorities=[]), "definition/invalid"),
    ],
)
def test_a_definition_that_breaks_a_rule_is_refused(spoil: Callable[[Body], None], code: str) -> None:
    """Each rule of the published schema, the headline and unique ids are held."""
    spoilt = body()
    spoil(spoilt)

    with pytest.raises(DefinitionRefused) as caught:
        definitions.check(spoilt)

    assert caught.value.code == code
    assert caught.value.field is not None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_the_hash_does_not_depend_on_the_order_of_keys(value: Body) -> None:
    """Whatever order the database or a client gives the keys in, the hash that a report names is the same."""
    reversed_keys = dict(reversed(list(value.items())))

    assert definitions.sha256_of(value) == definitions.sha256_of(reversed_keys)


def test_the_canonical_form_is_plain_utf_8_json() -> None:
    """Sorted keys, no spaces, no escapes beyond JSON's own: what another implementation must reproduce."""
    assert (
        definitions.canonical({"b": "Größe \n", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"Größe \\n"}'.encode()
    )
