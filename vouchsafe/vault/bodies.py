"""What items say: canonical JSON, one published schema per kind (protocol §3, `schemas/`)."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, NoReturn

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from vouchsafe.vault.errors import Malformed, Refused, Unsupported
from vouchsafe.vault.place import KINDS

Body = dict[str, Any]
"""A body: strings, whole numbers, lists and objects, as its kind's schema says."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def encode_body(kind: str, body: Mapping[str, object]) -> bytes:
    """The one encoding of a body: UTF-8 JSON, keys sorted, no spaces.

    Raises Refused for a body that is not as its schema says, Unsupported for a kind that has none.
    """
    try:
        _check(kind, body)
        return _encode(body)
    except Malformed as error:
        raise Refused(error.message) from None


def decode_body(kind: str, data: bytes) -> Body:
    """Read a body. Raises Malformed unless it fits the kind's schema and is encoded as `encode_body` would.

    Raises Unsupported for a kind that has no body.
    """
    body = _parse(data)
    _check(kind, body)
    if _encode(body) != data:
        raise Malformed("This item's content is not in its canonical form.")
    return dict(body)


def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema of a kind. Raises Unsupported for a kind that has no body."""
    if kind not in KINDS or kind == "blob":
        raise Unsupported("This kind of item is not known to this release.")
    text = (resources.files(__package__) / "schemas" / f"{kind}.json").read_text("utf-8")
    return dict(json.loads(text))


# Errors of json and jsonschema carry what they choked on: none of them may become the cause of ours.


def _parse(data: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The JSON value, or None (which is no body) when this is no JSON with whole numbers only."""
    try:
        return json.loads(data.decode("utf-8"), parse_float=_no_number, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _encode(body: Mapping[str, object]) -> bytes:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    if _HALF_CHARACTER.search(text):
        raise Malformed("This text holds half a character.")
    return text.encode("utf-8")


def _check(kind: str, body: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    problem = next(_validator(kind).iter_errors(body), None)
    if problem is not None:
        # The message names the place, never what stands there.
        raise Malformed(f"This {kind} is not as its schema says, at {problem.json_path}.")
    if kind in _ASCENDING and any(one >= other for one, other in pairwise(body[_ASCENDING[kind]])):
        raise Malformed(f"A list of this {kind} is not in order.")


_ASCENDING = {"report": "sealed_to", "handover": "contents"}
"""Lists of hashes that stand in ascending order, each once."""


@cache
def _validator(kind: str) -> Validator:
    rules = {"pattern": _whole_pattern, "type": _exact_type}
    strict: type[Validator] = extend(Draft202012Validator, rules)  # type: ignore[no-untyped-call] # its stub
    return strict(schema(kind), format_checker=FormatChecker(["date"]))


def _whole_pattern(_: Validator, pattern: str, value: object, __: object) -> Iterator[ValidationError]:
    """As JSON Schema's `^…$`: Python's own `$` would let a line feed follow."""
    if isinstance(value, str) and not re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value):
        yield ValidationError("does not match")


def _exact_type(_: Validator, name: str, value: object, __: object) -> Iterator[ValidationError]:
    """As JSON Schema's types, but 1.0 is no whole number."""
    if type(value) is not _TYPES[name]:
        yield ValidationError("is of another type")


_TYPES = {"object": dict, "array": list, "string": str, "integer": int}


def _no_number(_: str) -> NoReturn:
    raise ValueError
