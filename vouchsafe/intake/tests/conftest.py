"""The cast of `cases`, as fixtures. It is imported late: pytest reads this file before Django is set up."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.intake.tests.changing import Limit, Moving

SLOWEST_START = 120.0


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def other_house(db: None) -> "House":
    """The Harbour Agency, set up."""
    from vouchsafe.cases.tests import cast

    return cast.elsewhere()


@pytest.fixture
def asking(house: "House") -> "House":
    """The Meridian Institute, whose channel asks one question of every kind."""
    from vouchsafe.channels.services import publish_definition
    from vouchsafe.intake.tests.everything import BODY

    publish_definition(house.administrator, house.channel, BODY)
    return house


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves."""
    from vouchsafe.intake.tests.changing import Moving

    return Moving(monkeypatch)


@pytest.fixture
def limit(settings: Any) -> "Limit":  # noqa: ANN401 - pytest-django's own
    """Sets limits of the configuration for this test."""

    def set_to(**changes: int) -> None:
        limits = msgspec.structs.replace(settings.VOUCHSAFE.limits, **changes)
        settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, limits=limits)

    return set_to


@pytest.fixture
def origin(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The report door of a real server on a free port, over this test's database and folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from vouchsafe.intake.tests.apart import environment

    with _served(port, environment(tmp_path, port=port)):
        yield f"http://report.localhost:{port}"


@contextmanager
def _served(port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--port", str(port)]
    command += ["--log-level", "warning", "vouchsafe.porch.asgi:application"]
    with subprocess.Popen(command, env=environment) as process:
        try:
            deadline = time.monotonic() + SLOWEST_START
            while not _is_open(port):
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
