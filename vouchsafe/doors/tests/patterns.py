"""Every regular expression of server and client, and a library that measures how their work grows with the text."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[3]
PACKAGE: Final = ROOT / "vouchsafe"
DIRECT: Final = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
FLAGS: Final = {"IGNORECASE": "i", "MULTILINE": "m", "DOTALL": "s", "ASCII": ""}
OUR_OWN: Final = {"makeVectors", "crafted", "timelineVector", "make_vectors"}
"""Tools that write test vectors: nobody else's text comes there."""


class Pattern(NamedTuple):
    """An expression as JavaScript writes it, with what it is held to the beginning and end of."""

    file: str
    pattern: str
    flags: str


class Measure(NamedTuple):
    """What the library found: "safe", "vulnerable" or "unknown"; how work grows; a text that shows it."""

    status: str
    complexity: str
    attack: str


SAFE: Final = Measure("safe", "bounded", "")
UNBOUNDED: Final = re.compile(r"[*+]|\{[0-9]+,\}")
"""Where none of these stands, not even as a letter, no text is repeated without end, and work cannot grow with it."""


class Unread(NamedTuple):
    """An expression that is put together while the program runs: somebody must look."""

    file: str
    text: str


def of_server() -> tuple[list[Pattern], list[Unread]]:
    """Those of Python: `re`, addresses, what msgspec checks, and JSON Schemas."""
    found: list[Pattern] = []
    unread: list[Unread] = []
    trees = {
        file: ast.parse(file.read_text("utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
        if "tests" not in file.parts and not OUR_OWN & set(file.parts)
    }
    whole = _matched_whole(trees)
    for file, tree in trees.items():
        name = str(file.relative_to(ROOT))
        names = _assigned(tree)
        for node in ast.walk(tree):
            for expression, held, flags in _written(node, names, whole, file):
                try:
                    text = ast.literal_eval(expression)
                except ValueError:
                    unread.append(Unread(name, ast.unparse(expression)))
                    continue
                found.append(Pattern(name, held.format(_as_javascript(text)), flags))
    for schema in sorted(PACKAGE.rglob("*.json")):
        if not {"tests", "client"} & set(schema.parts):
            found += [
                Pattern(str(schema.relative_to(ROOT)), each, "") for each in _in_schema(json.loads(schema.read_text()))
            ]
    return found, unread


def of_client() -> list[Pattern]:
    """Those of TypeScript, without its tests."""
    listed = _node("--in", "web", "node", "patterns.mjs", told="")
    return [
        Pattern(f"web/src/{file}", pattern, flags)
        for file, pattern, flags in listed
        if not any(own in file for own in OUR_OWN)
    ]


def measure(patterns: list[Pattern]) -> list[Measure]:
    """Each of them, in order."""
    asked = {_asked(each): SAFE for each in patterns}
    growing = [each for each in asked if UNBOUNDED.search(each[0])]
    said = _node("--in", "tools/patterns", "node", "measure.mjs", told=json.dumps(growing))
    asked |= {each: Measure(**found) for each, found in zip(growing, said, strict=True)}
    return [asked[_asked(each)] for each in patterns]


def _asked(pattern: Pattern) -> tuple[str, str]:
    """As the library takes it: "y" holds to where the last match ended, "g" goes on from there."""
    held = f"^(?:{pattern.pattern})" if "y" in pattern.flags else pattern.pattern
    return held, pattern.flags.replace("y", "").replace("g", "")


def _node(*command: str, told: str) -> Any:  # noqa: ANN401 - JSON
    said = subprocess.run(
        [str(ROOT / "tools" / "node"), *command], input=told, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout)


def _known_as(name: str, file: Path) -> str:
    """A private name is its file's own."""
    return f"{file}:{name}" if name.startswith("_") else name


def _matched_whole(trees: dict[Path, ast.Module]) -> dict[str, set[str]]:
    """By the name of a compiled expression, the methods that are called on it anywhere."""
    used: dict[str, set[str]] = {}
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in DIRECT
                and isinstance(node.value, ast.Name | ast.Attribute)
            ):
                name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
                used.setdefault(_known_as(name, file), set()).add(node.attr)
    return used


def _assigned(tree: ast.Module) -> dict[ast.AST, str]:
    """By the call that makes it, the name that a value is given."""
    names: dict[ast.AST, str] = {}
    for node in ast.walk(tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and node.value is not None:
            names[node.value] = target.id
    return names


def _written(
    node: ast.AST, names: dict[ast.AST, str], whole: dict[str, set[str]], file: Path
) -> Iterator[tuple[ast.expr, str, str]]:
    """The expressions that a call is given, how each is held, and its flags."""
    if not isinstance(node, ast.Call):
        return
    function = ast.unparse(node.func)
    if function == "re.compile":
        yield node.args[0], _held(whole.get(_known_as(names.get(node, ""), file), {"search"})), _flags(node)
    elif function.startswith("re.") and function[3:] in DIRECT:
        yield node.args[0], _held({function[3:]}), _flags(node)
    elif function == "re_path":
        yield node.args[0], "{}", ""
    elif function.endswith(".Meta"):
        yield from ((each.value, "{}", "") for each in node.keywords if each.arg == "pattern")


def _held(methods: set[str]) -> str:
    if methods == {"fullmatch"}:
        return "^(?:{})$"
    return "^(?:{})" if methods <= {"match", "fullmatch"} else "{}"


def _flags(node: ast.Call) -> str:
    text = " ".join(ast.unparse(each) for each in [*node.args[1:], *(one.value for one in node.keywords)])
    return "".join(letter for name, letter in FLAGS.items() if f"re.{name}" in text)


def _as_javascript(text: str | bytes) -> str:
    written = text.decode("latin-1") if isinstance(text, bytes) else text
    for python, javascript in (("(?P<", "(?<"), ("(?P=", "\\k<"), ("\\Z", "$")):
        written = written.replace(python, javascript)
    return re.sub(r"[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", written)


def _in_schema(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "pattern" and isinstance(value, str):
                yield value
            else:
                yield from _in_schema(value)
    elif isinstance(node, list):
        for each in node:
            yield from _in_schema(each)
