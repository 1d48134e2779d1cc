"""No log line names a visitor or repeats what one wrote."""

import json
import logging
import re
import subprocess
import sys

import pytest
from django.test import Client

from vouchsafe.config.logs import JsonLines, NoVisitor, without_addresses
from vouchsafe.people.tests import cast as people

FAILING = """
import logging
from logging.config import dictConfig
from types import SimpleNamespace
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.logs import logging_config

dictConfig(logging_config())
request = SimpleNamespace(path="/en/what-i-typed/", META={"REMOTE_ADDR": "203.0.113.9"})
logging.getLogger("django.request").error("Oops: %s", request.path, extra={"request": request, "status_code": 500})
try:
    try:
        int("they took the ledger")
    except ValueError as error:
        raise VouchsafeError("case/broken", "they took the ledger") from error
except VouchsafeError:
    logging.getLogger("vouchsafe").exception("it failed")
"""

IN_A_CIRCLE = """
import logging
from logging.config import dictConfig
from vouchsafe.config.logs import logging_config

dictConfig(logging_config())
try:
    raise OSError("they took the ledger")
except OSError as error:
    error.__cause__ = ValueError("the second one")
    error.__cause__.__cause__ = error
    logging.getLogger("vouchsafe").exception("it failed")
"""


def written_by(program: str) -> str:
    """What a process with the product's logging writes to standard error."""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return done.stderr


def test_request_is_logged_without_path_or_address() -> None:
    """A failed request leaves its status and nothing of who asked for what."""
    written = written_by(FAILING)
    assert "a request was answered 500" in written
    assert "what-i-typed" not in written
    assert "203.0.113.9" not in written


def test_exception_is_logged_without_its_text() -> None:
    """An exception leaves type, code and frames; its text, which may quote a person, stays out, and its cause's too."""
    written = written_by(FAILING)
    assert "VouchsafeError (case/broken)" in written
    assert "builtins.ValueError" in written
    assert "ledger" not in written


def test_causes_in_a_circle_are_told_once() -> None:
    """An exception that is its own cause's cause, as some libraries make it, is written nevertheless."""
    written = written_by(IN_A_CIRCLE)
    assert written.count("builtins.OSError") == 1
    assert written.count("builtins.ValueError") == 1


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("no route to 203.0.113.9", "no route to [address]"),
        ("peer 203.0.113.9:51234 left", "peer [address]:51234 left"),
        ("from ::1, and [2001:db8::77]:443.", "from [address], and [[address]]:443."),
        ("2001:db8::", "[address]"),
        ("<hana@meridian.example> refused", "<[address]> refused"),
        ("at 12:30 release 1.2.3 in x.y: 4 of 5", "at 12:30 release 1.2.3 in x.y: 4 of 5"),
        ("vouchsafe.cases.tasks:close_days", "vouchsafe.cases.tasks:close_days"),
        ("hana@meridian.example@ and @x, 1.2.3.4...", "[address] and @x, [address]..."),
        ("from fe80::. it", "from [address]. it"),
        ("peer:203.0.113.9, node:203.0.113.9:80", "peer:[address], node:[address]:80"),
        ("ip:2001:db8::7 left", "ip:[address] left"),
        ("face:2001:db8:1:2:3:4:5:6", "[address]"),
        ("face:2001:db8:1:2:3:4:5:6:443", "[address]"),
        ("2001:db8:1:2:3:4:5:6:443", "[address]"),
        ("peer:2001:db8:1:2:3:4:5:6:443 left", "peer[address] left"),
        ("beef:cafe:2001:db8::7.443", "[address]"),
        ("from 203.0.113.9:198.51.100.7", "from [address]:[address]"),
        ("at 12:30:45, a:b:c and 1:2:3:4:5:6:7", "at 12:30:45, a:b:c and 1:2:3:4:5:6:7"),
        pytest.param("." * 100_000, "." * 100_000, id="dots"),
        pytest.param("a" * 100_000, "a" * 100_000, id="letters"),
        pytest.param("a:" * 50_000, "[address]:", id="colons"),
    ],
)
def test_addresses_in_messages_are_blanked(said: str, written: str) -> None:
    """Those of machines, of either family, and of mailboxes; times, versions and names of modules stay.

    Where an address cannot be told from what stands beside it, all of it goes.

    A long line takes no longer than its length: what looks for addresses goes over it once.
    """
    assert without_addresses(said) == written


IN_JSON = """
import logging
from logging.config import dictConfig
from vouchsafe.config.logs import logging_config

dictConfig(logging_config(form="json"))
logging.raiseExceptions = False
log = logging.getLogger("vouchsafe")
log.warning("two\\nlines to %s", "203.0.113.9", extra={"visitor": "rana", "address": "203.0.113.9"})
log.warning("%d", "the words of a reporter")
"""


def test_a_json_line_holds_the_hour_and_nothing_that_hangs_on_a_record() -> None:
    """One line each, whatever is said; what a library adds to a record is not written; nor is a minute."""
    one, other = map(json.loads, written_by(IN_JSON).splitlines())
    assert one["message"] == "two\nlines to [address]"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\dZ", one["hour"])
    assert set(one) == set(other) == {"hour", "level", "logger", "message"}
    assert "reporter" not in other["message"]


@pytest.mark.django_db
def test_what_is_said_of_members_holds_nothing_that_was_typed(
    desk_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither password nor address, neither browser nor path; and a line break that somebody typed begins no line."""
    caplog.set_level(logging.INFO)
    hana, guess, agent = people.meridian().handler.member, "a wrong guess of somebody", {"user-agent": "Lynx (telling)"}
    for address in ("eve@elsewhere.example\nCRITICAL forged", hana.email):
        desk_client.post("/account/login/", {"login": address, "password": guess}, headers=agent)
    desk_client.get("/api/v1/cases/%0aCRITICAL%20forged", headers=agent)
    desk_client.get("/account/%0aCRITICAL%20forged/", headers=agent)
    records = [each for each in caplog.records if NoVisitor().filter(each)]
    written = "\n".join(JsonLines().format(each) for each in records)
    assert len(written.splitlines()) == len(records) > 2
    for told in (guess, hana.email, "eve@", "Lynx", "forged", "127.0.0.1", hana.name):
        assert told not in written
