"""The shapes of ASGI that the porch uses, and its own error."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

from vouchsafe.common.errors import VouchsafeError

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

MOST_DIGITS: Final = 15
"""Of a number in a header: more bytes than anybody has, and few enough that reading it costs nothing."""


class PorchError(VouchsafeError):
    """A request that the porch answers itself, before any thread or database."""


class VisitorLeftError(Exception):
    """The client closed the connection: there is nobody to answer."""


def header(scope: Scope, name: bytes) -> str | None:
    """The first header called `name` (lower case), or None."""
    for key, value in scope["headers"]:
        if key == name:
            text: str = value.decode("latin-1")
            return text
    return None


def number(text: str) -> int | None:
    """The whole number that a header's text is, or None; it has `MOST_DIGITS` at most."""
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdigit() else None
