"""The porch, in front of the real Django and a real PostgreSQL: reports that come at once are stored together."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.test import Client

from vouchsafe.cases.known import Received
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.common import clock
from vouchsafe.doors.headers import headers_of
from vouchsafe.intake.sent import Sent
from vouchsafe.intake.tests.paying import proof_for
from vouchsafe.looks.hosts import OwnHost
from vouchsafe.porch import together
from vouchsafe.porch.app import Porch
from vouchsafe.porch.together import LARGEST, MOST, Together, sent_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vouchsafe.cases.tests.cast import House
    from vouchsafe.porch.types import Message, Scope

PATH = "/api/v1/meridian/cases/3f2b8c1e-8a4d-4c5e-9b7a-2d1e0f9c8b7a"


class Asking:
    """A real Django that notes what it was asked."""

    def __init__(self) -> None:
        self.django = get_wsgi_application()
        self.paths: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 - as WSGI has it
        self.paths.append(environ["PATH_INFO"])
        return self.django(environ, start_response)


class Hosts:
    """Each of the two organisations has a host of its own."""

    def known_host(self, host: str, /) -> OwnHost | None:
        slug = host.partition(".")[2].partition(".")[0]
        return OwnHost(host, "report", UUID(int=1), slug) if host.startswith("speak.") else None

    own_host = known_host


@pytest.fixture
def house(transactional_db: None) -> House:
    """The Meridian Institute, set up."""
    return cast.meridian()


@pytest.fixture
def porch() -> Iterator[Porch]:
    hosts = {**settings.HOSTS, "report": "report.localhost"}
    made = Porch(Asking(), hosts, "https", own_hosts=Hosts())
    yield made
    # each thread closes what it opened
    for pool in (made.pool, made.pool_of_returning):
        meeting = threading.Barrier(pool._max_workers)
        for _each in range(pool._max_workers):
            pool.submit(_close, meeting)
        pool.shutdown()


def _close(meeting: threading.Barrier) -> None:
    meeting.wait(30)
    connections.close_all()


def request(path: str, proof: str = "paid", *, host: str = "report.localhost", method: str = "PUT") -> Scope:
    headers = [(b"host", host.encode()), (b"content-type", b"application/json"), (b"content-length", b"1")]
    headers += [(b"vouchsafe-proof", proof.encode())] if proof else []
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}


def answers(porch: Porch, *asked: tuple[Scope, bytes]) -> list[tuple[int, dict[str, str], bytes]]:
    """What each gets who asks at the same moment: status, headers, body."""

    async def one(scope: Scope, body: bytes) -> tuple[int, dict[str, str], bytes]:
        told: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            told.append(message)

        await porch(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return told[0]["status"], headers, told[1]["body"]

    async def every() -> list[tuple[int, dict[str, str], bytes]]:
        return await asyncio.gather(*(one(*each) for each in asked))

    return asyncio.run(every())


def sealed_and_paid(house: House) -> tuple[cast.Sent, Scope]:
    """A report, and the request that brings it."""
    sent = cast.seal(house)
    [proof] = proof_for(Client(headers={"host": "report.localhost"}), sent).values()
    return sent, request(f"/api/v1/meridian/cases/{sent.case}", proof)


def test_what_is_stored_together_is_answered_as_django_answers(house: House, porch: Porch) -> None:
    """Five at once: Django is asked for none; asked again for the same, by what it is then told, it says the same."""
    asked = [(scope, sent.raw) for sent, scope in (sealed_and_paid(house) for _each in range(5))]

    first = answers(porch, *asked)

    assert [status for status, *_rest in first] == [201] * 5
    assert porch.django.paths == []  # type: ignore[attr-defined]
    assert Case.objects.count() == 5
    assert answers(porch, *asked) == first
    assert len(porch.django.paths) == 5  # type: ignore[attr-defined]
    for _status, headers, _body in first:
        assert headers_of("report", "https").items() <= {name.title(): each for name, each in headers.items()}.items()


def test_django_says_what_is_wrong(house: House, porch: Porch) -> None:
    """Beside one that is right; nobody waits for an answer in vain."""
    (sent, good), (other, scope) = sealed_and_paid(house), sealed_and_paid(house)
    unpaid = request(scope["path"], "no proof")

    found = answers(porch, (good, sent.raw), (unpaid, other.raw), (scope, b"{}"))

    assert [status for status, *_rest in found] == [201, 403, 400]
    assert Case.objects.get().id == sent.case


def test_at_an_own_host_only_its_own_organisations_reports_are_taken(house: House, porch: Porch) -> None:
    """As everything of another organisation is not found there: at which host it was sent is no way around."""
    sent, scope = sealed_and_paid(house)
    [proof] = [value.decode() for name, value in scope["headers"] if name == b"vouchsafe-proof"]
    elsewhere = request(scope["path"], proof, host="speak.harbour.example")
    here = request(scope["path"], proof, host="speak.meridian.example")

    asyncio.run(_nothing_is_taken(porch, elsewhere, sent.raw))
    assert [status for status, *_rest in answers(porch, (here, sent.raw))] == [201]
    assert Case.objects.get().id == sent.case


async def _nothing_is_taken(porch: Porch, scope: Scope, raw: bytes) -> None:
    from vouchsafe.porch.bodies import Body

    assert await porch._take_in(scope, Body(raw), await porch._way_of("speak.harbour.example")) is None


@pytest.mark.parametrize(
    "scope",
    [
        request(PATH, method="POST"),
        request(PATH, ""),
        request(PATH + "/"),
        request(PATH.replace("-4c5e-", "-1c5e-")),
        request(PATH.replace("-9b7a-", "-1b7a-")),
        request(PATH.upper()),
        request("/api/v1/meridian/mailbox/items"),
        {**request(PATH), "query_string": b"a=b"},
    ],
    ids=["POST", "no proof", "another address", "no random id", "another variant", "capitals", "a message", "a query"],
)
def test_what_is_no_report_that_can_be_right_goes_to_django(scope: Scope) -> None:
    """It is looked at once."""
    assert sent_in(request(PATH), b"raw") == ("meridian", Sent(UUID(PATH[-36:]), b"raw", "paid"))
    assert sent_in(scope, b"raw") is None


def test_a_large_report_goes_alone() -> None:
    """Nobody waits for it."""
    assert sent_in(request(PATH), bytes(LARGEST))
    assert sent_in(request(PATH), bytes(LARGEST + 1)) is None


class Store:
    """A store that is slow until it is let go, and notes how many came to it at once."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, int]] = []
        self.go_on = threading.Event()

    def __call__(self, slug: str, sent: Sequence[Sent]) -> list[Received | None]:
        self.groups.append((slug, len(sent)))
        assert self.go_on.wait(30)
        return [Received(each.case, clock.today()) for each in sent]


