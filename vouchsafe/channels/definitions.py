"""What a channel's definition must hold, and its canonical bytes. Pure: no database."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from vouchsafe.channels.errors import DefinitionRefused

HEADLINE = "headline"
CATEGORY_PARTS = ("act", "harmed", "law")


def canonical(body: Mapping[str, Any]) -> bytes:
    """The definition as bytes: UTF-8 JSON, keys sorted, no spaces. Its SHA-256 is what a report names."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def sha256_of(body: Mapping[str, Any]) -> bytes:
    """SHA-256 (32 bytes) of the canonical definition."""
    return hashlib.sha256(canonical(body)).digest()


def check(body: Mapping[str, Any]) -> None:
    """Raise DefinitionRefused unless the definition may be published.

    Codes: "definition/category" (a category without act, harmed or law: design §1), "definition/invalid" (the schema),
    "definition/headline" (no required short field of that id), "definition/duplicate" (an id twice).
    """
    _check_categories(body)
    fault = best_match(_validator().iter_errors(body))
    if fault is not None:
        text = _("The definition breaks a rule of its schema: %(rule)s.") % {"rule": fault.message[:200]}
        raise DefinitionRefused("definition/invalid", text, field=fault.json_path.removeprefix("$."))
    _check_headline(body["questionnaire"]["fields"])
    _check_ids(body)


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


def _check_headline(fields: list[dict[str, Any]]) -> None:
    headline = next((field for field in fields if field["id"] == HEADLINE), None)
    if headline is None or headline["kind"] != "short" or not headline["required"]:
        message = _("The questionnaire needs a required short field with the id 'headline': it titles the report.")
        raise DefinitionRefused("definition/headline", message, field="questionnaire.fields")


def _check_ids(body: Mapping[str, Any]) -> None:
    fields = body["questionnaire"]["fields"]
    groups = {
        "categories": body["categories"],
        "questionnaire.fields": fields,
        "protected_activity.options": body["protected_activity"]["options"],
        **{f"questionnaire.fields.{field['id']}.options": field.get("options", []) for field in fields},
    }
    for place, group in groups.items():
        ids = [thing["id"] for thing in group]
        if len(set(ids)) < len(ids):
            raise DefinitionRefused("definition/duplicate", _("Two things here have the same id."), field=place)
