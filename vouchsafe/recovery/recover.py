"""`vouchsafe recover`: open the export of one case with what is at hand."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.screen import is_interactive, read_line
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.recovery import saving
from vouchsafe.recovery.keys import Holder, ask_sheet, distinct, holder_of, read_kit, read_sheet
from vouchsafe.recovery.opening import Recovered, open_archive, open_what_is_apart
from vouchsafe.recovery.showing import as_text, sections, unopened
from vouchsafe.vault.archive.reading import CaseArchive
from vouchsafe.vault.directory import Directory
from vouchsafe.vault.words import parse_words, words_match


@dataclass(frozen=True, slots=True)
class AtHand:
    """What the person gave: files with typed sheets, members' kits, the words of a poster, the reason to open all."""

    sheets: Sequence[Path] = ()
    kits: Sequence[Path] = ()
    pin: str | None = None
    reason: str | None = None


def recover(path: Path, into: Path, given: AtHand) -> bool:
    """Verify and open an archive, print it, and write it into the new folder; whether its report opened.

    What is kept apart opens with two holders' shares, and only after a reason was written. Raises TerminalError.
    """
    console, out = Console(stderr=True), Console()
    with ExitStack() as stack:
        # 1. The archive, and the directory in it, from its first entry on (§2).
        archive = stack.enter_context(_opened(path))
        directory = _directory(archive, given.pin)
        saving.prepare(into)
        # 2. Who opens, by the keys at hand.
        holders = _holders(console, directory, given)
        # 3. Everything, verified as each of them (§3, §4).
        recovered = open_archive(archive, directory, holders)
        # 4. What is kept apart, for two of them and a reason (§5).
        recovered, reason = _open_apart(console, recovered, given)
        # 5. Shown and written: attachments only once they were verified whole (§3).
        parts = sections(recovered, reason)
        for part in parts:
            out.print(Panel(Text(part.text), title=Text(part.heading), title_align="left", style="red" * part.warns))
        console.print(Text(str(saving.save_text(into, as_text(parts)))))
        _save_attachments(console, recovered, into)
        for line in unopened(recovered):
            console.print(Text(line, style="yellow"))
        return recovered.read.report is not None


def _opened(path: Path) -> CaseArchive:
    try:
        with vault_errors():
            return CaseArchive(path)
    except OSError as error:
        message = _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
        raise TerminalError("recover/unreadable", message) from error


def _directory(archive: CaseArchive, pin: str | None) -> Directory:
    with vault_errors():
        directory = archive.directory()
        if pin is not None and not words_match(parse_words(pin), directory.root_hash):
            message = _("The key holders in this archive are not those of your words. Compare the words.")
            raise TerminalError("directory/root-mismatch", message)
    return directory


def _holders(console: Console, directory: Directory, given: AtHand) -> list[Holder]:
    identities = [*map(read_sheet, given.sheets), *map(read_kit, given.kits)]
    if not identities:
        prompt = _("The key on a recovery sheet (it is not shown while you type):")
        identity = ask_sheet(console, prompt)
        if identity is None:
            raise TerminalError("recover/no-key", _("Without a recovery sheet or a member's kit nothing opens."))
        identities = [identity]
    return distinct([holder_of(identity, directory) for identity in identities])


def _open_apart(console: Console, recovered: Recovered, given: AtHand) -> tuple[Recovered, str]:
    """Opened, with the reason that was written for it; else as it was, with none."""
    if not recovered.keeps_apart:
        return recovered, ""
    if len(recovered.holders) == 1:
        recovered = _with_another(console, recovered)
    if len(recovered.holders) == 1:
        return recovered, ""
    console.print(Text(_("Part of this case is kept apart. It opens only for a written reason, which stands with it.")))
    reason = given.reason if given.reason is not None else read_line(console, _("Why is it to be opened?"))
    if not reason.strip():
        console.print(Text(_("Without a reason it stays closed."), style="yellow"))
        return recovered, ""
    return open_what_is_apart(recovered), reason.strip()


def _with_another(console: Console, recovered: Recovered) -> Recovered:
    """Ask for a second sheet where a person can be asked."""
    console.print(Text(_("Part of this case is kept apart, and one key does not open it: a second sheet does.")))
    if not is_interactive():
        return recovered
    identity = ask_sheet(console, _("The key on the second sheet (empty to leave it closed):"))
    if identity is None:
        return recovered
    holders = distinct([*recovered.holders, holder_of(identity, recovered.directory)])
    return open_archive(recovered.archive, recovered.directory, holders)


def _save_attachments(console: Console, recovered: Recovered, into: Path) -> None:
    for saved in saving.save_attachments(recovered, into):
        if saved.path is None:
            message = _("The attachment %(name)s was not written: %(why)s") % {"name": saved.name, "why": saved.why}
            console.print(Text(message, style="yellow"))
        else:
            console.print(Text(str(saved.path)))
