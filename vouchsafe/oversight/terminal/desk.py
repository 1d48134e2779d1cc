"""A desk as a terminal sees it: signing in, and reading the record page by page."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any, Final, Protocol, Self
from urllib.parse import urlsplit

import httpx

from vouchsafe.intake.terminal.door import ask, in_words, open_client
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError
from vouchsafe.tlog.verifying import Header
from vouchsafe.vault.primitives import from_base64

_PAGE: Final = 2048
_LOOPBACK: Final = re.compile(r"(^|\.)localhost$|^127\.0\.0\.1$")
_LOGIN: Final = "/account/login/"
_SECOND_STEP: Final = "/account/code/"
_PASSKEY_MISSING: Final = "factor/passkey"
_WITHOUT: Final = 'save "File for checking" at the desk and verify that; compare a door without --sign-in.'
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="(?P<token>\w+)"')


class SignIn(Protocol):
    """How a command asks whoever sits there to sign in."""

    def who(self) -> tuple[str, str]:
        """E-mail and password."""

    def code(self) -> str:
        """A second factor; asked for only where the desk wants one."""


class Desk:
    """A member at the desk whose origin is `origin` ("https://desk.example.org"), for as long as the block lasts.

    `client`: what asks, where it is to be a certain one; it is closed in the end as well.
    """

    def __init__(self, origin: str, client: httpx.Client | None = None) -> None:
        """Raises TerminalError "address/http" where nothing would encrypt the password on its way."""
        parts = urlsplit(origin)
        if parts.scheme != "https" and not _LOOPBACK.search(parts.hostname or ""):
            raise TerminalError("address/http", "This address is not encrypted. Use the one that begins with https://.")
        self._origin = origin.rstrip("/")
        self._client = client or open_client()
        self._cookies: dict[str, str] = {}  # kept here: names under .localhost confuse the client's own jar

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def sign_in(self, asking: SignIn) -> None:
        """By password and, where the desk asks, a code.

        Raises TerminalError "desk/refused", "desk/code" and, where only a passkey opens the desk, "desk/passkey".
        """
        email, password = asking.who()
        answer = self._fill_in(_LOGIN, {"login": email, "password": password})
        if answer is None:
            raise TerminalError(
                "desk/refused", "The desk did not sign you in. Check its address, your e-mail and password."
            )
        if answer == _SECOND_STEP:
            answer = self._fill_in(_SECOND_STEP, {"code": asking.code()})
            if answer is None:
                raise TerminalError(
                    "desk/code",
                    "The desk did not take this code. Wait for the next one and try again; if you have a passkey and "
                    f"no codes: {_WITHOUT}",
                )
        try:
            self.me()
        except ServerRefused as refused:
            if refused.code != _PASSKEY_MISSING:
                raise
            raise TerminalError(
                "desk/passkey", f"This desk lets you in with a passkey only, which no terminal has: {_WITHOUT}"
            ) from refused

    def _fill_in(self, path: str, form: dict[str, str]) -> str | None:
        """Send a page's form; the path that the desk leads to then, or None where it shows the page again."""
        found = _TOKEN.search(self._send("GET", path).text)
        if not found:
            return None
        answer = self._send("POST", path, {**form, "csrfmiddlewaretoken": found["token"]})
        return urlsplit(answer.headers["location"]).path if answer.is_redirect else None

    def me(self) -> dict[str, Any]:
        """Who signed in, and what rights they have. Raises Unreachable and ServerRefused."""
        return ask(self._client, "GET", f"{self._origin}/api/v1/me", headers=self._headers())

    def get(self, path: str) -> httpx.Response:
        """Any page, as it is served to whoever signed in. Raises Unreachable."""
        return self._send("GET", path)

    def header(self) -> Header:
        """The newest checkpoint and the key that the server names. Raises Unreachable and ServerRefused."""
        answer = ask(self._client, "GET", f"{self._origin}/api/v1/record", headers=self._headers())
        return Header(answer["checkpoint"], answer["key"])

    def directory(self) -> list[bytes]:
        """The entries of the list of keys that the desk shows. Raises Unreachable and ServerRefused."""
        answer = ask(self._client, "GET", f"{self._origin}/api/v1/directory", headers=self._headers())
        return [from_base64(entry) for entry in answer["entries"]]

    def lines(self, size: int) -> Iterator[bytes]:
        """An export's lines of the first `size` entries. Ends where the desk gives no more. Raises Unreachable."""
        for start in range(0, size, _PAGE):
            end = min(start + _PAGE, size)
            answer = self._send("GET", f"/api/v1/record/entries/{start}/{end}")
            if answer.status_code != httpx.codes.OK:
                return
            yield from answer.content.splitlines()

    def _send(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        with in_words():
            response = self._client.request(method, self._origin + path, data=form, headers=self._headers())
        for line in response.headers.get_list("set-cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response

    def _headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Origin": self._origin, "Referer": f"{self._origin}/", **({"Cookie": cookie} if cookie else {})}
