"""The published JSON Schema of a definition, and its faults in plain sentences."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, reduce
from importlib.resources import files
from operator import getitem
from typing import Any, cast

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from vouchsafe.channels.problems import Problem, place_of
from vouchsafe.common.formats import list_text
from vouchsafe.common.languages import SOURCE

CODE = "definition/invalid"
ADDRESS = "/schemas/channel-definition.json"
"""Where the public door publishes it: a file that is exported names it as its "$schema"."""


@cache
def published() -> bytes:
    """The schema as it is published: UTF-8 JSON."""
    return files("vouchsafe.channels").joinpath("schemas/definition.json").read_bytes()


def problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Every fault against the schema, in the order of the document, each once."""
    faults = sorted(_validator().iter_errors(body), key=lambda fault: [_rank(part) for part in fault.absolute_path])
    found = (problem for fault in faults for problem in _problems_of(fault, body))
    yield from dict.fromkeys(found)


def _rank(part: str | int) -> tuple[int, str]:
    return (part, "") if isinstance(part, int) else (-1, part)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(published())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _problems_of(fault: ValidationError, body: Mapping[str, Any]) -> Iterator[Problem]:
    path = list(fault.absolute_path)
    instance: Any = fault.instance
    rule: Any = fault.validator_value
    parent: Any = fault.schema
    if fault.validator == "required":
        for name in rule:
            if name not in instance:
                yield Problem(place_of([*path, name]), CODE, _missing(name))
    elif fault.validator == "additionalProperties":
        for name in instance:
            if name not in parent.get("properties", {}):
                yield Problem(place_of([*path, name]), CODE, _("Nothing of this name belongs here. Remove it."))
    elif "propertyNames" in fault.absolute_schema_path:
        sentence = _("“%(name)s” is no code of a language, such as en, de or ar.") % {"name": instance}
        yield Problem(place_of([*path, instance]), CODE, sentence)
    elif _lost_its_source(path, instance, body):
        yield Problem(place_of(path), CODE, _missing(SOURCE))
    else:
        yield Problem(place_of(path), CODE, _sentence(fault))


def _lost_its_source(path: list[str | int], words: Any, body: Mapping[str, Any]) -> bool:  # noqa: ANN401 - as it stands
    """Whether this is the blank English of a text whose translations stand: to remove it would be no way out."""
    if path[-1:] != [SOURCE] or not isinstance(words, str) or words.strip():
        return False
    text = reduce(getitem, path[:-1], cast("Any", body))
    return any(isinstance(other, str) and other.strip() for other in text.values())


def _missing(name: str) -> str:
    if name == SOURCE:
        return _("The English text is missing: every page falls back to it.")
    return _("This is missing.")


def _sentence(fault: ValidationError) -> str:
    rule: Any = fault.validator
    value: Any = fault.validator_value
    instance: Any = fault.instance
    sentences: dict[str, Callable[[], str]] = {
        "minLength": lambda: _("This is empty. Write something, or remove it."),
        "maxLength": lambda: (
            _("This is longer than %(most)d characters, by %(over)d.") % {"most": value, "over": len(instance) - value}
        ),
        "pattern": lambda: _pattern(list(fault.absolute_path)),
        "minItems": lambda: _("Too few: at least %(least)d.") % {"least": value},
        "maxItems": lambda: _("Too many: at most %(most)d.") % {"most": value},
        "minimum": lambda: _("The number is too small: at least %(least)d.") % {"least": value},
        "maximum": lambda: _("The number is too large: at most %(most)d.") % {"most": value},
        "uniqueItems": lambda: _("The same thing stands here twice."),
        "enum": lambda: _("Choose one of: %(choices)s.") % {"choices": list_text([str(one) for one in value])},
        "not": lambda: _("A question of this kind has no such setting. Remove it."),
        "const": lambda: _("Nobody must say who they are: this question stays optional."),
        "type": lambda: _wrong_type(str(value)),
    }
    spoken = sentences.get(rule)
    return spoken() if spoken else _("This breaks a rule of the schema: %(rule)s.") % {"rule": fault.message[:200]}


def _pattern(path: list[str | int]) -> str:
    if path[-1] == "number":
        return _("Write a telephone number: digits, spaces and + * # ( ) - alone.")
    if "currencies" in path:
        return _("Write a currency as three capital letters, such as EUR.")
    if path[-1] == "id" or "when" in path:
        return _("Use small letters, digits and hyphens, beginning with a letter, at most 40.")
    return _("This is empty. Write something, or remove it.")


def _wrong_type(wanted: str) -> str:
    words = {
        "object": _("Here a group of named values is expected."),
        "array": _("Here a list is expected."),
        "string": _("Here a text is expected."),
        "integer": _("Here a whole number is expected."),
        "boolean": _("Here true or false is expected."),
    }
    return words[wanted]
