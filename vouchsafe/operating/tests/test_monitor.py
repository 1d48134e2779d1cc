"""Health, readiness and figures: on an address of their own, and none moves when somebody reports."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from prometheus_client.parser import text_string_to_metric_families

from vouchsafe.cases.tests.cast import House
from vouchsafe.common.tests.ports import free_port
from vouchsafe.operating.doctor import Places
from vouchsafe.operating.monitor import Answer, answers, monitor
from vouchsafe.porch.tests.running import running
from vouchsafe.porch.tests.test_no_minute import leave_a_report

ADDRESSES = ("/health", "/ready", "/metrics")
GUARDED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@contextmanager
def monitoring(port: int, *, metrics: bool = True) -> Iterator[int]:
    """The monitor of a server on that port; its own port."""
    addresses = answers(settings.VOUCHSAFE, Places(server=f"http://127.0.0.1:{port}"), metrics=metrics)
    with monitor("127.0.0.1", 0, addresses) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def ask(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_a_report_moves_no_figure_and_no_answer_names_anybody(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked before and after a report with a file: the same bytes, in which no organisation, member or case is."""
    with running(tmp_path) as server, monitoring(server.port) as port:
        before = {path: ask(port, path) for path in ADDRESSES}
        assert {status for status, _body in before.values()} == {200}, before
        receipt = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
        after = {path: ask(port, path) for path in ADDRESSES}
    assert after == before
    said = "".join(body for _status, body in after.values())
    told = ["meridian", "Meridian", str(house.organisation.id), str(receipt.case_id), house.hana.member.email]
    assert [each for each in told if each in said] == []
    families = {family.name: family for family in text_string_to_metric_families(after["/metrics"][1])}
    labels = {name for family in families.values() for sample in family.samples for name in sample.labels}
    assert labels == {"part", "release", "what"}
    works = {sample.labels["part"]: sample.value for sample in families["vouchsafe_works"].samples}
    assert (works["database"], works["server"], works["worker"]) == (1, 1, 0)


@pytest.mark.usefixtures("house")
def test_a_server_that_is_down_is_not_ready(data_dir: Path) -> None:
    """503, with codes and no more; what is not an address is 404, and figures are off unless asked for."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with monitoring(free_port(), metrics=False) as port:
        for path in ("/health", "/ready"):
            status, body = ask(port, path)
            assert status == 503
            assert "server/report" in body
        assert ask(port, "/metrics")[0] == 404
        assert ask(port, "/")[0] == 404


@pytest.mark.usefixtures("house")
def test_a_reader_that_hangs_up_early_is_nobodys_error(
    data_dir: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither one that resets before its answer is written nor one that asks by half leaves a line; others go on."""
    data_dir.mkdir(parents=True, exist_ok=True)
    looking, go_on = threading.Event(), threading.Event()

    def slowly() -> Answer:
        looking.set()
        assert go_on.wait(60)
        return Answer(200, "text/plain", b"x" * 8_000_000)  # more than any buffer between

    with monitor("127.0.0.1", 0, {"/slow": slowly}) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            for asked in (b"GET /slow HTTP/1.1\r\n\r\n", b"GET /sl"):
                looking.clear()
                go_on.clear()
                reader = socket.create_connection(("127.0.0.1", server.server_port))
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close by a reset
                reader.sendall(asked)
                if asked.endswith(b"\n"):
                    assert looking.wait(60)
                reader.close()
                go_on.set()
            assert ask(server.server_port, "/slow") == (200, "x" * 8_000_000)
        finally:
            server.shutdown()
            thread.join()
    assert (capfd.readouterr().err, caplog.records) == ("", [])


def test_what_else_goes_wrong_with_a_reader_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Only hanging up is passed over."""
    with monitor("127.0.0.1", 0, {}) as server:
        for error, lines in ((ValueError("x"), 1), (BrokenPipeError(), 0), (ConnectionResetError(), 0)):
            caplog.clear()
            try:
                raise error
            except (ValueError, OSError):
                server.handle_error(None, None)  # type: ignore[arg-type]  # nobody's
            assert (error, len(caplog.records)) == (error, lines)


@pytest.mark.usefixtures("house")
def test_every_answer_is_nothing_that_a_browser_could_use(data_dir: Path) -> None:
    """Should somebody open it in one: kept by no cache, framed by nobody, run as nothing; no version is told."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with monitoring(free_port(), metrics=True) as port:
        for method, path in (
            ("GET", "/health"),
            ("GET", "/metrics"),
            ("GET", "/"),
            ("POST", "/health"),
            ("TRACE", "/"),
        ):
            connection = HTTPConnection("127.0.0.1", port, timeout=120)
            connection.request(method, path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            kept = {name: answer.headers[name] for name in GUARDED}
            assert (method, path, kept) == (method, path, GUARDED)
            assert answer.headers["Server"].strip() == "vouchsafe"
            assert (answer.status == 200) <= (method == "GET")
