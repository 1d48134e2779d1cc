"""HAProxy: one directive in a line, sections that begin with their names (its configuration manual, chapter 2)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vouchsafe.operating.proxies.found import ADDRESS_HEADERS, Trace, logs, marks, remembers, told, without_comment

_OF_ADDRESS: Final = re.compile(r"%\[\s*src\b|%ci\b|%\[\s*req\.hdr\(\s*x-forwarded-for", re.IGNORECASE)
_REMEMBERS: Final = re.compile(r"\bstick-table\s+type\s+ipv?6?\b|\b(track-sc\d|stick\s+(on|store-request))\s+src\b")
_HEADER: Final = re.compile(r"^http-request\s+(?:set|add)-header\s+(\S+)\s+(.*)$")


def check(path: Path) -> Iterator[Trace]:
    """What is found in haproxy.cfg."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        words = without_comment(line).split()
        if words:
            yield from _directive(number, " ".join(words))


def _directive(number: int, text: str) -> Iterator[Trace]:
    words = text.split()
    header = _HEADER.match(text)
    if words[0] in ("log", "log-format", "log-format-sd", "error-log-format"):
        yield logs(number, "Remove this line, from `global` and `defaults` too.")
    elif re.match(r"option (httplog|tcplog|httpslog|log-)", text):
        yield logs(number, "Remove this line.")
    elif text.startswith("option forwardfor") or (
        header and (header[1].lower() in ADDRESS_HEADERS or _OF_ADDRESS.search(header[2]))
    ):
        yield told(number, "Remove this line.")
    elif words[0] in ("server", "server-template", "default-server") and re.search(r" send-proxy", text):
        yield told(number, "Remove send-proxy and its kin from this line.")
    elif _REMEMBERS.search(text):
        yield remembers(number, "Remove this line: Vouchsafe asks for work in place of limits by address.")
    elif re.match(r"(capture |http-request capture|declare capture)", text):
        yield Trace(number, "Parts of requests are kept for the log.", "Remove this line.")
    elif re.match(r"cookie \S+.* (insert|prefix|rewrite)", text):
        yield marks(number, "Remove this line: every node answers every visitor.")
    elif re.match(
        r"(http-request|http-response) (cache-use|cache-store)|filter (trace|opentracing|opentelemetry)", text
    ):
        yield Trace(number, "What passes is kept or traced.", "Remove this line.")


def _tells(name: str, value: str) -> bool:
    return name.lower() in ADDRESS_HEADERS or _OF_ADDRESS.search(value) is not None
