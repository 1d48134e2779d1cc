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
