"""Requests over connections that stay open, each sent as soon as the one before is answered; cheap for who measures."""

import re
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import psutil

from bench.figures import percentile
from bench.station import Station, memory_of, seconds_of

_LENGTH = re.compile(rb"\r\ncontent-length: ([0-9]+)\r\n", re.IGNORECASE)
Step = tuple[str, bytes]
"""What a request is called, and its bytes."""
Errand = Sequence[Step]
"""Requests that follow each other on one connection and are one piece of work, e.g. a page and a bundle."""


def request(method: str, host: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as it goes over the wire; underscores in names of headers stand for hyphens."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if method not in {"GET", "HEAD"} else []
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Seen:
    """Seconds of each errand and of each step, answers other than the wanted ones, and how long all took."""

    errands: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=dict)
    failed: list[bytes] = field(default_factory=list)
    took: float = 0.0


class _Connection:
    """One visitor, who takes up one errand after the other."""

    def __init__(self, port: int, errands: Iterator[Errand], seen: Seen) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.errands, self.seen = errands, seen
        self.steps: Iterator[Step] = iter(())
        self.step, self.errand_began, self.began = "", 0.0, 0.0
        self.received, self.wanted = bytearray(), -1

    def go_on(self) -> bool:
        """Send what comes next; False when there is nothing more."""
        step = next(self.steps, None)
        now = time.perf_counter()
        if step is None:
            if self.errand_began:
                self.seen.errands.append(now - self.errand_began)
            errand = next(self.errands, None)
            if errand is None:
                return False
            self.steps, self.errand_began = iter(errand), now
            step = next(self.steps)
        self.step, self.began = step[0], now
        self.received, self.wanted = bytearray(), -1
        self.socket.sendall(step[1])
        return True

    def read(self) -> bool:
        """Take what has come; False when it was the last answer."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError(bytes(self.received[:200]))
        self.received += part
        if self.wanted < 0 and (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self.received, 0, end + 2)
            assert length, bytes(self.received)
            self.wanted = end + 4 + int(length[1])
        if self.wanted < 0 or len(self.received) < self.wanted:
            return True
        self.seen.steps.setdefault(self.step, []).append(time.perf_counter() - self.began)
        if self.received[9:10] != b"2":
            self.seen.failed.append(bytes(self.received[:300]))
        return self.go_on()


def drive(port: int, errands: Iterator[Errand], connections: int) -> Seen:
    """Do all errands over so many connections at once."""
    seen = Seen()
    chooser = selectors.DefaultSelector()
    visitors = [_Connection(port, errands, seen) for _each in range(connections)]
    began = time.perf_counter()
    for visitor in visitors:
        if visitor.go_on():
            chooser.register(visitor.socket, selectors.EVENT_READ, visitor)
    while chooser.get_map():
        for key, _events in chooser.select():
            visitor = key.data
            if not visitor.read():
                chooser.unregister(visitor.socket)
    seen.took = time.perf_counter() - began
    for visitor in visitors:
        visitor.socket.close()
    return seen


def measured(station: Station, errands: Iterator[Errand], connections: int) -> dict[str, float]:
    """Do all errands; what they cost the server and its database, and how long each took.

    Raises AssertionError unless every answer was of the 200s.
    """
    assert station.server is not None
    server, database = station.server, psutil.Process(station.database.pid)
    before = seconds_of(server), seconds_of(database)
    with Watched(lambda: memory_of(server)) as memory:
        seen = drive(station.port, errands, connections)
    application, stored = seconds_of(server) - before[0], seconds_of(database) - before[1]
    assert not seen.failed, seen.failed[0]
    done = len(seen.errands)
    return {
        "per second": done / seen.took,
        "application, CPU ms": 1000 * application / done,
        "database, CPU ms": 1000 * stored / done,
        "p50, ms": 1000 * percentile(seen.errands, 0.5),
        "p99, ms": 1000 * percentile(seen.errands, 0.99),
        "server memory, most, MiB": max(memory) / 2**20,
        **{
            f"{name}, p50, ms": 1000 * percentile(took, 0.5) for name, took in seen.steps.items() if len(seen.steps) > 1
        },
    }


class Watched:
    """What `read` gives each so many seconds, from a thread of its own."""

    def __init__(self, read: Callable[[], int], each: float = 1.0) -> None:
        self.read, self.each, self.found, self.ended = read, each, [read()], threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self.ended.wait(self.each):
            self.found.append(self.read())

    def __enter__(self) -> list[int]:
        self.thread.start()
        return self.found

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        self.thread.join()
