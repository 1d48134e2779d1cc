"""Machines on one: network namespaces on a bridge, and the programs that run in them. Needs root.

A machine that is killed is all of its processes ended by SIGKILL at once; its disk stays. A link that is cut loses
every packet without a word: the machine's end stays up, as when a cable is pulled behind a switch.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

BRIDGE: Final = "vouchsafe0"
NETWORK: Final = "10.213.77"
LOCK: Final = Path("/run/lock/vouchsafe-cluster")
GATEWAY: Final = f"{NETWORK}.1"
_END_SECONDS: Final = 15
_RESTART_SECONDS: Final = 0.5


def ip(*arguments: str) -> None:
    """Run the program of that name, as root."""
    subprocess.run(["/usr/sbin/ip", *arguments], check=True, capture_output=True, text=True)


@dataclass(frozen=True)
class Program:
    """What runs on a machine. `user`: as whom, root where none is named."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = ""


class Running:
    """A program that runs, begun again whenever it ends, as systemd's Restart=always does."""

    def __init__(self, program: Program, begin: Callable[[Program], "subprocess.Popen[bytes]"]) -> None:
        self.program = program
        self._begin = begin
        self._wanted = True
        self._lock = threading.Lock()
        self.process = begin(program)
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def _keep(self) -> None:
        while self._wanted:
            self.process.wait()
            time.sleep(_RESTART_SECONDS)
            with self._lock:
                if self._wanted:
                    self.process = self._begin(self.program)

    def forget(self) -> None:
        """Let it not be begun again."""
        with self._lock:
            self._wanted = False

    def stop(self) -> None:
        """End it as systemd does: SIGTERM, patience, SIGKILL."""
        self.forget()
        self.process.terminate()
        try:
            self.process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Machine:
    """One machine: its name, its address, its folder, and what runs on it."""

    def __init__(self, name: str, number: int, folder: Path) -> None:
        self.name = name
        self.address = f"{NETWORK}.{number}"
        self.folder = folder / name
        self.running: dict[str, Running] = {}
        self.has_clock = False
        """Whether its clock can be set: its programs then begin with faketime(1) before them."""
        self._namespace = f"vouchsafe-{name}"
        self._cable = f"vs-{name}"

    def plug_in(self) -> None:
        """Make the namespace, and its cable to the bridge."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ip("netns", "add", self._namespace)
        ip("link", "add", self._cable, "type", "veth", "peer", "name", "eth0", "netns", self._namespace)
        ip("link", "set", self._cable, "master", BRIDGE, "up")
        ip("-n", self._namespace, "address", "add", f"{self.address}/24", "dev", "eth0")
        ip("-n", self._namespace, "link", "set", "eth0", "up")
        ip("-n", self._namespace, "link", "set", "lo", "up")
        ip("-n", self._namespace, "route", "add", "default", "via", GATEWAY)

    def unplug(self) -> None:
        """End what still runs there, and remove cable and namespace, whatever of them there is."""
        self.kill()
        for what in (("link", "delete", self._cable), ("netns", "delete", self._namespace)):
            with contextlib.suppress(subprocess.CalledProcessError):
                ip(*what)

    @contextlib.contextmanager
    def cut_off(self) -> Iterator[None]:
        """The link is cut for as long as the `with` block lasts."""
        ip("link", "set", self._cable, "nomaster")
        try:
            yield
        finally:
            ip("link", "set", self._cable, "master", BRIDGE)

    def start(self, program: Program) -> None:
        """Run a program here; what it says goes into a file of its name."""
        self.running[program.name] = Running(program, self._begin)

    def stop(self, name: str) -> None:
        """End a program in order."""
        self.running.pop(name).stop()

    def kill(self) -> list[Program]:
        """SIGKILL to every process of the machine, whoever began it; gives what ran, to be started again."""
        programs = [running.program for running in self.running.values()]
        for running in self.running.values():
            running.forget()
        while found := self._processes():
            for process in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)
        self.running.clear()
        return programs

    def set_clock(self, seconds: int) -> None:
        """Let its clock jump to so many seconds ahead of the true time."""
        written = self.folder / "clock.new"
        written.write_text(f"{seconds:+d}\n", "utf-8")
        written.chmod(0o644)
        written.replace(self.folder / "clock")

    def _of_clock(self) -> list[str]:
        """What comes before a command: only what a wall clock says is told otherwise, and timers go on."""
        if not self.has_clock:
            return []
        if not (self.folder / "clock").exists():
            self.set_clock(0)
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        said = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": self.folder / "clock",
            "FAKETIME_CACHE_DURATION": 1,
            "FAKETIME_DONT_FAKE_MONOTONIC": 1,
            "FAKETIME_DONT_RESET": 1,
        }
        return ["env", *(f"{name}={value}" for name, value in said.items())]

    def log(self, name: str) -> Path:
        """What a program said."""
        return self.folder / f"{name}.log"

    def _processes(self) -> list[int]:
        said = subprocess.run(
            ["/usr/sbin/ip", "netns", "pids", self._namespace], check=False, capture_output=True, text=True
        )
        return [int(each) for each in said.stdout.split()]

    def _begin(self, program: Program) -> "subprocess.Popen[bytes]":
        become = ["setpriv", f"--reuid={program.user}", f"--regid={program.user}", "--init-groups"]
        command = ["/usr/sbin/ip", "netns", "exec", self._namespace, *(become if program.user else [])]
        with self.log(program.name).open("ab") as log:
            return subprocess.Popen(
                [*command, *self._of_clock(), *program.command],
                env={**_plain_environment(), **program.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
            )


@contextlib.contextmanager
def network(machines: Sequence[Machine]) -> Iterator[None]:
    """The bridge and its machines, gone afterwards with all that ran on them.

    One cluster at a time; what one that was killed left behind is cleared away first.
    """
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(machines)
        ip("link", "add", BRIDGE, "type", "bridge")
        try:
            _plug_in(machines)
            yield
        finally:
            _clear(machines)


def _plug_in(machines: Sequence[Machine]) -> None:
    ip("address", "add", f"{GATEWAY}/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for machine in machines:
        machine.plug_in()


def _clear(machines: Sequence[Machine]) -> None:
    for machine in machines:
        machine.unplug()
    with contextlib.suppress(subprocess.CalledProcessError):
        ip("link", "delete", BRIDGE)


def _plain_environment() -> dict[str, str]:
    """What a service would have, and nothing of whoever starts the cluster."""
    return {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/"}
