"""Pages that are sent again for a moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse

from vouchsafe.common.pages import KeptPage
from vouchsafe.porch import again
from vouchsafe.porch.again import FRESH, MOST, Asked, Pages, asked
from vouchsafe.porch.app import Porch
from vouchsafe.porch.bridge import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from vouchsafe.porch.types import Message

FORM = Asked(b"report.localhost", "/en/meridian/integrity/", gzipped=True)
HEADERS = [(b"host", b"report.localhost"), (b"accept-encoding", b"gzip, br")]


class Clock:
    """A clock that somebody sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Counting:
    """A Django that says the how manieth request this is; pages at /en/…, anything else elsewhere."""

    asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        text = str(self.asked).encode()
        is_page = environ["PATH_INFO"].startswith("/en/")
        response = KeptPage(text, text) if is_page else HttpResponse(text)
        start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(text)))])
        return response


def scope(path: str = FORM.path, method: str = "GET", query: bytes = b"", more: tuple[Any, ...] = ()) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "query_string": query, "headers": [*HEADERS, *more]}


@pytest.fixture
def porch() -> Porch:
    return Porch(Counting(), {"report": "report.localhost"}, "http")


def answers(porch: Porch, *scopes: dict[str, Any]) -> list[bytes]:
    """What each gets, one after the other."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async def ask() -> None:
        for each in scopes:
            await porch(each, receive, send)

    asyncio.run(ask())
    return [message["body"] for message in sent if message["type"] == "http.response.body"]


def test_a_page_is_sent_again_and_then_asked_for_anew(porch: Porch) -> None:
    """Within a moment Django is asked once; after it, once more."""
    clock = Clock()
    porch.pages = Pages(clock)
    assert answers(porch, scope(), scope(), scope()) == [b"1", b"1", b"1"]
    clock.now += FRESH
    assert answers(porch, scope(), scope()) == [b"2", b"2"]


def test_who_asks_for_something_else_gets_something_else(porch: Porch) -> None:
    """Another address, another host and a browser that takes no gzip share nothing."""
    plain = {**scope(), "headers": [(b"host", b"report.localhost")]}
    assert answers(porch, scope(), scope("/en/meridian/"), plain) == [b"1", b"2", b"3"]


@pytest.mark.parametrize(
    "each",
    [
        scope("/api/v1/meridian/directory"),
        scope(method="HEAD"),
        scope(method="POST"),
        scope(query=b"a=b"),
        scope(more=((b"content-length", b"0"),)),
    ],
    ids=["what is no page", "HEAD", "POST", "a query", "a body"],
)
def test_what_is_no_page_is_asked_for_each_time(porch: Porch, each: dict[str, Any]) -> None:
    """Only whole pages that Django keeps too are sent again."""
    answers(porch, each, each)
    assert porch.django.asked == 2  # type: ignore[attr-defined]


def test_headers_of_a_visitor_are_not_kept() -> None:
    """What is remembered of who asked is the host, the address and whether they take gzip."""
    more = ((b"user-agent", b"Mozilla/5.0"), (b"accept", b"text/html"), (b"x-forwarded-for", b"203.0.113.9"))
    assert asked(scope(more=more)) == FORM


def test_a_thousand_addresses_fill_no_memory() -> None:
    """There is a bound to how many pages are kept at once."""
    pages = Pages(Clock())
    for number in range(4 * MOST):
        pages.keep(Asked(b"report.localhost", f"/{number}/", gzipped=True), Answer(200, [], b""))
    assert len(pages._kept) <= again.MOST
