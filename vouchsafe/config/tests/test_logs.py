"""No log line names a visitor or repeats what one wrote."""

import subprocess
import sys

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
