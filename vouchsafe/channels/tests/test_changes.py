"""Comparing two versions: nothing is overlooked, nothing is made up."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.channels.changes import diff, pieces
from vouchsafe.channels.tests.definition import body, text

Body = dict[str, Any]
WORDS = st.dictionaries(st.sampled_from(["en", "de", "ar"]), st.text(max_size=4), max_size=2)
THING = st.fixed_dictionaries({"id": st.sampled_from("abcdef")}, optional={"label": WORDS, "n": st.integers(0, 1)})
THINGS = st.lists(THING, max_size=5)
BODIES = st.dictionaries(
    st.sampled_from(["purpose", "law", "fields", "flag", "version"]),
    WORDS | THINGS | st.lists(WORDS, max_size=4) | st.booleans() | st.integers(0, 2) | st.none(),
)


NAMED = st.dictionaries(
    st.sampled_from(["purpose", "law", "fields", "flag", "version"]),
    WORDS | st.lists(THING, max_size=5, unique_by=lambda thing: str(thing["id"])) | st.booleans(),
)
"""Definitions whose things all have ids of their own: what has none is matched by likeness, and that has two sides."""


def said(old: Body, new: Body) -> list[tuple[str, str]]:
    """Each change as kind and place."""
    return [(change.kind, change.place) for change in diff(old, new)]


def plain(value: Body) -> str:
    """Equal for equal JSON, whatever the version's number."""
    return json.dumps({name: inner for name, inner in value.items() if name != "version"}, sort_keys=True)


@given(BODIES)
def test_nothing_differs_from_itself(one: Body) -> None:
    """The diff of a definition with itself is empty, its number aside."""
    assert diff(one, {**one, "version": 99}) == []


@given(BODIES, BODIES)
def test_no_difference_is_overlooked(one: Body, other: Body) -> None:
    """Only what is the same has an empty diff."""
    assert (diff(one, other) == []) == (plain(one) == plain(other))


@given(NAMED, NAMED)
def test_looked_at_from_the_other_side_added_is_removed(one: Body, other: Body) -> None:
    """As many things come in one direction as go in the other."""
    forth, back = diff(one, other), diff(other, one)

    assert sum(change.kind == "added" for change in forth) == sum(change.kind == "removed" for change in back)


@given(st.text(max_size=30), st.text(max_size=30))
def test_the_pieces_of_two_texts_give_both_back(old: str, new: str) -> None:
    """What is the same and what was removed is the old text; what is the same and what was added is the new one."""
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert "".join(piece.text for piece in found if piece.kind != "removed") == new


@given(st.permutations(list("abcdef")))
def test_the_fewest_moves_are_told(order: list[str]) -> None:
    """Whatever the new order, what is not said to have moved stands in its old order."""
    old, new = ({"fields": [{"id": name} for name in names]} for names in ("abcdef", order))
    moved = {change.new for change in diff(old, new)}

    stayed = [name for number, name in enumerate(order) if number not in moved]
    assert stayed == sorted(stayed)


def _moved(new: Body) -> None:
    fields = new["questionnaire"]["fields"]
    fields.insert(0, fields.pop())


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        (lambda new: new["purpose"].update(en="Tell us what happened."), [("changed", "purpose.en")]),
        (lambda new: new["purpose"].update(de="Was geschah?"), [("added", "purpose.de")]),
        (lambda new: new["categories"].pop(0), [("removed", "categories[0]")]),
        (lambda new: new["law"].insert(0, text("Criminal Code")), [("added", "law[0]")]),
        (lambda new: new["clock"].update(answer_months=2), [("changed", "clock.answer_months")]),
        (_moved, [("moved", "questionnaire.fields[0]")]),
    ],
)
def test_a_change_is_told_as_what_was_done(act: Callable[[Body], None], changes: list[tuple[str, str]]) -> None:
    """One act, one change, at its place."""
    new = body()
    act(new)

    assert said(body(), new) == changes


def test_a_change_names_the_thing_that_it_is_about() -> None:
    """A help text that changed is told with the question that it belongs to."""
    old, new = body(), body()
    new["questionnaire"]["fields"][2]["options"][0]["label"] = text("I saw it myself")

    (change,) = diff(old, new)

    assert change.place == "questionnaire.fields[2].options[0].label.en"
    assert change.about == {"en": "I saw it myself"}
    assert (change.old, change.new) == ("I saw it", "I saw it myself")


def test_a_change_of_the_channel_itself_needs_no_name() -> None:
    """The whole definition is what is compared: it is no thing within itself."""
    (change,) = diff(body(), {**body(), "purpose": text("Something else.")})

    assert change.about is None


def test_another_law_and_another_policy_are_told() -> None:
    """Which law a channel names is a difference at its place, as each period of the policy is."""
    old, new = body(), body()
    old["clock"] |= {"law": "eu", "policy": {"retention": {"amount": 2, "unit": "years"}}}
    new["clock"] |= {"law": "it", "policy": {"retention": {"amount": 6, "unit": "months"}}}
    del new["clock"]["acknowledge_days"]

    assert said(old, new) == [
        ("changed", "clock.law"),
        ("changed", "clock.policy.retention.amount"),
        ("changed", "clock.policy.retention.unit"),
        ("removed", "clock.acknowledge_days"),
    ]
