"""The porch under a real granian: slow clients, bounded bodies, headers, downloads."""

import asyncio
import contextlib
import json
import select
from pathlib import Path

import psutil
import pytest

from vouchsafe.doors.headers import headers_of
from vouchsafe.porch.app import Porch
from vouchsafe.porch.tests.served import BODY_LIMIT, FILES, MEMORY_LIMIT, django
from vouchsafe.porch.tests.talk import BIG, Served, eventually, read_answer
from vouchsafe.porch.types import Message

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


def test_two_hundred_trickling_clients_keep_nobody_waiting(served: Served) -> None:
    """While 200 clients send a body byte by byte, twenty honest requests are all answered; they hold no thread."""
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(served.connect()) for _ in range(200)]
        for connection in slow:
            connection.sendall(b"POST /test/echo HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: 4000\r\n\r\na")
        answers = []
        for _ in range(20):
            for connection in slow:
                connection.sendall(b"b")
            answers.append(served.ask("POST /test/echo", b"an honest body"))
        assert [answer.status for answer in answers] == [200] * 20
        assert threads_named_django(served) <= 2


def test_who_comes_back_does_not_stand_in_line(served: Served) -> None:
    """While requests keep every thread busy and more wait behind them, a mailbox is answered."""
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(served.connect()) for _ in range(12)]
        for connection in waiting:
            connection.sendall(b"GET /test/busy HTTP/1.1\r\nHost: report.localhost\r\nConnection: close\r\n\r\n")
        assert served.ask("POST /api/v1/test/mailbox", b"{}").status == 200
        assert select.select(waiting, [], [], 0)[0] == []
        assert served.ask("POST /api/v1/test/mailbox/let-go", b"{}").status == 200
        assert [read_answer(connection).status for connection in waiting] == [204] * 12


def threads_named_django(server: Served) -> int:
    """How many of the worker's threads are Django's (Linux names threads; elsewhere none is found)."""
    names = []
    for process in [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]:
        tasks = Path(f"/proc/{process.pid}/task")
        names += [(task / "comm").read_text().strip() for task in tasks.iterdir()] if tasks.exists() else []
    return sum(name.startswith("django") for name in names)


