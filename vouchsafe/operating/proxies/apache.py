"""Apache httpd: one directive in a line, sections in angle brackets (httpd.apache.org/docs/2.4/configuring.html)."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vouchsafe.operating.errors import OperatingError
from vouchsafe.operating.proxies.found import ADDRESS_HEADERS, Trace, logs, logs_errors, marks, told

_NOWHERE: Final = "/dev/null"
_VISITS: Final = frozenset({"customlog", "transferlog", "globallog", "forensiclog"})
_OF_ADDRESS: Final = re.compile(r"remote_addr|remote_host|remote_port|%\{c\}a|%[ah]\b", re.IGNORECASE)


def check(path: Path) -> Iterator[Trace]:
    """What is found in a file of httpd's configuration; what it includes is to be given as well."""
    directives = list(_directives(path.read_text("utf-8")))
    names = {words[0].lower() for _number, words in directives}
    if "errorlog" not in names:
        yield logs_errors(1, f"Write `ErrorLog {_NOWHERE}`.")
    for number, words in directives:
        yield from _directive(number, words[0].lower(), words[1:])
    first = next((number for number, words in directives if words[0].lower() in ("proxypass", "proxypassmatch")), None)
    if first is not None and not any(
        words[0].lower() == "proxyaddheaders" and words[1:2] == ["Off"] for _number, words in directives
    ):
        yield told(first, "Write `ProxyAddHeaders Off`.")


def _directives(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each directive with its line; lines that end in a backslash are joined."""
    began, whole = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        began = began if whole else number
        if line.endswith("\\"):
            whole += f"{line[:-1]} "
            continue
        stripped = (whole + line).strip()
        whole = ""
        if stripped and not stripped.startswith(("#", "<")):
            try:
                yield began, shlex.split(stripped)
            except ValueError as error:
                raise OperatingError("proxy/unreadable", f"Line {began}: a quotation mark is missing.") from error


def _directive(number: int, name: str, args: list[str]) -> Iterator[Trace]:
    value = " ".join(args)
    if name in _VISITS and args[:1] != [_NOWHERE]:
        yield logs(number, "Remove this line.")
    elif name == "errorlog" and args[:1] != [_NOWHERE]:
        yield logs_errors(number, f"Write `ErrorLog {_NOWHERE}`.")
    elif name == "requestheader" and len(args) > 2 and _tells(args):  # noqa: PLR2004 - act, name and value
        yield told(number, f"Write `RequestHeader unset {args[1]}`.")
    elif name in ("cacheenable", "dumpioinput", "dumpiooutput", "secauditlog", "secauditengine") and "Off" not in args:
        yield Trace(number, "What passes is kept.", "Remove this line.")
    elif (name == "extendedstatus" and args == ["On"]) or (name == "sethandler" and args == ["server-status"]):
        yield Trace(number, "A page shows who visits now.", "Remove this line.")
    elif (name == "cookietracking" and value.lower() == "on") or (name == "header" and "set-cookie" in value.lower()):
        yield marks(number, "Remove this line.")


def _tells(args: list[str]) -> bool:
    act, name, value = args[0].lower(), args[1].lower(), " ".join(args[2:])
    return act != "unset" and (name in ADDRESS_HEADERS or _OF_ADDRESS.search(value) is not None)
