"""JSON Schemas: of the shapes that views read, and of what they give back as far as their code tells it."""

import ast
import inspect
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, Final
from uuid import UUID

import msgspec

from vouchsafe.cases.wire import Encoded, Hash
from vouchsafe.doors.openapi.source import Code, code_of

Schema = dict[str, Any]

ANYTHING: Final[Schema] = {}
_DEEPEST: Final = 8
_PLAIN: Final[dict[Any, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    bytes: {"type": "string", "contentEncoding": "base64"},
    UUID: {"type": "string", "format": "uuid"},
    type(None): {"type": "null"},
}
_OWN: Final[dict[type, Schema]] = {
    Encoded: {"type": "string", "contentEncoding": "base64"},
    Hash: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def read_shapes(shapes: Iterable[type]) -> tuple[dict[type, Schema], Schema]:
    """For each shape that is read a reference, and the components that the references name."""
    known = list(dict.fromkeys(shapes))
    found, components = msgspec.json.schema_components(
        known, schema_hook=_own_shape, ref_template="#/components/schemas/{name}"
    )
    return dict(zip(known, found, strict=True)), components


def _own_shape(kind: type) -> Schema:
    """The shape of a type that msgspec does not know: bytes with an encoding of ours, or Django's choices."""
    return {"enum": [each.value for each in kind]} if issubclass(kind, Enum) else _OWN[kind]


def given_shape(code: Code, node: ast.expr, depth: int = 0) -> Schema:
    """The shape of an expression that becomes JSON; `ANYTHING` where the code does not tell."""
    reader = _READERS.get(type(node))
    return ANYTHING if reader is None or depth > _DEEPEST else reader(code, node, depth + 1)


def _constant(_code: Code, node: ast.Constant, _depth: int) -> Schema:
    return _PLAIN.get(type(node.value), ANYTHING)


def _list(code: Code, node: ast.ListComp, depth: int) -> Schema:
    return {"type": "array", "items": given_shape(code, node.elt, depth)}


def _either(code: Code, node: ast.IfExp, depth: int) -> Schema:
    shapes = [given_shape(code, each, depth) for each in (node.body, node.orelse)]
    return {"anyOf": shapes} if all(shapes) else ANYTHING


def _both(code: Code, node: ast.BinOp, depth: int) -> Schema:
    return _merged([given_shape(code, each, depth) for each in (node.left, node.right)])


def _call(code: Code, node: ast.Call, depth: int) -> Schema:
    return {"type": "array"} if ast.unparse(node.func) == "sorted" else _returned(code.resolve(node.func), depth)


def _object(code: Code, node: ast.Dict, depth: int) -> Schema:
    own: dict[str, Schema] = {}
    parts: list[Schema] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            parts.append(given_shape(code, value, depth))
        elif isinstance(name := code.resolve(key), str):
            own[name] = given_shape(code, value, depth)
    return _merged([*parts, {"type": "object", "properties": own, "required": sorted(own)}])


def _merged(shapes: list[Schema]) -> Schema:
    """One object that has what each of these has; what is no object as far as we know adds nothing."""
    objects = [each for each in shapes if each.get("type") == "object"]
    properties = {name: shape for each in objects for name, shape in each.get("properties", {}).items()}
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def _returned(function: Any, depth: int) -> Schema:  # noqa: ANN401 - whatever is called
    """The shape of what a function of ours returns: by the one expression that it returns, else by its annotation."""
    if not inspect.isfunction(function) or not function.__module__.startswith("vouchsafe."):
        return ANYTHING
    code = code_of(function)
    returns = [each for each in ast.walk(code.node) if isinstance(each, ast.Return) and each.value is not None]
    if len(returns) == 1 and returns[0].value is not None:
        found = given_shape(code, returns[0].value, depth)
        if found:
            return found
    return _PLAIN.get(function.__annotations__.get("return"), ANYTHING)


_READERS: Final[dict[type[ast.expr], Callable[[Code, Any, int], Schema]]] = {
    ast.Dict: _object,
    ast.ListComp: _list,
    ast.List: lambda _code, _node, _depth: {"type": "array"},
    ast.Constant: _constant,
    ast.JoinedStr: lambda _code, _node, _depth: _PLAIN[str],
    ast.IfExp: _either,
    ast.BinOp: _both,
    ast.Call: _call,
}