def test_body_that_never_ends_is_cut_off(served: Served) -> None:
    """A body that does not arrive within its time is answered 408, not waited for."""
    with served.connect() as connection:
        connection.sendall(b"POST /test/echo HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: 10\r\n\r\nabc")
        assert read_answer(connection).status == 408


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_body_over_the_limit_is_refused(served: Served, *, chunked: bool) -> None:
    """A body larger than the limit gets 413 and a sentence, whether or not it was announced."""
    body = b"x" * (BODY_LIMIT + 1)
    if chunked:
        with served.connect() as connection:
            connection.sendall(
                b"POST /test/echo HTTP/1.1\r\nHost: report.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            connection.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
            answer = read_answer(connection)
    else:
        answer = served.ask("POST /test/echo", body)
    assert answer.status == 413
    assert json.loads(answer.body)["error"]["code"] == "body/too-large"


def test_unfinished_bodies_have_a_common_bound(served: Served) -> None:
    """When unfinished bodies fill the memory set aside, one is refused with 503 and small ones still pass; then all."""
    part = b"x" * (BODY_LIMIT - 1)
    head = f"POST /test/echo HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: {BODY_LIMIT}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(served.connect()) for _ in range(MEMORY_LIMIT // BODY_LIMIT + 2)]
        for connection in waiting:
            with contextlib.suppress(ConnectionError):  # the refused one may be closed already
                connection.sendall(head + part)
        answered, _, _ = select.select(waiting, [], [], 20)
        assert read_answer(answered[0]).status == 503
        assert served.ask("POST /test/echo", b"an honest body").status == 200
    assert eventually(lambda: served.ask("POST /test/echo", part).status == 200)


FORM = "POST /en/test/return/unscripted/"


def test_a_form_with_files_has_a_bound_of_its_own(served: Served) -> None:
    """At an address where the server seals, more fits than elsewhere; at every other door it is an address like any."""
    body = b"x" * FILES.body
    answer = served.ask(FORM, body)
    assert json.loads(answer.body)["size"] == FILES.body
    assert "vouchsafe.cut" not in json.loads(answer.body)["environ"]
    assert served.ask(FORM, body, host="desk.localhost").status == 413
    assert served.ask(f"{FORM}x", body).status == 413


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_form_with_too_large_files_is_cut_and_django_is_told(served: Served, *, chunked: bool) -> None:
    """What stands first arrives, the rest is read to its end and thrown away, so that the sender hears the answer."""
    body = b"begin" + b"x" * (FILES.body + FILES.discards - 5)
    if chunked:
        head = f"{FORM} HTTP/1.1\r\nHost: report.localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        with served.connect() as connection:
            connection.sendall(head.encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")
            answer = read_answer(connection)
    else:
        answer = served.ask(FORM, body)
    seen = json.loads(answer.body)
    assert (seen["size"], seen["environ"]["vouchsafe.cut"]) == (FILES.body, "yes")
    assert seen["environ"]["CONTENT_LENGTH"] == str(FILES.body)


def test_a_form_beyond_every_bound_is_left_to_django_to_answer(served: Served) -> None:
    """Nothing of it is read; the page says why."""
    with served.connect() as connection:
        length = FILES.body + FILES.discards + 1
        connection.sendall(f"{FORM} HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: {length}\r\n\r\n".encode())
        answer = read_answer(connection)
    seen = json.loads(answer.body)
    assert (seen["size"], seen["environ"]["vouchsafe.refused"]) == (0, "body/too-large")


def test_a_form_that_takes_too_long_is_left_to_django_to_answer(served: Served) -> None:
    """As is one whose files never arrive."""
    with served.connect() as connection:
        connection.sendall(f"{FORM} HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: 10\r\n\r\nabc".encode())
        seen = json.loads(read_answer(connection).body)
    assert seen["environ"]["vouchsafe.refused"] == "body/too-slow"


def test_unfinished_files_take_no_memory_from_anybody_else(served: Served) -> None:
    """When files fill the memory that they have, one more is told so, while sealed reports pass as before."""
    part = b"x" * (FILES.body - 1)
    head = f"{FORM} HTTP/1.1\r\nHost: report.localhost\r\nContent-Length: {FILES.body}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        waiting = [stack.enter_context(served.connect()) for _ in range(FILES.memory // FILES.body + 1)]
        for connection in waiting:
            with contextlib.suppress(ConnectionError):
                connection.sendall(head + part)
        answered, _, _ = select.select(waiting, [], [], 20)
        seen = json.loads(read_answer(answered[0]).body)
        assert seen["environ"]["vouchsafe.refused"] == "porch/busy"
        assert served.ask("POST /test/echo", b"x" * BODY_LIMIT).status == 200
    assert eventually(lambda: "vouchsafe.refused" not in json.loads(served.ask(FORM, part).body)["environ"])


def test_reporters_headers_end_at_the_porch(served: Served) -> None:
    """Neither address, agent, language, referrer nor cookie passes the report door, nor an address the desk."""
    telling = "User-Agent: Tell/1\nX-Forwarded-For: 203.0.113.9\nAccept-Language: fi\nCookie: a=b\nReferer: http://x/"
    report = served.ask(f"GET /test/echo\n{telling}")
    desk = served.ask(f"GET /test/echo\n{telling}", host="desk.localhost")
    for told in ("Tell/1", "203.0.113.9", "fi", "a=b", "http://x/", "127.0.0.1"):
        assert told not in json.loads(report.body)["environ"].values()
    assert json.loads(desk.body)["environ"]["HTTP_COOKIE"] == "a=b"
    assert "127.0.0.1" not in json.loads(desk.body)["environ"].values()


@pytest.mark.parametrize(("host", "tls"), [("report.example.org", True), (ONION, False)])
def test_onion_claims_no_tls(host: str, *, tls: bool) -> None:
    """What the porch answers itself says HSTS over https, and not at the onion, whose way is plain http inside Tor."""
    porch = Porch(django, {"report": "report.example.org"}, "https", onion=ONION)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "HEAD", "path": "/uploads/forged", "headers": [(b"host", host.encode())]}
    asyncio.run(porch(scope, receive, send))
    names = {name for name, _value in sent[0]["headers"]}
    assert b"content-security-policy" in names
    assert (b"strict-transport-security" in names) == tls


@pytest.mark.parametrize("door", ["report", "desk", "public"])
def test_whatever_is_answered_carries_the_headers_of_its_door(served: Served, door: str) -> None:
    """Done by Django's middleware or not, refused by the porch, uploads, files: every header is on the wire."""
    host = {"report": "report.localhost", "desk": "desk.localhost", "public": "localhost"}[door]
    large = "x" * (BODY_LIMIT + 1)
    asked = {
        "GET /test/echo": (200, b""),
        "GET /static/client/manifest.json": (200, b""),
        "GET /no/such/page": (404, b""),
        "TRACE /": (405, b""),
        "POST /test/echo": (413, large.encode()),
        "HEAD /uploads/forged\nTus-Resumable: 1.0.0": (404, b""),
    }
    for head, (status, body) in asked.items():
        answer = served.ask(head, body, host=host)
        assert answer.status == status, head
        for name, value in headers_of(door, "http").items():
            if name != "Cache-Control" or status != 200:
                assert answer.headers.get(name.lower()) == value, (head, name)
        assert answer.headers["server"] == "granian", head  # a name without a version
        assert {"x-powered-by", "via"} & set(answer.headers) == set(), head
        kind = answer.headers.get("content-type", "")
        assert not kind.startswith("text/") or "charset" in kind, head


def test_two_lengths_of_one_body_are_never_both_believed(served: Served) -> None:
    """So that nobody puts a second request into the first one's body: refused, or read by Transfer-Encoding alone."""
    smuggled = b"GET /test/smuggled HTTP/1.1\r\nHost: report.localhost\r\n\r\n"
    chunked = b"5\r\nhello\r\n0\r\n\r\n"
    for lengths, body in (
        ("Content-Length: 5\r\nContent-Length: 6", b"hello!"),
        ("Content-Length: 5, 6", b"hello!"),
        ("Content-Length: +5", b"hello"),
        ("Content-Length: 4\r\nTransfer-Encoding: chunked", chunked),
        ("Transfer-Encoding: chunked, identity", chunked),
        ("Transfer-Encoding: xchunked", chunked),
    ):
        with served.connect() as connection:
            head = f"POST /test/echo HTTP/1.1\r\nHost: report.localhost\r\nConnection: close\r\n{lengths}\r\n\r\n"
            connection.sendall(head.encode() + body + smuggled)
            answer = read_answer(connection)
        assert answer.body.count(b"HTTP/1.1 ") == 0, lengths
        assert answer.status == 400 or json.loads(answer.body)["size"] == 5, lengths


def test_unknown_host_is_refused(served: Served) -> None:
    """A host that is none of the three doors gets 400."""
    assert served.ask("GET /", host="elsewhere.example").status == 400


def test_an_organisations_own_host_is_a_door(served: Served) -> None:
    """From the first request on it is the report door: its headers, its uploads, and what ends at the porch there."""
    for _each in range(2):
        seen = json.loads(served.ask("GET /test/echo\nUser-Agent: x", host="speak.meridian.example").body)
        assert "HTTP_USER_AGENT" not in seen["environ"]
    upload = served.ask("HEAD /uploads/forged\nTus-Resumable: 1.0.0", host="speak.meridian.example")
    assert upload.status == 404
    assert upload.headers["content-security-policy"] == headers_of("report", "http")["Content-Security-Policy"]


def test_slow_downloads_hold_no_thread(served: Served) -> None:
    """While eight clients leave a large file unread, requests are answered and the file is not read into memory."""
    worker = psutil.Process(served.pid).children()[0]
    before = worker.memory_info().rss
    with contextlib.ExitStack() as stack:
        for _ in range(8):
            connection = stack.enter_context(served.connect())
            connection.sendall(b"GET /test/big HTTP/1.1\r\nHost: desk.localhost\r\n\r\n")
            assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert served.ask("POST /test/echo", b"an honest body").status == 200
        assert worker.memory_info().rss - before < BIG


def test_whole_download_arrives(served: Served) -> None:
    """A large file streams to its last byte; HEAD sends its headers and no body."""
    assert len(served.ask("GET /test/big", host="desk.localhost").body) == BIG
    answer = served.ask("HEAD /test/big", host="desk.localhost")
    assert (answer.status, answer.body) == (200, b"")
