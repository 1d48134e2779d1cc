"""Everything that `vouchsafe demo` runs: PostgreSQL, the server and the worker, in one folder, ended by one Ctrl-C."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config import embedded
from vouchsafe.config.configuration import CONFIG_VARIABLE, Hosts, Mail, read_file
from vouchsafe.config.writing import FILE, RECORD_KEY, Answers, as_toml, write_configuration, write_record_key

_SLOWEST_START = 120.0


class DemoError(VouchsafeError):
    """The demo cannot run here."""


def run_demo(folder: Path, port: int, *, reset: bool, prepare: Callable[[], None], ready: Callable[[], None]) -> None:
    """Run the demo in `folder` until a signal ends it.

    `prepare` migrates and seeds; `ready` tells the person that it runs. Raises DemoError "demo/port", "demo/running",
    "demo/foreign-folder" or "demo/ended".
    """
    _refuse_taken_port(port)
    with contextlib.ExitStack() as stack:
        _end_on_signals()
        stack.enter_context(_only_one(folder))
        if reset:
            _empty(folder)
        _configure(folder, port)
        server = embedded.start(folder / "postgres")
        stack.callback(server.stop)
        os.environ["DATABASE_URL"] = server.url
        prepare()
        children = [
            stack.enter_context(_child("serve", "--port", str(port))),
            stack.enter_context(_child("worker")),
        ]
        _wait_until_served(port, children)
        ready()
        _wait(children)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"Port {port} is in use: stop what uses it, or choose another with --port (make run PORT=…)."
            raise DemoError("demo/port", message) from error


def _end_on_signals() -> None:
    """Ctrl-C, `kill` and a closed terminal all end the demo the same way: by leaving every context."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Two demos in one folder would share a database. The lock ends with the process, however it ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DemoError("demo/running", f"A demo is running in {folder} already.") from error
        yield


def _empty(folder: Path) -> None:
    """Start afresh. Only a folder that a demo made is ever deleted."""
    if not folder.exists():
        return
    if "demo = true" not in _read(folder / FILE):
        raise DemoError("demo/foreign-folder", f"{folder} was not made by the demo, so it is not deleted.")
    if (folder / "postgres" / "postmaster.pid").exists():  # left running by a demo that was killed
        embedded.start(folder / "postgres").stop()
    shutil.rmtree(folder)


def _configure(folder: Path, port: int) -> None:
    """The folder's configuration, made at the first start; the port may change from start to start."""
    path = folder / FILE
    if path.exists() and "demo = true" not in _read(path):
        raise DemoError("demo/foreign-folder", f"{folder} holds another configuration than a demo's.")
    answers = Answers(
        hosts=Hosts(
            report=f"report.localhost:{port}",
            desk=f"desk.localhost:{port}",
            public=f"localhost:{port}",
            onion=read_file(path).hosts.onion if path.exists() else "",
        ),
        mail=Mail(transport="console", sender="Vouchsafe demo <demo@localhost>"),
        scheme="http",
        demo=True,
    )
    if not path.exists():
        write_configuration(folder, answers)
    elif not (folder / RECORD_KEY).exists():  # a demo of a release that signed no record
        write_record_key(folder)
    path.write_text(as_toml(answers), "utf-8")
    os.environ[CONFIG_VARIABLE] = str(path.absolute())
    for secret in ("SECRET_KEY", "RECORD_KEY"):
        os.environ.pop(secret, None)


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


@contextlib.contextmanager
def _child(*arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One of our own commands, in a session of its own: the terminal's Ctrl-C reaches it through us, in order."""
    command = [sys.executable, "-m", "vouchsafe", *arguments]
    process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program and arguments
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_served(port: int, children: "list[subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + _SLOWEST_START
    while time.monotonic() < deadline:
        _check(children)
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise DemoError("demo/ended", f"The server did not answer within {_SLOWEST_START:.0f} s.")


def _wait(children: "list[subprocess.Popen[bytes]]") -> None:
    while True:
        _check(children)
        time.sleep(0.5)


def _check(children: "list[subprocess.Popen[Any]]") -> None:
    if any(child.poll() is not None for child in children):
        raise DemoError("demo/ended", "A part of the demo ended; what it said is above.")
