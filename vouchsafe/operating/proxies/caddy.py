"""Caddy: the Caddyfile, whose grammar is tokens, lines and blocks (caddyserver.com/docs/caddyfile/concepts)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from vouchsafe.operating.errors import OperatingError
from vouchsafe.operating.proxies.found import ADDRESS_HEADERS, Trace, logs, logs_errors, marks, told

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|#[^\n]*|\\\n|\n|\S+')
_OF_ADDRESS: Final = re.compile(r"\{(http\.request\.)?(remote|client_ip|remote_host|http\.vars\.client_ip)[^}]*\}")


class Line(NamedTuple):
    """A directive: where it stands, its words, and the lines of its block."""

    number: int
    words: tuple[str, ...]
    block: tuple["Line", ...]


def check(path: Path) -> Iterator[Trace]:
    """What is found in a Caddyfile. Raises OperatingError "proxy/unreadable" where its braces do not fit."""
    top = parse(path.read_text("utf-8"))
    options = [line for line in top if not line.words]
    if not any(_is_discarded(one) for block in options for one in block.block if one.words[:1] == ("log",)):
        mend = "Write `log default { output discard }` into the global options, the block at the head of the file."
        yield logs_errors(options[0].number if options else 1, mend)
    for line in top:
        yield from _within(line, is_site=bool(line.words))


def parse(text: str) -> tuple[Line, ...]:
    """The lines of a Caddyfile, blocks within. Raises OperatingError "proxy/unreadable"."""
    lines: list[list[Line]] = [[]]
    heads: list[tuple[int, tuple[str, ...]]] = []
    words: list[str] = []
    number, began = 1, 1
    for match in _TOKEN.finditer(f"{text}\n"):
        word, number = match[0], text.count("\n", 0, match.start()) + 1
        if word.startswith("#") or word == "\\\n":
            continue
        began = began if words else number
        if word == "{":
            heads.append((began, tuple(words)))
            lines.append([])
            words = []
        elif word == "}" and not words and heads:
            block = tuple(lines.pop())
            lines[-1].append(Line(*heads.pop(), block))
        elif word == "\n":
            if words and not words[-1].endswith(","):
                lines[-1].append(Line(began, tuple(words), ()))
                words = []
        else:
            words.append(word.strip('"`'))
    if heads or words:
        raise OperatingError("proxy/unreadable", f"Line {number}: a block is not closed.")
    return tuple(lines[0])


def _within(line: Line, *, is_site: bool) -> Iterator[Trace]:
    for one in line.block:
        name = one.words[0] if one.words else ""
        if name == "log" and is_site and not _is_discarded(one):
            yield logs(one.number, "Remove this block, or write `output discard` into it.")
        elif name == "reverse_proxy":
            yield from _reverse_proxy(one)
        elif name == "tracing":
            yield logs(one.number, "Remove this line.")
        elif name == "header" and "set-cookie" in " ".join(one.words).lower():
            yield marks(one.number, "Remove this line.")
        if name != "reverse_proxy":
            yield from _within(one, is_site=is_site)


def _reverse_proxy(proxy: Line) -> Iterator[Trace]:
    ups = [one for one in proxy.block if one.words[0] == "header_up"]
    if not any(one.words[1].lower() in ("-x-forwarded-for", "-x-forwarded-*") for one in ups):
        yield told(proxy.number, "Write `header_up -X-Forwarded-For` into the block of reverse_proxy.")
    for one in ups:
        value = " ".join(one.words[2:])
        if _OF_ADDRESS.search(value) or (value and one.words[1].lower().lstrip("+?>") in ADDRESS_HEADERS):
            yield told(one.number, "Remove this line.")


def _is_discarded(log: Line) -> bool:
    return any(one.words[:2] == ("output", "discard") for one in log.block)
