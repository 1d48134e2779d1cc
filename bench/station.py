"""A server to measure: the demo's organisation on an embedded PostgreSQL of its own, served as `vouchsafe serve` does.

Unlike `figures.running_town` nothing else runs beside it, a day has room for any number of reports, and a proof of work
costs one try: what is measured is the server, not the guard before it.
"""

import fcntl
import os
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from vouchsafe.common.tests.ports import free_port
from vouchsafe.config import embedded
from vouchsafe.config.configuration import Hosts, Mail
from vouchsafe.config.writing import Answers, write_configuration

START_SECONDS = 60
# linux/fs.h: FS_IOC_GETFLAGS, FS_IOC_SETFLAGS, FS_TOPDIR_FL
_GET_FLAGS, _SET_FLAGS, _SPREADS = 0x80086601, 0x40086602, 0x00020000
NO_GUARD = """
[limits]
reports = 1000000000
uploaded_gib = 100000
returning_gib = 100000
work = 1
most_work = 1

[security]
contact = ["mailto:bench@localhost"]
expires = 2100-01-01
"""


@dataclass
class Station:
    """A folder with a configuration, a running PostgreSQL, and (`served`) a server on `port`."""

    folder: Path
    port: int
    database: embedded.Embedded
    server: psutil.Process | None = None

    @contextmanager
    def served(self, workers: int = 1) -> Iterator[psutil.Process]:
        """A server of so many processes, gone afterwards."""
        command = [sys.executable, "-m", "vouchsafe", "serve", "--port", str(self.port), "--workers", str(workers)]
        started = subprocess.Popen(command, start_new_session=True)
        try:
            self.server = psutil.Process(started.pid)
            self._wait(started)
            yield self.server
        finally:
            self.server = None
            started.terminate()
            started.wait(60)

    def programs(self) -> Path:
        """The folder of PostgreSQL's own programs, `pgbench` among them."""
        return embedded.PROGRAMS[max(embedded.PROGRAMS)]

    def _wait(self, started: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and started.poll() is None:
            try:
                with urllib.request.urlopen(f"http://localhost:{self.port}/", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")


@contextmanager
def running_station() -> Iterator[Station]:
    """A station; Django is set up in this process too, as the system, with the demo's staff and their channel.

    One for each process that measures: Django is set up once.
    """
    with tempfile.TemporaryDirectory(dir=_spreading()) as name:
        folder, port = Path(name), free_port()
        hosts = Hosts(report=f"report.localhost:{port}", desk=f"desk.localhost:{port}", public=f"localhost:{port}")
        mail = Mail(transport="console", sender="bench <bench@localhost>")
        written = write_configuration(folder / "etc", Answers(hosts=hosts, mail=mail, scheme="http", demo=True))
        with written.open("a", encoding="utf-8") as more:
            more.write(NO_GUARD)
        database = embedded.start(folder / "postgres")
        try:
            os.environ |= {"VOUCHSAFE_CONFIG": str(written), "DATABASE_URL": database.url}
            _found()
            yield Station(folder, port, database)
        finally:
            database.stop()


def _spreading() -> Path:
    """A folder whose subfolders ext4 spreads over the disk (as `chattr +T`); any other file system has its own ways.

    For some minutes it passes over each inode that was freed, one by one: a benchmark would be slowed down by as many
    files as the one before it removed beside it.
    """
    folder = Path(tempfile.gettempdir()) / "vouchsafe-bench"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flags = struct.unpack("i", fcntl.ioctl(handle, _GET_FLAGS, bytes(4)))[0]
        fcntl.ioctl(handle, _SET_FLAGS, struct.pack("i", flags | _SPREADS))
    except OSError:
        pass  # no file system of that family
    finally:
        os.close(handle)
    return folder


def _found() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
    import django

    from vouchsafe.common.tenancy import act_as_system

    act_as_system()
    django.setup()
    from django.core.management import call_command

    from vouchsafe.demo.people import make_staff

    call_command("migrate", verbosity=0)
    make_staff(log_n=2)


def seconds_of(root: psutil.Process) -> float:
    """CPU seconds of a process and all below it, those included that have ended (/proc/PID/stat)."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # its parent counts it from now on
        total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_of(root: psutil.Process) -> int:
    """Bytes that a process and all below it hold together (their proportional share)."""
    total = 0
    for process in (root, *root.children(recursive=True)):
        try:
            # whole smaps would cost what is measured
            rolled_up = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += 1024 * int(rolled_up.partition("\nPss:")[2].split()[0])
    return total
