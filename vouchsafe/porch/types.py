"""The shapes of ASGI that the porch uses, and its own error."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from vouchsafe.common.errors import VouchsafeError

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


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
