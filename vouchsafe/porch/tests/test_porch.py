"""The porch under a real granian, spoken to over raw sockets."""

import asyncio
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import psutil
import pytest

from vouchsafe.common import clock, uploads
from vouchsafe.porch.app import Porch
from vouchsafe.porch.tests.served import BODY_LIMIT, FILES, MEMORY_LIMIT, django
from vouchsafe.porch.types import Message

pytestmark = pytest.mark.xdist_group("porch")
REPORT = "report.localhost"
ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
BIG = 64 * 1024 * 1024


class Answer(msgspec.Struct):
    """An HTTP answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(msgspec.Struct):
    """A running server and how to speak to it."""

    port: int
    pid: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def ask(self, head: str, body: bytes = b"", *, host: str = REPORT) -> Answer:
        """One request on a connection of its own; `head` is the request line and any headers."""
        line, *headers = head.split("\n")
        lines = [f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
        if body or line.startswith(("POST", "PUT", "PATCH")):
            lines.append(f"Content-Length: {len(body)}")
        with self.connect() as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            return read_answer(connection)


def read_answer(connection: socket.socket) -> Answer:
    """Everything until the server closes."""
    raw = bytearray()
    while chunk := connection.recv(262_144):
        raw += chunk
    head, _, body = bytes(raw).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Answer(int(status.split()[1]), {name.lower(): value for name, value in headers.items()}, body)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One granian process with one worker, as in production."""
    big = tmp_path_factory.mktemp("big") / "file"
    with big.open("wb") as file:
        file.truncate(BIG)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--port", str(port)]
    command += ["--log-level", "warning", "vouchsafe.porch.tests.served:application"]
    with subprocess.Popen(command, env={**os.environ, "BIG_FILE": str(big)}) as process:
        server = Served(port, process.pid)
        _wait_until_open(server, process)
        yield server
        process.terminate()


def _wait_until_open(server: Served, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "granian ended before it listened"
        with contextlib.suppress(OSError), server.connect():
            return
        time.sleep(0.05)
    pytest.fail("granian did not listen within two minutes")


@pytest.fixture
def shared_data(settings: object) -> Path:
    """The data folder that the server uses too, in place of the one of this test alone."""
    folder = Path(os.environ["VOUCHSAFE_CONFIG"]).parent / "files"
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, data_dir=folder)  # type: ignore[attr-defined]
    return folder


class Sealed(msgspec.Struct):
    """An upload under way."""

    organisation: UUID
    blob_id: UUID
    token: str
    length: int

    @property
    def path(self) -> Path:
        return uploads.path_of(self.organisation, self.blob_id)


@pytest.fixture
def upload(shared_data: Path) -> Sealed:
    """An announced upload of 3,000,000 bytes."""
    organisation = uuid4()
    made = uploads.create(organisation, 3_000_000)
    uploads.begin(made.claim)
    return Sealed(organisation, made.blob_id, made.token, 3_000_000)


def patch(server: Served, upload: Sealed, offset: int, body: bytes, host: str = REPORT) -> Answer:
    head = f"PATCH /uploads/{upload.token}\nTus-Resumable: 1.0.0\nUpload-Offset: {offset}\n"
    return server.ask(head + "Content-Type: application/offset+octet-stream", body, host=host)


def head(server: Served, upload: Sealed) -> Answer:
    return server.ask(f"HEAD /uploads/{upload.token}\nTus-Resumable: 1.0.0")


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


def eventually(check: Callable[[], bool]) -> bool:
    """Whether `check` comes true: what one connection causes another sees a moment later."""
    for _ in range(100):
        if check():
            return True
        time.sleep(0.1)
    return False


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


def test_unknown_host_is_refused(served: Served) -> None:
    """A host that is none of the three doors gets 400."""
    assert served.ask("GET /", host="elsewhere.example").status == 400


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


