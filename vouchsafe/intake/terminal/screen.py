"""What the terminal shows and asks. Whatever others wrote is shown as text: no markup, no control characters."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.text import Text

from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import chosen, plain
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.vault.words import hash_words


def is_interactive() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty()


def read_line(console: Console, prompt: str) -> str:
    """A line from the person, or from a pipe; empty at its end."""
    if is_interactive():
        console.print(Text(prompt), end=" ")
    return sys.stdin.readline().strip()


def show_readers(console: Console, name: str, definition: Mapping[str, Any], root_hash: bytes) -> None:
    """Where the report goes and the words by which to know the key holders."""
    console.print(Text(plain(name), style="bold"), Text(plain(chosen(definition["name"]))))
    console.print(Text(_("Read by: %(readers)s") % {"readers": plain(chosen(definition["readers"]))}))
    words = " ".join(hash_words(root_hash))
    console.print(
        Text(_("The key holders' words, to compare with a poster: %(words)s") % {"words": words}, style="cyan")
    )


def ask_screen(console: Console, screen: Mapping[str, Any] | None, given: str | None) -> None:
    """The protected-activity screen (design §1): ends with nothing sent for whoever chooses one of its options.

    Raises TerminalError "screen/ended", or "screen/unanswered" where nobody can be asked.
    """
    if screen is None:
        return
    options = [option["id"] for option in screen["options"]]
    if given is None:
        given = _ask_options(console, screen, options)
    if given in options:
        ended = screen["ended"]
        raise TerminalError("screen/ended", f"{plain(chosen(ended['title']))}: {plain(chosen(ended['text']))}")
    if given != "none":
        message = _("Answer the first question in your file: protected_activity = “none”, or one of %(options)s.")
        raise TerminalError("screen/unanswered", message % {"options": ", ".join(options)})


def _ask_options(console: Console, screen: Mapping[str, Any], options: list[str]) -> str:
    if not is_interactive():
        return ""
    console.print(Text(plain(chosen(screen["question"])), style="bold"))
    console.print(Text(plain(chosen(screen["help"]))))
    for number, option in enumerate(screen["options"], 1):
        console.print(Text(f"  {number}  {plain(chosen(option['label']))}"))
    console.print(Text(f"  0  {plain(chosen(screen['none']))}"))
    numbers = {str(number): option for number, option in enumerate(options, 1)} | {"0": "none"}
    while (answer := read_line(console, _("Number:"))) not in numbers:
        if not answer:
            return ""
    return numbers[answer]


def progress(console: Console) -> Progress:
    """A bar for each file."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=console,
    )


@contextmanager
def proving(console: Console) -> Iterator[Callable[[float], None]]:
    """A bar for a proof of work, which is told which share of it is done; it leaves nothing behind."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_("Computing what keeps floods of junk away"), total=1)
        yield lambda share: bar.update(task, completed=share)


def show_receipt(out: Console, console: Console, receipt: str, address: str) -> None:
    """The receipt, once: it cannot be shown again."""
    console.print(
        Panel(
            Text(
                _("This receipt is the only way back to your report. Write it down; nobody can give it to you again.")
                + "\n"
                + _("Come back with: vouchsafe thread %(address)s") % {"address": address}
            )
        )
    )
    out.print(Text(receipt, style="bold"))
