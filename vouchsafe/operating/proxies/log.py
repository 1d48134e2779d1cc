"""A log of a reverse proxy: whether lines name an address or a browser."""

import gzip
import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from vouchsafe.operating.proxies.found import Trace

_PERHAPS: Final = re.compile(r"(?<![\w.])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)(?![\w.])")
_BROWSER: Final = re.compile(r"Mozilla/\d|Gecko/\d|AppleWebKit/|curl/\d")
_GZIP: Final = b"\x1f\x8b"


def check(path: Path) -> Iterator[Trace]:
    """One finding for addresses and one for browsers, with the first line and how many there are. Read as a stream."""
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    with _opened(path) as lines:
        for number, line in enumerate(lines, 1):
            for what in _in(line):
                first.setdefault(what, number)
                count[what] = count.get(what, 0) + 1
    for what, number in first.items():
        mend = "Stop what writes this log (give its configuration to check-proxy), then delete it and its copies."
        yield Trace(number, f"{count[what]} lines of this log name {what}.", mend)


def _opened(path: Path) -> IO[str]:
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    return gzip.open(path, "rt", errors="replace") if is_packed else path.open("r", errors="replace")


def _in(line: str) -> Iterator[str]:
    if any(_is_visitors(match[0]) for match in _PERHAPS.finditer(line)):
        yield "a visitor's address"
    if _BROWSER.search(line):
        yield "a visitor's browser"


def _is_visitors(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)
