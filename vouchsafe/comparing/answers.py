"""Two answers compared, byte for byte: what the release gives, and what a server gave.

What may differ is named here and nowhere else, each with its reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vouchsafe.intake.terminal.texts import plain

MAY_DIFFER: Final[Mapping[str, str]] = {
    "date": "the moment of the answer",
    "server": "what program answered",
    "connection": "how this one connection goes on",
    "keep-alive": "how this one connection goes on",
    "transfer-encoding": "how the body was cut up on its way",
    "content-length": "follows from the body, which is compared",
    "content-encoding": "how the body was packed on its way; it is compared unpacked",
    "vary": "says which answers a cache may mix up, and grows where a proxy packs",
    "etag": "names the version of a file for caches",
    "last-modified": "when a file was unpacked on the server's disk",
    "accept-ranges": "whether parts of a file may be asked for",
    "expires": "for caches; Cache-Control, which every answer has, is compared and overrules it (RFC 9111, 5.3)",
    "age": "how long a cache held it",
    "via": "which proxies it passed",
    "alt-svc": "where the same origin answers by HTTP/3, behind the same certificate",
}
"""Headers that do not change what a browser runs or shows; every other one has to be there, as it is, and no more."""

TOKEN: Final = re.compile(rb'(?<=<input type="hidden" name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=">)')
"""At the desk: Django's token against forged requests, new for each page. In nothing but this one field."""

_COOKIE: Final = re.compile(r"^(?P<name>(?:__Host-)?csrftoken)=[A-Za-z0-9]{32};(?: expires=[\w ,:-]{20,40};)?")
"""At the desk: the cookie that the token is compared with: its value and its last day."""
_EXCERPT: Final = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: `headers` by their names in lower case, each with all of its values in order."""

    status: int
    headers: Mapping[str, tuple[str, ...]]
    body: bytes = field(repr=False)


def differences(expected: Answer, served: Answer, *, desk: bool = False) -> Iterator[str]:
    """What a server gave otherwise than the release does, a sentence each; nothing where they are the same.

    `desk`: the token of the page's forms, and its cookie, may differ.
    """
    if served.status != expected.status:
        yield f"the status is {served.status} and not {expected.status}"
    yield from _headers(_compared(expected, desk=desk), _compared(served, desk=desk))
    ours, theirs = (_body(answer.body, desk=desk) for answer in (expected, served))
    if ours != theirs:
        yield _where(ours, theirs)


def _compared(answer: Answer, *, desk: bool) -> dict[str, tuple[str, ...]]:
    headers = {name: values for name, values in answer.headers.items() if name not in MAY_DIFFER}
    if desk and "set-cookie" in headers:
        headers["set-cookie"] = tuple(_COOKIE.sub(r"\g<name>=…;", value) for value in headers["set-cookie"])
    return headers


def _headers(ours: Mapping[str, tuple[str, ...]], theirs: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            yield f"the header {name} is missing"
        elif name not in ours:
            yield f"there is a header {plain(name)}: {_shown(', '.join(theirs[name]))}"
        elif ours[name] != theirs[name]:
            yield f"the header {name} reads {_shown(', '.join(theirs[name]))}"


def _body(body: bytes, *, desk: bool) -> bytes:
    return TOKEN.sub(b"", body) if desk else body


def _where(ours: bytes, theirs: bytes) -> str:
    """The place of the first byte that differs, and what stands there."""
    shared = min(len(ours), len(theirs))
    at = next((number for number in range(shared) if ours[number] != theirs[number]), shared)
    line = ours.count(b"\n", 0, at) + 1
    begin = max(at - _EXCERPT // 3, 0)
    wanted, got = (_shown(text[begin : at + _EXCERPT].decode("utf-8", "replace")) for text in (ours, theirs))
    return f"the content differs from byte {at} (line {line}) on: {got} in the place of {wanted}"


def _shown(text: str) -> str:
    short = text if len(text) <= 2 * _EXCERPT else f"{text[: 2 * _EXCERPT]}…"
    return f"“{plain(short.replace(chr(10), '⏎'))}”"
