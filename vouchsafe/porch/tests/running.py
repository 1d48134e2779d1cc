"""`vouchsafe serve` over this test's database and folder, and everything that it writes."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from vouchsafe.common.tests.ports import free_port
from vouchsafe.intake.tests.apart import environment

SLOWEST_START = 120.0


@dataclass(frozen=True)
class Running:
    """A server, the file with its log, and what its processes see."""

    port: int
    log: Path
    environment: dict[str, str]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        door: str = "report.",
        headers: Mapping[str, str] | None = None,
        by: str = "",
    ) -> tuple[int, bytes]:
        """Status and body of an answer; `by` is the loopback address that the visitor comes from."""
        source = (by, 0) if by else None
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=source)
        try:
            connection.request(method, path, body, {"Host": f"{door}localhost:{self.port}", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def running(
    folder: Path, *more: str, settings_lines: str = "", variables: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """The server for as long as the block lasts; `settings_lines` go before the first table of its configuration.

    `variables` of its environment are set beside or in place of the usual ones.
    """
    port = free_port()
    settings.VOUCHSAFE.data_dir.mkdir(parents=True, exist_ok=True)
    settings.VOUCHSAFE.data_dir.chmod(0o700)
    around = {**environment(folder, port=port), **(variables or {})}
    configuration = Path(around["VOUCHSAFE_CONFIG"])
    configuration.write_text(f"{settings_lines}\n{configuration.read_text('utf-8')}", "utf-8")
    log = folder / f"serve-{port}.log"
    command = [sys.executable, "-m", "vouchsafe", "serve", "--port", str(port), *more]
    around = {name: value for name, value in around.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    with log.open("wb") as sink, subprocess.Popen(command, env=around, stderr=sink, stdout=sink) as process:
        try:
            wait_until_open(port, process, log)
            yield Running(port, log, around)
        finally:
            process.terminate()
            process.wait(60)


def wait_until_open(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Returns once somebody listens there."""
    deadline = time.monotonic() + SLOWEST_START
    while not is_open(port):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.05)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
