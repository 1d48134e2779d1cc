"""Whose keys open an archive: a recovery sheet that is typed, or a member's kit with its passphrase."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.screen import is_interactive
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.vault.directory import Directory, Role
from vouchsafe.vault.errors import Malformed, WrongKey
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import open_key_file
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.typed import SYMBOLS, parse_typed_identity, typed_symbols

ATTEMPTS = 3
LARGEST_FILE = 16 * 1024
"""Bytes of a sheet or of a kit: both are far smaller."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody whose keys are at hand; `fingerprint` (hex) is their card's in the directory."""

    keys: HolderKeys
    fingerprint: str
    is_sheet: bool

    @property
    def name(self) -> str:
        """How this holder is told from others."""
        text = _("Recovery sheet %(key)s") if self.is_sheet else _("Key holder %(key)s")
        return text % {"key": self.fingerprint[:8]}


def holder_of(identity: Identity, directory: Directory) -> Holder:
    """Whose identity this is. Raises TerminalError "recover/not-listed" when the directory never listed its card."""
    card = directory.card_to(identity.recipient)
    if card is None:
        message = _("This key is not of the organisation whose case this is. Look whether it is the right sheet.")
        raise TerminalError("recover/not-listed", message)
    is_sheet = directory.ever_listed(card.fingerprint, [Role.RECOVERY])
    return Holder(HolderKeys(identity), card.fingerprint.hex(), is_sheet)


def read_sheet(path: Path) -> Identity:
    """The identity of a sheet that was typed into a file. Raises TerminalError."""
    with vault_errors():
        return parse_typed_identity(_read(path).decode("utf-8", "replace"))


def read_kit(path: Path) -> Identity:
    """The identity of a member's recovery kit; asks for its passphrase. Raises TerminalError."""
    sealed = _read(path)
    passphrase = _hidden(_("The passphrase of %(file)s:") % {"file": path.name})
    try:
        with vault_errors():
            return open_key_file(sealed, passphrase)
    except TerminalError as error:
        if error.code != WrongKey.code:
            raise
        message = _("This passphrase does not open %(file)s. Type it again.") % {"file": path.name}
        raise TerminalError("recover/passphrase", message) from error


def ask_sheet(console: Console, prompt: str) -> Identity | None:
    """The identity of a sheet that is typed now, unseen; None when nothing is typed.

    A person is told where it is wrong, and may type it again. Raises TerminalError after the last attempt.
    """
    for attempt in range(1, ATTEMPTS + 1):
        typed = _typed_sheet(prompt)
        if not typed.strip():
            return None
        try:
            return parse_typed_identity(typed)
        except Malformed as error:
            if attempt == ATTEMPTS or not is_interactive():
                raise TerminalError(error.code, error.message) from error
            console.print(Text(error.message, style="yellow"))
    raise AssertionError  # the loop returns or raises


def distinct(holders: Sequence[Holder]) -> list[Holder]:
    """Each holder once: the same sheet twice is one sheet."""
    return list({holder.fingerprint: holder for holder in holders}.values())


def _typed_sheet(prompt: str) -> str:
    """What is typed in one line or in several, until it is whole or a line is empty."""
    lines = [_hidden(prompt)]
    while lines[-1].strip() and len(typed_symbols("".join(lines))) < SYMBOLS:
        lines.append(_hidden(_("and the rest:")))
    return "".join(lines)


def _hidden(prompt: str) -> str:
    """A line that the screen does not show; from a pipe, simply the next line."""
    return getpass(f"{prompt} ") if is_interactive() else sys.stdin.readline().rstrip("\r\n")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        message = _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
        raise TerminalError("recover/unreadable", message) from error