async def take_in(group: Together, many: int, slug: str = "meridian") -> list[asyncio.Task[Received | None]]:
    """So many reports come, and wait."""
    tasks = [asyncio.ensure_future(group.take_in(slug, Sent(uuid4(), b"", ""))) for _each in range(many)]
    await asyncio.sleep(0.05)
    return tasks


def test_who_comes_while_others_are_stored_goes_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first alone; then as many as may; another organisation's do not wait for them. Who left holds up nobody."""
    store = Store()
    monkeypatch.setattr(together, "_stored", store)

    async def come() -> None:
        with ThreadPoolExecutor(2) as pool:
            group = Together(pool)
            waiting = await take_in(group, 1) + await take_in(group, MOST + 3)
            waiting += await take_in(group, 2, "harbour")
            left = waiting.pop(1)
            left.cancel()
            assert store.groups == [("meridian", 1), ("harbour", 2)]
            store.go_on.set()
            assert None not in await asyncio.gather(*waiting)
            assert left.cancelled()
            assert store.groups[2:] == [("meridian", MOST), ("meridian", 3)]
            [alone] = await take_in(group, 1)
            assert await alone
            assert store.groups[-1] == ("meridian", 1)

    asyncio.run(come())


@pytest.mark.parametrize(
    ("error", "noted"),
    [
        (OperationalError(), 0),
        (ValueError("a fault of ours"), 1),
    ],
    ids=["no database", "a fault"],
)
def test_what_fails_is_left_to_django(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, noted: int
) -> None:
    """None of them is answered here; a fault is noted, an outage where the request is answered."""
    error.__cause__ = psycopg.OperationalError() if isinstance(error, OperationalError) else None

    def fail(_slug: str, _sent: Sequence[Sent]) -> list[Received | None]:
        raise error

    monkeypatch.setattr(together, "_stored", fail)

    async def come() -> list[Received | None]:
        with ThreadPoolExecutor(2) as pool:
            return await asyncio.gather(*await take_in(Together(pool), 3))

    with caplog.at_level(logging.WARNING, "vouchsafe.porch.together"):
        assert asyncio.run(come()) == [None] * 3
    assert len(caplog.records) <= 3 * noted
    assert bool(caplog.records) == bool(noted)
