"""What a real server writes while people visit it: JSON lines, and nobody in them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.porch.tests.running import Running, running
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt

NEIGHBOUR = "127.0.0.77"
AFAR = "203.0.113.9"
AFAR_SIX = "2001:db8::77"
AGENT = "CuriousBrowser/7.3"
SENTENCE = "they took the ledger"
VISITOR = {
    "User-Agent": AGENT,
    "X-Forwarded-For": f"{AFAR}, {AFAR_SIX}",
    "X-Real-IP": AFAR,
    "Forwarded": f'for="[{AFAR_SIX}]"',
    "Cookie": "tracked=by-somebody",
    "Accept-Language": "tlh",
    "Referer": "https://intranet.example/where-i-came-from",
    "Content-Type": "application/json",
}


@pytest.fixture
def house(transactional_db: None) -> House:
    """The Meridian Institute, set up."""
    return cast.meridian()


@contextmanager
def broken_database() -> Iterator[None]:
    """Whatever asks for a case fails."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case RENAME TO cases_mislaid")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE cases_mislaid RENAME TO cases_case")


def visit_everywhere(server: Running, receipt: Receipt) -> list[int]:
    """Pages, a mailbox, nonsense and forms, at each door; the statuses."""
    token = to_base64(receipt.lookup_token)
    asked = [
        ("GET", "/en/meridian/integrity/", None),
        ("GET", f"/en/meridian/{quote(SENTENCE)}/?q={receipt.text}", None),
        ("POST", "/api/v1/meridian/mailbox", json.dumps({"lookup_token": token}).encode()),
        ("POST", "/api/v1/meridian/mailbox", b'{"lookup_token": "%s", broken' % receipt.text.encode()),
        ("PUT", f"/api/v1/meridian/cases/{receipt.case_id}", SENTENCE.encode()),
        ("PATCH", "/uploads/not-a-token", SENTENCE.encode()),
        ("BREW", "/", None),
    ]
    return [
        server.ask(method, path, body, door=door, headers=VISITOR, by=NEIGHBOUR)[0]
        for door in ("report.", "desk.", "", "elsewhere.")
        for method, path, body in asked
    ]


def test_a_server_logs_json_lines_in_which_no_visitor_is(house: House, tmp_path: Path) -> None:
    """Neither who came (address, browser, language, cookie) nor what was typed or held, whether it went well or not."""
    receipt = cast.send(house).receipt
    with running(tmp_path, settings_lines='logs = "json"') as server:
        assert {200, 400, 404} <= set(visit_everywhere(server, receipt))
        with broken_database():
            assert 500 in visit_everywhere(server, receipt)
    written = server.log.read_text("utf-8")
    lines = [json.loads(line) for line in written.splitlines()]
    failures = [line for line in lines if "exception" in line]
    assert failures, "the failure was not noted"
    assert any("UndefinedTable" in line["exception"] for line in failures)
    assert {name for line in lines for name in line} == {"hour", "level", "logger", "message", "exception"}
    told = [NEIGHBOUR, AFAR, AFAR_SIX, "127.0.0.", AGENT, "tracked", "tlh", "where-i-came-from", "ledger"]
    told += [receipt.text, receipt.text.replace("-", ""), to_base64(receipt.lookup_token), str(receipt.case_id)]
    told += [receipt.lookup_hash.hex(), "meridian/"]
    assert [each for each in told if each in written] == []
