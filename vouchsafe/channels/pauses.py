"""A category that waits for a review, as a definition says it: `paused` and `reviewed` beside what it is about. Pure.

The overseer's review sets these marks (`services.mark_categories`), nobody who writes a channel: a draft carries none,
and what is published of it bears those that stood before.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Body = Mapping[str, Any]
Marks = Mapping[str, Any]
"""What a category says of its review: {"paused": {"on", …}} or {"reviewed": {"on", "reason"}}, or neither."""

MARKS: Final = ("paused", "reviewed")
OPEN_BY_NAME: Final = frozenset({"retaliation", "abuse-of-power", "abuse-of-checks"})
"""Categories of the starters that are never paused by themselves; `stays_open` says so of any other."""


def marks_of(body: Body) -> dict[str, dict[str, Any]]:
    """The marks of each category, by its id."""
    return {
        category["id"]: {name: category[name] for name in MARKS if name in category} for category in _categories(body)
    }


def without(body: Body) -> dict[str, Any]:
    """The definition without any mark; of any shape, as drafts are."""
    return _marked(body, {})


def carried(body: Body, published: Body) -> dict[str, Any]:
    """The definition with the marks of what is published, and no others."""
    return _marked(body, marks_of(published))


def marked(body: Body, marks: Mapping[str, Marks]) -> dict[str, Any]:
    """The definition with other marks for some of its categories, by their ids."""
    return _marked(body, {**marks_of(body), **marks})


def asks_the_same(one: Body, other: Body) -> bool:
    """Whether two versions differ in nothing but their numbers and what waits for a review."""
    return {**without(one), "version": 0} == {**without(other), "version": 0}


def paused(body: Body) -> list[str]:
    """The ids of the categories that wait."""
    return [category["id"] for category in _categories(body) if "paused" in category]


def stays_open(category: Mapping[str, Any]) -> bool:
    """Whether it is never paused by itself: reports on retaliation, or on what officials do, are not to be shut out."""
    return category["id"] in OPEN_BY_NAME or category.get("stays_open") is True


def is_last_open(body: Body, name: str) -> bool:
    """Whether no other category could be chosen if this one were paused."""
    return all(category["id"] == name or "paused" in category for category in _categories(body))


def category_of(body: Body, name: str) -> Mapping[str, Any] | None:
    """The category of that id, if the definition has it."""
    return next((category for category in _categories(body) if category["id"] == name), None)


def _marked(body: Body, marks: Mapping[str, Marks]) -> dict[str, Any]:
    listed = body.get("categories")
    if not isinstance(listed, list):
        return dict(body)
    return {**body, "categories": [_of_category(category, marks) for category in listed]}


def _of_category(category: Any, marks: Mapping[str, Marks]) -> Any:  # noqa: ANN401 - whatever a draft holds
    if not isinstance(category, dict):
        return category
    plain = {name: value for name, value in category.items() if name not in MARKS}
    name = category.get("id")
    return {**plain, **(marks.get(name, {}) if isinstance(name, str) else {})}


def _categories(body: Body) -> Iterator[Mapping[str, Any]]:
    listed: Sequence[Any] = body.get("categories") or ()
    return (each for each in listed if isinstance(each, dict) and isinstance(each.get("id"), str))
