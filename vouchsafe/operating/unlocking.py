"""Whose key opens a backup: the operator's, in a file as age-keygen writes it, or a recovery sheet that is typed."""

from pathlib import Path
from typing import Final

from rich.console import Console

from vouchsafe.operating.errors import OperatingError
from vouchsafe.recovery.keys import ask_sheet
from vouchsafe.vault.age.header import Unlocker
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.hybrid import Identity

_LARGEST: Final = 64 * 1024


def unlocker(identity: Path | None) -> Unlocker:
    """The key in the file, else of the sheet that is asked for. Raises OperatingError "restore/identity"."""
    if identity is None:
        typed = ask_sheet(Console(stderr=True), "The key of a recovery sheet:")
        if typed is None:
            raise OperatingError("restore/identity", "Nothing was typed: give the key of a sheet, or --identity FILE.")
        return typed
    try:
        with identity.open("r", encoding="utf-8") as file:
            lines = [line for line in file.read(_LARGEST).splitlines() if line.strip() and not line.startswith("#")]
        return Identity.parse("".join(lines))
    except OSError as error:
        raise OperatingError("restore/identity", f"{identity} cannot be read: {error.strerror}.") from error
    except (VaultError, UnicodeDecodeError) as error:
        message = f"{identity} does not hold one post-quantum identity (AGE-SECRET-KEY-PQ-1…)."
        raise OperatingError("restore/identity", message) from error
