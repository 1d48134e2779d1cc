"""Pages that are sent again as they are, without a thread or a database, for a moment after they were asked for.

A page of the report door or the public door is a pure function of release, address and what is published (design §3),
so what one visitor got is what the next one gets. Whether something else is published by now is asked by Django; here
it goes unasked for `FRESH` seconds, which a visitor cannot tell from having come that much earlier.
"""

import time
from collections.abc import Callable
from typing import Final, NamedTuple

from django.middleware.gzip import re_accepts_gzip

from vouchsafe.porch.bridge import Answer
from vouchsafe.porch.types import Scope

FRESH: Final = 0.25
"""Seconds for which a page is sent again."""
MOST: Final = 256
"""Pages kept at once: some 5 MB."""


class Asked(NamedTuple):
    """What a page is a function of, as far as a request tells; nothing else of a visitor is kept, however briefly."""

    host: bytes
    path: str
    gzipped: bool


class Pages:
    """The answers of the last moments, in this process. Used by one event loop alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Asked, tuple[float, Answer]] = {}

    def find(self, asked: Asked) -> Answer | None:
        """What was answered to the same, unless it is too long ago."""
        until, answer = self._kept.get(asked, (0.0, None))
        return answer if self._clock() < until else None

    def keep(self, asked: Asked, answer: Answer) -> None:
        """Send it again for a moment, from now on. `answer` is a page that Django keeps too (`common/pages.py`)."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[asked] = (self._clock() + FRESH, answer)


def asked(scope: Scope) -> Asked | None:
    """What a request asks for, if that can be a page: a GET without a body and without a query."""
    if scope["method"] != "GET" or scope.get("query_string"):
        return None
    host, gzipped = b"", False
    for name, value in scope["headers"]:
        if name == b"host":
            host = value
        elif name == b"accept-encoding":
            gzipped = gzipped or re_accepts_gzip.search(value.decode("latin-1")) is not None
        elif name in (b"content-length", b"transfer-encoding"):
            return None
    return Asked(host, scope["path"], gzipped)
