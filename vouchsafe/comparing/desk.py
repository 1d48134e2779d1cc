"""The desk's pages behind signing in, as they are served to the member who compares."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from vouchsafe.comparing.answers import Answer
from vouchsafe.oversight.terminal.desk import Desk, SignIn


class SignedIn:
    """A member at the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def me(self) -> dict[str, Any]:
        """Who they are and what rights they have, as the desk says it to its own script."""
        return self._desk.me()

    def get(self, path: str) -> Answer:
        """What the desk answers them."""
        return answer_of(self._desk.get(path))


@contextmanager
def signed_in(origin: str, asking: SignIn, client: httpx.Client) -> Iterator[SignedIn]:
    """Sign in by the `client` that asked for all before, so that nothing tells who compares; it is closed in the end.

    Raises TerminalError where the desk refuses.
    """
    client.cookies.clear()
    with Desk(origin, client) as desk:
        desk.sign_in(asking)
        yield SignedIn(desk)


def answer_of(response: httpx.Response) -> Answer:
    """An answer as it came, its body unpacked."""
    headers = {name.lower(): tuple(response.headers.get_list(name)) for name in response.headers}
    return Answer(response.status_code, headers, response.content)