def test_upload_is_resumed_where_it_stands(served: Served, upload: Sealed) -> None:
    """A broken upload keeps what came; HEAD tells where it stands; the rest makes it whole, byte for byte."""
    content = os.urandom(upload.length)
    with served.connect() as connection:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {upload.length}\r\n\r\n"
        )
        connection.sendall(request.encode() + content[:2_000_000])
    assert eventually(lambda: int(head(served, upload).headers["upload-offset"]) > 0)  # the broken one has arrived
    assert eventually(lambda: patch(served, upload, 3_000_000, b"").status == 409)  # and has let go of the lock
    stands_at = int(head(served, upload).headers["upload-offset"])
    assert 0 < stands_at <= 2_000_000
    assert not uploads.is_whole(upload.organisation, upload.blob_id, upload.length)
    answer = patch(served, upload, stands_at, content[stands_at:])
    assert (answer.status, answer.headers["upload-offset"]) == (204, "3000000")
    assert uploads.is_whole(upload.organisation, upload.blob_id, upload.length)
    assert upload.path.read_bytes() == content


def test_whole_upload_takes_no_more_bytes(served: Served, upload: Sealed) -> None:
    """Neither over its beginning nor after its end can a whole blob be written; HEAD still tells its length."""
    assert patch(served, upload, 0, b"a" * upload.length).status == 204
    assert patch(served, upload, 0, b"b").status == 409
    assert patch(served, upload, upload.length, b"b").status == 413
    assert upload.path.read_bytes() == b"a" * upload.length
    assert head(served, upload).headers["upload-offset"] == str(upload.length)
    assert sorted(path.name for path in upload.path.parent.iterdir()) == [upload.path.name]


def test_upload_never_exceeds_what_was_announced(served: Served, upload: Sealed) -> None:
    """One byte too many gets 413 and the blob does not become whole."""
    assert patch(served, upload, 0, b"a" * (upload.length + 1)).status == 413
    assert not upload.path.exists()


def test_second_writer_is_turned_away(served: Served, upload: Sealed) -> None:
    """While one request writes an upload, another gets 423."""
    with served.connect() as first:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\nabc"
        )
        first.sendall(request.encode())
        assert eventually(lambda: patch(served, upload, 1, b"x").status == 423)


def test_file_times_tell_the_day_only(served: Served, upload: Sealed) -> None:
    """A blob's times are midnight UTC of its day, whole or not."""
    midnight = clock.start_of(clock.today())
    patch(served, upload, 0, b"a" * 1000)
    assert uploads.part_of(upload.path).stat().st_mtime == midnight
    patch(served, upload, 1000, b"a" * (upload.length - 1000))
    assert (upload.path.stat().st_mtime, upload.path.parent.stat().st_mtime) == (midnight, midnight)


