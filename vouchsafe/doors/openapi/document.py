"""The document: every address of a door's API with its methods, what it reads and what it answers."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

from vouchsafe import __version__
from vouchsafe.common.http import error_response, json_response
from vouchsafe.common.tus import EXTENSIONS, VERSION, created
from vouchsafe.doors.openapi.shapes import Schema, given_shape, read_shapes
from vouchsafe.doors.openapi.source import (
    Call,
    Code,
    calls,
    code_of,
    decorated,
    methods_of,
    queries_of,
    statements_for,
)

PREFIX: Final = "api/v1/"
TITLES: Final = {"report": "The report door", "desk": "The desk"}
_REFERENCE: Final = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_GROUP: Final = re.compile(r"\(\?P<(?P<name>\w+)>(?P<pattern>[^()]*)\)")
_KINDS: Final[dict[str, Schema]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "int": {"type": "integer", "minimum": 0},
    "path": {"type": "string", "minLength": 1},
    "str": {"type": "string", "minLength": 1},
}
_JSON: Final = "application/json"
_BYTES: Final = "application/octet-stream"
_ERROR: Final[Schema] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "description": "For programs; stable."},
                "message": {"type": "string", "description": "One sentence for people."},
                "field": {"type": "string", "description": "The place in the request that is at fault."},
            },
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address, before it is written down."""

    path: str
    method: str
    code: Code
    parameters: list[Schema]
    reads: type | str | None
    """A shape, the media type of bytes that are read as they come, or nothing."""
    answers: dict[str, Schema]


def document(door: str) -> Schema:
    """The whole document of a door ("report" or "desk"): a pure function of the release."""
    operations = list(_operations(get_resolver(f"vouchsafe.doors.{door}").url_patterns))
    shapes, components = read_shapes(each.reads for each in operations if isinstance(each.reads, type))
    paths: dict[str, Any] = {}
    for each in operations:
        paths.setdefault(each.path, {})[each.method.lower()] = _written(each, shapes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Vouchsafe: {TITLES[door]}",
            "version": __version__,
            "description": "What is sealed is described by docs/protocol.md.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/"}],
        "paths": {**paths, **_uploads()},
        "components": {"schemas": {**components, "Error": _ERROR}, **_security(door)},
        **({"security": [{"session": [], "csrf": []}]} if door == "desk" else {}),
    }


def _operations(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[Operation]:
    for each in patterns:
        route, parameters = _route(each.pattern)
        if isinstance(each, URLResolver):
            yield from _operations(each.url_patterns, before + route)
        elif (before + route).startswith(PREFIX):
            code = code_of(each.callback)
            yield from (
                _operation(f"/{before}{route}", method, code, parameters)
                for method in methods_of(code)
                if method != "HEAD"
            )


def _route(pattern: Any) -> tuple[str, list[Schema]]:  # noqa: ANN401 - Django's patterns share no type
    if isinstance(pattern, RegexPattern):
        written = str(pattern).removeprefix("^").removesuffix("$")
        named = {
            found["name"]: {"type": "string", "pattern": f"^{found['pattern']}$"} for found in _GROUP.finditer(written)
        }
        return _GROUP.sub(r"{\g<name>}", written).replace("\\.", "."), _in_path(named)
    assert isinstance(pattern, RoutePattern)  # noqa: S101 - there are these two
    written = str(pattern)
    named = {found["name"]: _KINDS.get(found["kind"], _KINDS["str"]) for found in _REFERENCE.finditer(written)}
    return _REFERENCE.sub(r"{\g<name>}", written), _in_path(named)


def _in_path(named: dict[str, Schema]) -> list[Schema]:
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name, schema in named.items()]


def _operation(path: str, method: str, code: Code, parameters: list[Schema]) -> Operation:
    body = statements_for(code, method)
    made = list(calls(code, body))
    asked = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in dict.fromkeys(queries_of(code, body))
    ]
    heard = [_header(name) for name in dict.fromkeys(_headers(made))]
    if decorated(code, "tus.creation"):
        heard.append(_header("Tus-Resumable", {"type": "string", "const": VERSION}))
    reads = None if method in ("GET", "DELETE") else _reads(code, made)
    answers = dict(_answers(made))
    return Operation(path, method, code, [*parameters, *asked, *heard], reads, answers)


def _header(name: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "header", "schema": schema or {"type": "string"}}


def _headers(made: list[Call]) -> Iterator[str]:
    for call in made:
        if ast.unparse(call.node.func) == "request.headers.get" and call.node.args:
            yield str(call.code.resolve(call.node.args[0]))
        elif _is(call, "download"):
            yield "Range"


