"""A visitor without a browser: exact bytes out, exact bytes back, whatever headers the visitor sends."""

import http.client
from dataclasses import dataclass

from e2e.town import Town


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower-case names, every value) and body as they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The one value of a header; an AssertionError when there is none or more than one."""
        values = self.every(name)
        assert len(values) == 1, (name, values)
        return values[0]

    def every(self, name: str) -> list[str]:
        """All values of a header."""
        return [value for key, value in self.headers if key == name]


def ask(
    town: Town,
    door: str,
    path: str,
    *,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request on a connection of its own."""
    host = "localhost" if door == "public" else f"{door}.localhost"
    connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=20)
    try:
        connection.request(method, path, body, {"Host": f"{host}:{town.port}", **(headers or {})})
        answer = connection.getresponse()
        pairs = tuple((name.lower(), value) for name, value in answer.getheaders())
        return Answer(answer.status, pairs, answer.read())
    finally:
        connection.close()