@pytest.mark.parametrize(
    ("request_head", "status", "code"),
    [
        ("PATCH {good}\nTus-Resumable: 0.2.2\nUpload-Offset: 0", 412, "upload/version"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: text/plain", 415, "upload/content-type"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: -1\nContent-Type: {type}", 400, "upload/offset"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nUpload-Offset: 7\nContent-Type: {type}", 409, "upload/offset"),
        ("PATCH {forged}\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {type}", 404, "upload/not-found"),
        ("PATCH /uploads/../x\nTus-Resumable: 1.0.0\nUpload-Offset: 0\nContent-Type: {type}", 404, "upload/not-found"),
        ("PUT {good}\nTus-Resumable: 1.0.0", 405, "upload/method"),
        ("PATCH {good}\nTus-Resumable: 1.0.0\nX-HTTP-Method-Override: PUT", 405, "upload/method"),
        ("DELETE {forged}\nTus-Resumable: 1.0.0", 404, "upload/not-found"),
    ],
)
def test_malformed_uploads_are_refused(
    served: Served, upload: Sealed, request_head: str, status: int, code: str
) -> None:
    """Each wrong request gets its own code, and nothing becomes whole."""
    good = f"/uploads/{upload.token}"
    forged = good[:-1] + ("A" if good[-1] != "A" else "B")
    text = request_head.format(good=good, forged=forged[:-3] + "AAA", type="application/offset+octet-stream")
    answer = served.ask(text, b"x" if text.startswith("PATCH") else b"")
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (status, code)
    assert not upload.path.exists()


def test_an_upload_that_was_never_begun_is_not_there(served: Served, shared_data: Path) -> None:
    """A token alone makes no file: what was not paid for does not exist."""
    made = uploads.create(uuid4(), 3_000_000)
    sealed = Sealed(made.claim.organisation, made.blob_id, made.token, 3_000_000)
    assert [head(served, sealed).status, patch(served, sealed, 0, b"a").status] == [404, 404]
    assert delete(served, sealed).status == 404
    assert not uploads.is_begun(made.claim)


def test_what_the_uploads_can_do_is_said(served: Served, upload: Sealed) -> None:
    """OPTIONS names version, extensions and largest size; each answer says with which midnight the upload ends."""
    said = served.ask(f"OPTIONS /uploads/{upload.token}")
    assert (said.status, said.headers["tus-version"]) == (204, "1.0.0")
    assert said.headers["tus-extension"] == "creation,termination,expiration"
    assert int(said.headers["tus-max-size"]) == uploads.LARGEST
    expires = parsedate_to_datetime(patch(served, upload, 0, b"a" * 10).headers["upload-expires"])
    assert expires.timestamp() == clock.start_of(clock.today() + uploads.LASTS)
    assert head(served, upload).headers["upload-expires"].endswith(" 00:00:00 GMT")


def delete(server: Served, upload: Sealed) -> Answer:
    return server.ask(f"DELETE /uploads/{upload.token}\nTus-Resumable: 1.0.0")


@pytest.mark.parametrize("sent", [0, 1000, 3_000_000])
def test_an_upload_that_is_taken_back_leaves_nothing(served: Served, upload: Sealed, sent: int) -> None:
    """Begun, half or whole: its bytes are gone and its address is dead; again is no error."""
    patch(served, upload, 0, b"a" * sent)
    assert [delete(served, upload).status, delete(served, upload).status] == [204, 204]
    assert [head(served, upload).status, patch(served, upload, 0, b"a").status] == [410, 410]
    gone = uploads.gone_of(upload.path)
    assert list(upload.path.parent.iterdir()) == [gone]
    midnight = clock.start_of(clock.today())
    assert (gone.stat().st_size, gone.stat().st_mtime, gone.parent.stat().st_mtime) == (0, midnight, midnight)


def test_a_method_may_come_in_a_header(served: Served, upload: Sealed) -> None:
    """For clients that know GET and POST alone (tus 1.0, X-HTTP-Method-Override)."""
    request = f"POST /uploads/{upload.token}\nTus-Resumable: 1.0.0\nX-HTTP-Method-Override: DELETE"
    assert served.ask(request).status == 204
    assert head(served, upload).status == 410


def test_what_a_report_names_is_not_taken_back(served: Served, upload: Sealed) -> None:
    """A token outlives the sending; it is no right to remove what was sent."""
    patch(served, upload, 0, b"a" * upload.length)
    assert uploads.take(upload.organisation, upload.blob_id, upload.length)
    answer = delete(served, upload)
    assert (answer.status, json.loads(answer.body)["error"]["code"]) == (403, "upload/taken")
    assert head(served, upload).headers["upload-offset"] == str(upload.length)


def test_an_upload_under_way_is_not_taken_back(served: Served, upload: Sealed) -> None:
    """Whoever is writing is first stopped; until then it is busy."""
    with served.connect() as first:
        request = (
            f"PATCH /uploads/{upload.token} HTTP/1.1\r\nHost: {REPORT}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\nabc"
        )
        first.sendall(request.encode())
        assert eventually(lambda: patch(served, upload, 7, b"x").status == 423), "at another offset: it writes nothing"
        assert delete(served, upload).status == 423
    assert eventually(lambda: delete(served, upload).status == 204)


def test_uploads_exist_at_the_report_door_and_the_desk_only(served: Served, upload: Sealed) -> None:
    """The public door takes no uploads."""
    assert patch(served, upload, 0, b"a" * 10, host="desk.localhost").status == 204
    assert patch(served, upload, 10, b"a" * 10, host="localhost").status == 404
