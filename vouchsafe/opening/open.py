"""`vouchsafe open`: open, verify and write out an archive of one case."""

import sys
from contextlib import suppress
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from vouchsafe.common.file_names import safe_file_name
from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.screen import is_interactive
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.opening.record import verify_record
from vouchsafe.opening.showing import File, Shown, as_html, sections, why_not
from vouchsafe.opening.unpacking import Unpacked, unpack
from vouchsafe.recovery import saving
from vouchsafe.recovery.showing import as_text
from vouchsafe.tlog.errors import RecordError
from vouchsafe.tlog.leaves import Leaf
from vouchsafe.vault.age.header import Unlocker
from vouchsafe.vault.archive.opened import DOCUMENT, Document, OpenedCase, read_document, verify_case
from vouchsafe.vault.errors import Tampered, WrongKey
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.passphrase import TypedPassphrase
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.words import parse_words, words_match

PAGE = "case.html"
LARGEST_KEY = 64 * 1024
"""Bytes of a file with an identity: `age-keygen -pq` writes far less."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the person gave: a file with an identity (else a passphrase is asked for), and what they know to be true."""

    identity: Path | None = None
    pin: str | None = None
    record_key: str | None = None


def open_archive(path: Path, into: Path, given: Given) -> bool:
    """Verify and open an archive, print it, and write it into the new folder; whether all of it is as it should be.

    Raises TerminalError, and then nothing of the archive is written.
    """
    console, out = Console(stderr=True), Console()
    unlocker = _unlocker(path, given.identity)
    saving.prepare(into)
    # 1. Every byte was sealed with this key, and none is missing.
    unpacked = _unpacked(path, unlocker, into)
    try:
        # 2. The case is as its schema says, and its key holders are the organisation's (§2).
        document, case = _verified(unpacked.document, given.pin)
        # 3. Each file is the one whose size and hash its author signed; only then it gets its name (§3).
        files = _name_files(document, case, unpacked, into)
    finally:
        unpacked.discard()
    # 4. What was done is in the record (§15).
    record, fault = _recorded(document, case, given.record_key)
    shown = Shown(document, case, files, record, fault)
    parts = sections(shown)
    for part in parts:
        out.print(Panel(Text(part.text), title=Text(part.heading), title_align="left", style="red" * part.warns))
    saving.save_text(into, as_text(parts))
    saving.save(into / PAGE, as_html(shown, parts).encode("utf-8", "replace"))
    saving.save(into / DOCUMENT, unpacked.document)
    console.print(Text(_("Written into %(folder)s. Open %(page)s to read it.") % {"folder": into, "page": PAGE}))
    return shown.is_sound


def _unlocker(path: Path, identity: Path | None) -> Unlocker:
    if identity is None:
        return TypedPassphrase(_hidden(_("The passphrase of %(file)s:") % {"file": path.name}))
    try:
        with identity.open("rb") as file:
            lines = file.read(LARGEST_KEY).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise _unreadable(identity, error) from error
    secret = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    with vault_errors():
        return Identity.parse(secret)


def _unpacked(path: Path, unlocker: Unlocker, into: Path) -> Unpacked:
    try:
        with path.open("rb") as source, vault_errors():
            return unpack(source, unlocker, into)
    except TerminalError as error:
        # Nothing lies in the folder, so it can be named again.
        with suppress(OSError):
            into.rmdir()
        messages = {
            WrongKey.code: _("This does not open %(file)s: the passphrase or key is another, or it was changed."),
            Tampered.code: _("%(file)s was changed or cut short after it was made. Nothing of it was written."),
        }
        if error.code not in messages:
            raise
        raise TerminalError(error.code, messages[error.code] % {"file": path.name}) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _verified(raw: bytes, pin: str | None) -> tuple[Document, OpenedCase]:
    with vault_errors():
        document = read_document(raw)
        case = verify_case(document)
        if pin is not None and not words_match(parse_words(pin), case.directory.root_hash):
            message = _("The key holders in this archive are not those of your words. Compare the words.")
            raise TerminalError("directory/root-mismatch", message)
    return document, case


def _name_files(document: Document, case: OpenedCase, unpacked: Unpacked, into: Path) -> list[File]:
    """Each attachment that a verified manifest names: what the archive says of it is held against what was signed."""
    kept = {one["manifest"]: one for one in document["files"]}
    target = into / saving.ATTACHMENTS
    taken: set[str] = set()
    files = []
    for manifest in case.entries:
        if not isinstance(manifest, Opened) or manifest.kind != "attachment":
            continue
        body, one = manifest.body, kept.get(str(manifest.id), {})
        name = saving.free_name(safe_file_name(str(body["name"])), taken)
        staged = unpacked.files.get(one.get("file", ""))
        fault = why_not(one["unreadable"]) if "unreadable" in one else _("It is not in the archive.")
        if staged is not None and (staged.size, staged.sha256) == (body["size"], body["sha256"]):
            target.mkdir(mode=0o700, exist_ok=True)
            staged.path.rename(target / name)
            fault = ""
        elif staged is not None:
            fault = _("It is not the file that its author sealed.")
        files.append(File(name, body["size"], body["sha256"], fault))
    return files


def _recorded(document: Document, case: OpenedCase, key: str | None) -> tuple[list[Leaf], str]:
    exporters = case.directory.people([bytes.fromhex(document["exported_by"])])
    try:
        return verify_record(document, exporters, key), ""
    except RecordError as error:
        return [], error.message


def _hidden(prompt: str) -> str:
    """A line that the screen does not show; from a pipe, simply the next line."""
    return getpass(f"{prompt} ") if is_interactive() else sys.stdin.readline().rstrip("\r\n")


def _unreadable(path: Path, error: OSError) -> TerminalError:
    message = _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
    return TerminalError("open/unreadable", message)
