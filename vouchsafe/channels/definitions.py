"""What a channel's definition must hold, and its canonical bytes. Pure: no database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from vouchsafe.channels.answers import CHOOSING, URGENT, options_of
from vouchsafe.channels.errors import DefinitionRefused

HEADLINE = "headline"
CATEGORY_PARTS = ("act", "harmed", "law")
RESERVED = frozenset({URGENT, "protected-activity"})
"""Field ids that mean something of their own among the answers."""
PLACEHOLDERS = ("{organisation}", "{address}", "{contact}", "{privacy_contact}")
"""What a template leaves open, and a published definition may not."""

Field = dict[str, Any]


def canonical(body: Mapping[str, Any]) -> bytes:
    """The definition as bytes: UTF-8 JSON, keys sorted, no spaces. Its SHA-256 is what a report names."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_of(body: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the canonical definition."""
    return hashlib.sha256(canonical(body)).digest()


def check(body: Mapping[str, Any]) -> None:
    """Raise DefinitionRefused unless the definition may be published.

    Codes: "definition/category" (a category without act, harmed or law: design §1), "definition/invalid" (the schema),
    "definition/headline" (no required short field of that id), "definition/duplicate" (an id twice),
    "definition/reserved" (an id with a meaning of its own), "definition/identity" (a second field that asks who
    reports), "definition/condition" (a condition that nothing before it can fulfil), "definition/placeholder".
    """
    _check_categories(body)
    fault = best_match(_validator().iter_errors(body))
    if fault is not None:
        text = _("The definition breaks a rule of its schema: %(rule)s.") % {"rule": fault.message[:200]}
        raise DefinitionRefused("definition/invalid", text, field=fault.json_path.removeprefix("$."))
    fields = body["questionnaire"]["fields"]
    _check_headline(fields)
    _check_ids(body)
    _check_fields(fields)
    _check_conditions(fields, body["categories"], "questionnaire.fields")
    for number, field in enumerate(fields):
        _check_conditions(field.get("fields", []), (), f"questionnaire.fields[{number}].fields")
    _check_placeholders(body, "$")


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(files("vouchsafe.channels").joinpath("schemas/definition.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _check_categories(body: Mapping[str, Any]) -> None:
    """Said apart from the schema, because it is a promise and not a form: every category names conduct."""
    categories = body.get("categories")
    for number, category in enumerate(categories if isinstance(categories, list) else []):
        for part in CATEGORY_PARTS:
            text = category.get(part) if isinstance(category, dict) else None
            if not isinstance(text, dict) or not any(
                isinstance(words, str) and words.strip() for words in text.values()
            ):
                message = _("Every category names an act, whom or what it harms, and the law or policy it breaks.")
                raise DefinitionRefused("definition/category", message, field=f"categories[{number}].{part}")


def _check_headline(fields: list[Field]) -> None:
    headline = next((field for field in fields if field["id"] == HEADLINE), None)
    if headline is None or headline["kind"] != "short" or not headline["required"] or "when" in headline:
        message = _("The questionnaire needs a required short field with the id 'headline': it titles the report.")
        raise DefinitionRefused("definition/headline", message, field="questionnaire.fields")


def _check_ids(body: Mapping[str, Any]) -> None:
    fields = body["questionnaire"]["fields"]
    groups = {
        "categories": body["categories"],
        "questionnaire.fields": fields,
        "protected_activity.options": body["protected_activity"]["options"],
        **_lists_within(fields, "questionnaire.fields"),
    }
    for place, group in groups.items():
        ids = [thing["id"] for thing in group]
        if len(set(ids)) < len(ids):
            raise DefinitionRefused("definition/duplicate", _("Two things here have the same id."), field=place)


def _lists_within(fields: list[Field], place: str) -> dict[str, list[Field]]:
    lists: dict[str, list[Field]] = {}
    for number, field in enumerate(fields):
        here = f"{place}[{number}]"
        lists |= {f"{here}.{name}": field[name] for name in ("options", "fields") if name in field}
        lists |= _lists_within(field.get("fields", []), f"{here}.fields")
    return lists


def _check_fields(fields: list[Field]) -> None:
    for number, field in enumerate(fields):
        place = f"questionnaire.fields[{number}]"
        if field["id"] in RESERVED:
            message = _("This id has a meaning of its own among the answers. Choose another.")
            raise DefinitionRefused("definition/reserved", message, field=f"{place}.id")
        if field["kind"] == "identity" and any(other["kind"] == "identity" for other in fields[:number]):
            message = _("Who reports is asked once at most. Remove one of the two questions.")
            raise DefinitionRefused("definition/identity", message, field=place)


def _check_conditions(fields: list[Field], categories: Sequence[Field], place: str) -> None:
    """A condition looks at a choice that stands before it, and names answers which that choice offers."""
    for number, field in enumerate(fields):
        when = field.get("when")
        if when is None:
            continue
        looked_at = next((other for other in fields[:number] if other["id"] == when["field"]), None)
        if looked_at is None or looked_at["kind"] not in CHOOSING:
            message = _("A condition looks at a choice, a category or a consent that stands before it.")
            raise DefinitionRefused("definition/condition", message, field=f"{place}[{number}].when.field")
        if not set(when["is"]) <= set(options_of(looked_at, categories)):
            message = _("A condition names an answer that the earlier question does not offer.")
            raise DefinitionRefused("definition/condition", message, field=f"{place}[{number}].when.is")


def _check_placeholders(value: Any, place: str) -> None:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        found = next((name for name in PLACEHOLDERS if name in value), None)
        if found is not None:
            message = _("Put what is meant in place of %(name)s.") % {"name": found}
            raise DefinitionRefused("definition/placeholder", message, field=place.removeprefix("$."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_placeholders(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check_placeholders(inner, f"{place}[{number}]")
