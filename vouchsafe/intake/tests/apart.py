"""Other processes over this test's database and folder."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from vouchsafe.common.tests.configured import configuration_of

SLOWEST_START = 120.0


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """A real server of every door, over this test's database and folder; its port, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws", "--port", str(port)]
    command += ["--log-level", "warning", "vouchsafe.porch.asgi:application"]
    with subprocess.Popen(command, env=environment(folder, port=port)) as process:
        try:
            deadline = time.monotonic() + SLOWEST_START
            while not _is_open(port):
                assert process.poll() is None, "the server ended"
                assert time.monotonic() < deadline, "the server does not answer"
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def environment(folder: Path, *, port: int = 8000) -> dict[str, str]:
    """The environment of a process that serves what this test sees; its configuration is written into `folder`."""
    configuration = folder / f"apart-{port}.toml"
    configuration.write_text(configuration_of(port=port), "utf-8")
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    return {
        **os.environ,
        "VOUCHSAFE_CONFIG": str(configuration),
        "DATABASE_URL": f"postgresql://vouchsafe@/{name}?host={host}",
        "S3_SECRET_KEY": settings.VOUCHSAFE.s3_secret,
    }