def _reads(code: Code, made: list[Call]) -> type | str | None:
    """What the body is read as: by `read` or `decode`, by `@takes` where the bytes are handed on, or as a picture."""
    handed_on: type | None = getattr(code.function, "takes", None)
    for call in made:
        if _is(call, "read", "decode") and len(call.node.args) == 2:  # noqa: PLR2004 - the request and the shape
            shape: type = call.code.resolve(call.node.args[1])
            return shape
    if handed_on is None and any(
        ast.unparse(each) == "request.body" for each in ast.walk(code.node) if isinstance(each, ast.Attribute)
    ):
        return "image/*"
    return handed_on


def _answers(made: list[Call]) -> Iterator[tuple[str, Schema]]:
    """By status, the media type and shape of each answer that the code builds."""
    for call in made:
        if call.function is json_response:
            args = call.node.args
            status = call.code.resolve(args[1]) if len(args) > 1 else HTTPStatus.OK
            yield str(int(status)), _content(_JSON, given_shape(call.code, args[0]))
        elif call.function is created:
            shape = {"type": "object", "properties": {"blob": {"type": "string"}, "location": {"type": "string"}}}
            yield "201", {**_content(_JSON, shape), "headers": {"Location": {"schema": {"type": "string"}}}}
        elif _is(call, "download"):
            yield from ((status, _content(_BYTES)) for status in ("200", "206"))
            yield "416", {"description": "The range lies beyond the end."}
        elif _is(call, "HttpResponse", "FileResponse"):
            status, kind = call.named("status") or HTTPStatus.OK, call.named("content_type")
            yield str(int(status)), _content(kind.partition(";")[0]) if kind else {"description": "Done."}


def _is(call: Call, *names: str) -> bool:
    return getattr(call.function, "__name__", None) in names and call.function is not error_response


def _content(kind: str, shape: Schema | None = None) -> Schema:
    return {"description": "Done.", "content": {kind: {"schema": shape} if shape else {}}}


def _written(each: Operation, shapes: dict[type, Schema]) -> Schema:
    """The operation as the document has it."""
    said = (each.code.function.__doc__ or "").strip()
    found: Schema = {
        "operationId": f"{each.method.lower()}{re.sub(r'[^a-z0-9]+', '_', each.path.lower()).rstrip('_')}",
        "summary": said.partition("\n")[0],
        "description": said,
        "responses": {**each.answers, **_refusals()},
    }
    if each.parameters:
        found["parameters"] = each.parameters
    if each.reads is not None:
        kind, shape = (each.reads, {}) if isinstance(each.reads, str) else (_JSON, shapes[each.reads])
        found["requestBody"] = {"required": True, "content": {kind: {"schema": shape}}}
    return found


def _refusals() -> Schema:
    """Where an address is none of ours, or its method, Django answers before any view: as to a browser."""
    error = {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}
    either = {**error, "text/html": {}}
    return {
        "4XX": {"description": "Refused.", "content": error},
        "403": {"description": "Not allowed; without the token of the desk's forms, a page.", "content": either},
        "404": {"description": "Nothing there for who asks.", "content": either},
        "405": {"description": "This address does not know the method; `Allow` says which it knows."},
    }


def _uploads() -> dict[str, Any]:
    """Where the bytes of an upload go: the porch answers, as tus 1.0 says."""
    resumable = _header("Tus-Resumable", {"type": "string", "const": VERSION}) | {"required": True}
    token = _in_path({"token": {"type": "string", "minLength": 1}})
    offset = {"Upload-Offset": {"schema": {"type": "integer"}}}

    def operation(name: str, status: str, *more: Schema, headers: Schema | None = None) -> Schema:
        answer = {"description": "Done.", **({"headers": headers} if headers else {})}
        return {
            "operationId": f"{name}_upload",
            "summary": f"tus 1.0: {name} an upload",
            "parameters": [resumable, *more],
            "responses": {status: answer, **_refusals()},
            "security": [],
        }

    stands = _header("Upload-Offset", {"type": "integer", "minimum": 0}) | {"required": True}
    body = {"requestBody": {"required": True, "content": {"application/offset+octet-stream": {}}}}
    return {
        "/uploads/{token}": {
            "description": f"tus {VERSION} with {EXTENSIONS}; `location` of a creation is this address.",
            "parameters": token,
            "head": operation("look_at", "200", headers=offset),
            "patch": {**operation("continue", "204", stands, headers=offset), **body},
            "delete": operation("take_back", "204"),
        }
    }


def _security(door: str) -> Schema:
    """At the desk: a session, and the token of its forms. At the report door nobody signs in."""
    if door != "desk":
        return {}
    session = {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
    csrf = {"type": "apiKey", "in": "header", "name": "X-CSRFToken"}
    return {"securitySchemes": {"session": session, "csrf": csrf}}
