"""What a channel's definition must hold, and its canonical bytes. Pure: no database."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vouchsafe.channels import rules, schema
from vouchsafe.channels.errors import DefinitionRefused
from vouchsafe.channels.problems import Problem

LARGEST = 512 * 1024
"""Bytes of a definition; the demo's, in three languages, has 40 thousand."""
DEEPEST = 12
_LARGEST_NUMBER = 2**53


def canonical(body: Mapping[str, Any]) -> bytes:
    """The definition as bytes: UTF-8 JSON, keys sorted, no spaces. Its SHA-256 is what a report names."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_of(body: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the canonical definition."""
    return hashlib.sha256(canonical(body)).digest()


def parse(raw: bytes) -> dict[str, Any]:
    """A definition from a file or a request, whole or not yet. A "$schema" that an editor wants is left out.

    Raises DefinitionRefused "definition/too-large", "definition/not-json" (with line and column), or
    "definition/shape" for what no definition can hold: a name twice, NUL, fractions, endless nesting.
    """
    if len(raw) > LARGEST:
        message = _("A definition may have at most %(size)d KiB.") % {"size": LARGEST // 1024}
        raise DefinitionRefused("definition/too-large", message, 413)
    try:
        body = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        message = _("This is no JSON: look at line %(line)d, column %(column)d.") % place
        raise DefinitionRefused("definition/not-json", message) from error
    except (ValueError, RecursionError) as error:
        message = _("This is no JSON in UTF-8, or it is nested without end.")
        raise DefinitionRefused("definition/not-json", message) from error
    if not isinstance(body, dict):
        raise DefinitionRefused("definition/shape", _("A definition is one JSON object: { … }."))
    _check_shape(body, "", 1)
    body.pop("$schema", None)
    return body


def problems(body: Mapping[str, Any], *, starter: bool = False) -> list[Problem]:
    """Everything that keeps the definition from being published; an empty list when nothing does.

    A starter may leave placeholders open. Codes: "definition/category" (a category without act, harmed or law:
    design §1), "definition/invalid" (the schema), "definition/headline" (no required short field of that id),
    "definition/duplicate" (an id twice), "definition/reserved" (an id with a meaning of its own),
    "definition/identity" (a second field that asks who reports), "definition/condition" (a condition that nothing
    before it can fulfil), "definition/law" (a period beyond what the channel's law allows), "definition/placeholder".
    """
    promises = list(rules.category_problems(body))
    said = tuple(problem.place for problem in promises)
    formal = [problem for problem in schema.problems(body) if not _is_within(problem.place, said)]
    open_places = [] if starter else rules.placeholders(body)
    return [*promises, *formal, *rules.problems(body), *rules.law_problems(body), *open_places]


def check(body: Mapping[str, Any]) -> None:
    """Raise DefinitionRefused with the first of `problems`, unless the definition may be published."""
    for problem in problems(body):
        raise DefinitionRefused(problem.code, problem.sentence, field=problem.place)


def _is_within(place: str, places: tuple[str, ...]) -> bool:
    return any(place == one or place.startswith(f"{one}.") for one in places)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for name, value in pairs:
        if not _is_text(name):
            raise _misshapen(_("This text holds a character that is none."), "")
        if name in names:
            message = _("The name “%(name)s” stands twice in one place. Remove one.") % {"name": name[:100]}
            raise DefinitionRefused("definition/shape", message)
        names[name] = value
    return names


def _check_shape(value: Any, place: str, depth: int) -> None:  # noqa: ANN401 - any JSON value
    """What the database keeps and every language writes alike: no NUL, no half characters, whole numbers."""
    if depth > DEEPEST:
        raise _misshapen(_("Nothing in a definition is nested so deeply."), place)
    if isinstance(value, str) and not _is_text(value):
        raise _misshapen(_("This text holds a character that is none."), place)
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > _LARGEST_NUMBER):
        raise _misshapen(_("Numbers in a definition are whole and not large."), place)
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_shape(inner, f"{place}.{name}".removeprefix("."), depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check_shape(inner, f"{place}[{number}]", depth + 1)


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _misshapen(message: str, place: str) -> DefinitionRefused:
    return DefinitionRefused("definition/shape", message, field=place or None)
