"""While no database answers or leads, every door says so: 503, what was kept, what to do; and then goes on."""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest
from django.db import Error, IntegrityError, InternalError, OperationalError
from django.test import Client

from vouchsafe.cases.tests.cast import House
from vouchsafe.common.outage import is_outage
from vouchsafe.intake.terminal.errors import ServerRefused
from vouchsafe.intake.terminal.report import report
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.test_terminal import ANSWERS
from vouchsafe.operating.tests.cluster import Cluster, ask, cluster
from vouchsafe.porch.tests.running import Running, running
from vouchsafe.vault.receipt import Receipt

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
URLENCODED = {**BROWSER, "Content-Type": "application/x-www-form-urlencoded"}
PROGRAM = {"Accept": "*/*", "Content-Type": "application/json"}
SPEAK = "speak.meridian.example"
NAMED = """INSERT INTO looks_host (id, name, door, organisation_id)
    SELECT gen_random_uuid(), 'speak.meridian.example', 'report', id FROM people_organisation RETURNING name"""
FORM = "/en/meridian/integrity/report/unscripted/"
SECRET = "the second ledger is burned"


@pytest.fixture
def cookie(house: House, desk_client: Client) -> str:
    """What Hana's browser sends along, signed in."""
    desk_client.force_login(house.hana.member)
    return f"session={desk_client.cookies['session'].value}"


@pytest.fixture
def own(house: House, cookie: str, tmp_path: Path) -> Iterator[Cluster]:
    """A database that may be stopped, with the house in it and Hana signed in."""
    with cluster(tmp_path / "own") as made:
        yield made


def ask_as(
    server: Running, method: str, host: str, path: str, body: bytes = b"", *, kind: Mapping[str, str] = BROWSER
) -> tuple[int, str | None, str]:
    """Status, Retry-After and text of an answer; to a browser that opens a page, unless `kind` has other headers."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request(method, path, body, {"Host": host, "User-Agent": "Mozilla/5.0", **kind})
        answer = connection.getresponse()
        return answer.status, answer.headers["Retry-After"], answer.read().decode()
    finally:
        connection.close()


def test_every_door_says_that_no_database_answers_and_goes_on_when_one_does(
    house: House, own: Cluster, cookie: str, tmp_path: Path
) -> None:
    """Pages for people, typed JSON for programs; the log tells of nobody; a form sent again goes through."""
    with running(tmp_path, variables={"DATABASE_URL": own.url}) as server:
        door, desk, public = (f"{door}localhost:{server.port}" for door in ("report.", "desk.", ""))
        pages = [(door, "/en/meridian/integrity/"), (door, FORM), (public, "/en/meridian/"), (desk, "/")]
        pages += [(SPEAK, "/en/meridian/integrity/")]
        programs = [
            ("GET", door, f"/api/v1/meridian/readers/{house.channel.id}", b""),
            ("POST", door, "/api/v1/meridian/mailbox", b'{"token": "AAAA"}'),
            ("PUT", door, f"/api/v1/meridian/cases/{uuid4()}", b"{}"),
            ("PUT", desk, "/api/v1/key", b"{}"),
        ]
        assert ask(own.admin, NAMED) == SPEAK
        hers = {**BROWSER, "Cookie": cookie}
        assert {ask_as(server, "GET", host, path, kind=hers)[0] for host, path in pages} == {200}
        begun = Page(ask_as(server, "POST", door, FORM, b"step=begin", kind=URLENCODED)[2])
        typed = {**begun.form("check").data(), "answer.what": SECRET, "step": "check"}
        written = urlencode(typed, doseq=True).encode()
        form = ("POST", door, FORM, written)
        good = ask_as(server, *form, kind=URLENCODED)
        assert SECRET in good[2]
        logged = server.log.read_text()

        own.stop()
        for host, path in pages:
            status, again, text = ask_as(server, "GET", host, path, kind=hers)
            assert (host, path, status, again) == (host, path, 503, "30"), text
            assert "Not reachable for the moment" in text
            assert "load this page again" in text
        status, again, text = ask_as(server, *form, kind=URLENCODED)
        assert (status, again) == (503, "30")
        assert "It is still in your browser" in text
        assert "when you see its receipt" in text
        assert SECRET not in text
        for method, host, path, body in programs:
            status, again, text = ask_as(server, method, host, path, body, kind={**PROGRAM, "Cookie": cookie})
            assert (path, status, again) == (path, 503, "30"), text
            assert json.loads(text)["error"]["code"] == "database/away"
        assert ask_as(server, "GET", "nobody.example", "/")[0] == 400
        told = server.log.read_text()[len(logged) :]
        assert told.count("no database answers or leads") == 1
        for trace in ("Mozilla", "127.0.0.1", SECRET, "meridian", "unscripted", "mailbox", "a request was answered"):
            assert trace not in told

        own.start()
        assert ask_as(server, *form, kind=URLENCODED) == good
        for host, path in pages[:4]:
            assert ask_as(server, "GET", host, path, kind=hers)[0] == 200


@pytest.mark.usefixtures("house")
def test_a_database_that_only_follows_takes_no_report_and_says_so(
    own: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is read from, and refuses what is sent: 503 too. Once one leads again the report is taken."""
    answers = tmp_path / "answers.toml"
    answers.write_text(ANSWERS, "utf-8")
    with running(tmp_path, variables={"DATABASE_URL": own.url}) as server:
        channel = f"http://report.localhost:{server.port}/en/meridian/integrity/"
        own.stop()
        status, again, text = ask_as(server, "GET", "nobody.example", "/")
        assert (status, again, json.loads(text)["error"]["code"]) == (503, "30", "database/away")
        own.configure({"default_transaction_read_only": "on"})
        own.start()
        with pytest.raises(ServerRefused) as refused:
            report(channel, answers, [])
        assert refused.value.code == "database/away"
        assert ask(own.url, "SELECT count(*) FROM cases_case") == "0"
        own.stop()
        own.configure({"default_transaction_read_only": "off"})
        own.start()
        report(channel, answers, [])
        assert Receipt.parse(capsys.readouterr().out)
        assert ask(own.url, "SELECT count(*) FROM cases_case") == "1"


@pytest.mark.django_db
def test_only_an_outage_is_taken_for_one() -> None:
    """A wrong statement, a held lock and a broken rule stay faults that are noted; they are nobody's to wait for."""
    away: list[psycopg.Error] = [psycopg.OperationalError("connection refused"), psycopg.errors.AdminShutdown("x")]
    away += [
        psycopg.errors.ReadOnlySqlTransaction("x"),
        psycopg.errors.DiskFull("x"),
        psycopg.errors.TooManyConnections("x"),
    ]
    faults: list[psycopg.Error] = [
        psycopg.errors.LockNotAvailable("x"),
        psycopg.errors.DeadlockDetected("x"),
        psycopg.errors.UniqueViolation("x"),
    ]
    faults += [psycopg.errors.QueryCanceled("x"), psycopg.InterfaceError("x")]

    def wrapped(kind: type[Error], cause: psycopg.Error) -> Error:
        error = kind("x")
        error.__cause__ = cause
        return error

    assert [each for each in away if not is_outage(each)] == []
    assert [each for each in faults if is_outage(each)] == []
    assert is_outage(wrapped(OperationalError, away[0]))
    assert is_outage(wrapped(InternalError, away[2]))
    assert not is_outage(wrapped(OperationalError, faults[0]))
    assert not is_outage(wrapped(IntegrityError, faults[2]))
    assert not is_outage(OperationalError("without a cause"))
    assert not is_outage(OSError("refused"))
