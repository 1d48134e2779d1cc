"""Speaking to the porch over raw sockets."""

import socket
import time
from collections.abc import Callable

import msgspec

REPORT = "report.localhost"
BIG = 64 * 1024 * 1024


class Answer(msgspec.Struct):
    """An HTTP answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served(msgspec.Struct):
    """A running server and how to speak to it."""

    port: int
    pid: int

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def ask(self, head: str, body: bytes = b"", *, host: str = REPORT) -> Answer:
        """One request on a connection of its own; `head` is the request line and any headers."""
        line, *headers = head.split("\n")
        lines = [f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
        if body or line.startswith(("POST", "PUT", "PATCH")):
            lines.append(f"Content-Length: {len(body)}")
        with self.connect() as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
            return read_answer(connection)


def read_answer(connection: socket.socket) -> Answer:
    """Everything until the server closes."""
    raw = bytearray()
    while chunk := connection.recv(262_144):
        raw += chunk
    head, _, body = bytes(raw).partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Answer(int(status.split()[1]), {name.lower(): value for name, value in headers.items()}, body)


def eventually(check: Callable[[], bool]) -> bool:
    """Whether `check` comes true: what one connection causes another sees a moment later."""
    for _ in range(100):
        if check():
            return True
        time.sleep(0.1)
    return False
