"""The porch under a real granian."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from vouchsafe.porch.tests.talk import BIG, Served

if TYPE_CHECKING:
    from vouchsafe.cases.tests.moving import Moving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One granian process with one worker, as in production."""
    with serving(tmp_path_factory.mktemp("big"), {}) as server:
        yield server


@contextlib.contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    """One granian with one worker, in this environment."""
    big = folder / "file"
    with big.open("wb") as file:
        file.truncate(BIG)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--port", str(port)]
    command += ["--log-level", "warning", "vouchsafe.porch.tests.served:application"]
    with subprocess.Popen(command, env={**os.environ, **environment, "BIG_FILE": str(big)}) as process:
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


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves. Imported late: Django is not set up yet."""
    from vouchsafe.cases.tests.moving import Moving

    return Moving(monkeypatch)
