"""What stops the terminal client: a code for programs, a sentence for people."""

from collections.abc import Iterator
from contextlib import contextmanager

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.vault.errors import VaultError


class TerminalError(VouchsafeError):
    """Root of the terminal client's errors; the command prints `message` and exits with 1."""


class ServerRefused(TerminalError):
    """The server answered with an error of its own, whose code, sentence and status these are."""


class Unreachable(TerminalError):
    """No answer came, so what was sent may or may not have arrived."""


@contextmanager
def vault_errors() -> Iterator[None]:
    """What the vault refuses becomes a TerminalError with the vault's own code and sentence."""
    try:
        yield
    except VaultError as error:
        raise TerminalError(error.code, error.message) from error
