"""The town the journeys take place in: one `vouchsafe demo` on free ports, as a new user would start it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from e2e.seeded import lay_out
from vouchsafe.common.tests.ports import free_port

START_SECONDS = 120


@dataclass
class Town:
    """A running demo: its address, its folder, and everything that it printed."""

    port: int
    data: Path
    output: Path
    process: subprocess.Popen[bytes]

    def url(self, door: str, path: str = "/") -> str:
        """The address of `path` behind a door: "report", "desk" or "public"."""
        host = "localhost" if door == "public" else f"{door}.localhost"
        return f"http://{host}:{self.port}{path}"

    def printed(self) -> str:
        """What the demo has printed so far: its banner, its mail, its log."""
        return self.output.read_text(errors="replace")

    def wait_until_printed(self, pattern: str, seconds: float = 90) -> re.Match[str]:
        """Wait for a line that matches; notices go out within a minute."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.printed()):
                return found
            time.sleep(0.2)
        raise AssertionError(f"never printed: {pattern}\n{self.printed()[-2000:]}")

    def stop(self) -> None:
        """End the demo as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise


class StandingTown(Town):
    """A town that somebody else started and will end, as `make cluster` does."""

    def stop(self) -> None:
        """Let it stand."""


def standing(named: str) -> StandingTown:
    """The town that "PORT:FOLDER:OUTPUT" names; no process of it is ours."""
    port, data, output = named.split(":")
    nobody = subprocess.Popen(["/bin/true"])
    nobody.wait()
    return StandingTown(int(port), Path(data), Path(output), nobody)


def start(folder: Path, port: int | None = None, *, seeded: bool = True, **environment: str) -> Town:
    """Start a demo in `folder`, with more of an `environment`, and wait until its public door answers.

    Its first start there finds what another one left, which saves time; it makes everything itself if not `seeded`.
    """
    port = port or free_port()
    data, output = folder / "data", folder / "output.txt"
    if seeded and not data.exists():
        lay_out(data)
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "vouchsafe", "demo", "--port", str(port), "--data", str(data)],
            stdout=sink,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**_inherited(), "TMPDIR": str(_made(folder / "tmp")), "PYTHONUNBUFFERED": "1", **environment},
            start_new_session=True,
        )
    town = Town(port, data, output, process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(town.url("public"), timeout=2):  # noqa: S310 - our own address
                return town
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the demo did not start:\n{town.printed()[-4000:]}")


def _inherited() -> dict[str, str]:
    """This process's environment without the leave that only its own queries have."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
