"""What is written: the case as a text, and each attachment once it was verified whole."""

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from vouchsafe.common.file_names import safe_file_name
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.recovery.opening import Recovered
from vouchsafe.vault.blobs import open_blob
from vouchsafe.vault.errors import Tampered, VaultError
from vouchsafe.vault.place import Place
from vouchsafe.vault.thread_blobs import NamedBlob, named_blobs

TEXT: Final = "case.txt"
ATTACHMENTS: Final = "attachments"


class Saved(NamedTuple):
    """An attachment: its file, or why there is none. `name` is a safe one."""

    name: str
    path: Path | None
    why: str = ""


def prepare(folder: Path) -> None:
    """Make the folder, for its owner alone. Raises TerminalError "recover/folder" unless it is empty or new."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            message = _("%(folder)s is not empty. Name a new folder, so that nothing of yours is overwritten.")
            raise TerminalError("recover/folder", message % {"folder": folder})
    except OSError as error:
        message = _("%(path)s cannot be written: %(reason)s.") % {"path": folder, "reason": error.strerror}
        raise TerminalError("recover/folder", message) from error


def save_text(folder: Path, text: str) -> Path:
    """Write the case as text."""
    path = folder / TEXT
    save(path, text.encode("utf-8", "replace"))
    return path


def save(path: Path, content: bytes) -> None:
    """Write a new file."""
    with created(path) as file:
        file.write(content)


def save_attachments(recovered: Recovered, folder: Path) -> Iterator[Saved]:
    """Open every attachment that the case vouches for; none gets its name before all of it was verified."""
    target = folder / ATTACHMENTS
    taken: set[str] = set()
    for named in named_blobs(recovered.read):
        target.mkdir(mode=0o700, exist_ok=True)
        name = free_name(safe_file_name(named.name), taken)
        try:
            yield Saved(name, _save(recovered, named, folder, target / name))
        except VaultError as error:
            yield Saved(name, None, error.message)
        except OSError as error:
            yield Saved(name, None, str(error.strerror))


def _save(recovered: Recovered, named: NamedBlob, folder: Path, path: Path) -> Path:
    source = recovered.archive.open_blob(named.blob)
    if named.key is None or source is None:
        raise Tampered("This attachment is not in the archive, or none of the keys at hand opens it.")
    part = folder / f"{named.blob}.part"  # where no attachment's own name can be in its way
    try:
        with source, created(part) as sink:
            place = Place(recovered.archive.case, "blob", named.blob)
            open_blob(named.key, named.generation, place, source, named.expected, sink)
        part.rename(path)
    except (zipfile.BadZipFile, EOFError):
        raise Tampered("This attachment was damaged in the archive.") from None
    finally:
        part.unlink(missing_ok=True)
    return path


def free_name(name: str, taken: set[str]) -> str:
    """The name, or one with a number where another file has it already; upper and lower case are one."""
    given, free, number = Path(name), name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{given.stem}-{number}{given.suffix}"
    taken.add(free.casefold())
    return free


def created(path: Path) -> BinaryIO:
    """A new file, for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
