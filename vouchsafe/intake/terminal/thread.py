"""`vouchsafe thread`: come back with a receipt, read what was answered, write again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard
from uuid import UUID

import httpx
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from vouchsafe.common import clock
from vouchsafe.intake import handover, opening, protecting, rooms
from vouchsafe.intake.terminal import screen
from vouchsafe.intake.terminal.answering import answer_text
from vouchsafe.intake.terminal.door import Place, ask, open_client, read_address
from vouchsafe.intake.terminal.errors import TerminalError, vault_errors
from vouchsafe.intake.terminal.handling import APART, handling_lines, heading
from vouchsafe.intake.terminal.published import read_directory
from vouchsafe.intake.terminal.room import room_lines, take_over_first
from vouchsafe.intake.terminal.rotation import Present, change_receipt
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.vault.compose import seal_message
from vouchsafe.vault.errors import Malformed, ReceiptError
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, ReadCase, Reader, ThreadEntry, read_case


def thread(url: str, *, pin: str | None = None, tor: str | None = None, rotate: bool = False) -> None:
    """Show the report of a receipt and what was answered, verified on this machine; then send a message, if any.

    The receipt of a person whom a report concerns opens their reply room; they write once the receipt is their own.

    With `rotate` no message is asked for: a new receipt is printed, and takes the place of the one at hand.
    The receipt is the first line of standard input, the message what follows. Raises TerminalError.
    """
    console, out = Console(stderr=True), Console()
    place = read_address(url)
    receipt = _ask_receipt(console)
    token = {"lookup_token": to_base64(receipt.lookup_token)}
    with open_client(tor or place.tor) as client:
        mailbox, read = open_mailbox(client, place, receipt, pin)
        _show(out, read, mailbox)
        if rotate:
            change_receipt(out, console, client, place, Present(read, receipt))
            return
        waits = rooms.is_room(read, mailbox.get("room")) and not rooms.is_taken_over(read)
        text = "" if waits and screen.is_interactive() else _ask_message(console)
        if text and waits:
            raise TerminalError("room/take-over", take_over_first())
        if text:
            _write(client, place, token, read, receipt, text)
            console.print(Text(_("Sent."), style="green"))


def open_mailbox(
    client: httpx.Client, place: Place, receipt: Receipt, pin: str | None
) -> tuple[Mapping[str, Any], ReadCase]:
    """What the server shows for a receipt, and what of it could be verified. Raises TerminalError."""
    mailbox = ask(client, "POST", place.api("mailbox"), json={"lookup_token": to_base64(receipt.lookup_token)})
    return mailbox, _read(mailbox, receipt, pin)


def _ask_receipt(console: Console) -> Receipt:
    """The receipt as it was typed; one wrong symbol is mended only after the person agreed, before any request."""
    typed = screen.read_line(console, _("Your receipt:"))
    try:
        return Receipt.parse(typed)
    except ReceiptError as error:
        if error.suggestion is None:
            raise TerminalError(error.code, error.message) from error
        if screen.is_interactive():
            console.print(Text(_("One symbol is wrong. Is this your receipt?") + f" {error.suggestion}"))
            if screen.read_line(console, _("Yes or no:")).lower() in {"yes", "y", _("yes")}:
                return Receipt.parse(error.suggestion)
        message = _("One symbol of the receipt is wrong: compare it with %(receipt)s.") % {"receipt": error.suggestion}
        raise TerminalError(error.code, message) from error


def _read(mailbox: Mapping[str, Any], receipt: Receipt, pin: str | None) -> ReadCase:
    """Verify and open everything the server showed (protocol §3); what does not verify is said, never skipped."""
    directory = read_directory(mailbox["directory"], None, pin)
    try:
        with vault_errors():
            items = tuple(
                ItemView(
                    UUID(item["id"]),
                    item["kind"],
                    item["key_kind"],
                    item["generation"],
                    _sealed(item["sealed"]),
                    item["day"],
                )
                for item in mailbox["items"]
            )
            grants = tuple(
                GrantView(grant["key_kind"], grant["generation"], _sealed(grant["sealed"]))
                for grant in mailbox["grants"]
            )
            view = CaseView(UUID(mailbox["case"]), UUID(mailbox["channel"]["id"]), items, grants)
    except (KeyError, TypeError, ValueError) as error:
        message = _("The server does not answer as a report door does. Check the address.")
        raise TerminalError("mailbox/foreign", message) from error
    return read_case(view, Reader.reporter(receipt, directory))


def _sealed(text: str) -> bytes:
    """Sealed bytes as the server wrote them: what is no base64 becomes no bytes, so that it is shown as unreadable."""
    try:
        return from_base64(text)
    except Malformed:
        return b""


def _show(out: Console, read: ReadCase, mailbox: Mapping[str, Any]) -> None:
    is_room = rooms.is_room(read, mailbox.get("room"))
    for line in room_lines(mailbox, read) if is_room else handling_lines(mailbox):
        out.print(Text(line))
    codes = [finding.code.value for finding in read.findings]
    if rooms.differs(read, mailbox.get("room")):
        codes.append("room-mismatch")
    for code in codes:
        warning = _("Something does not fit (%(code)s). Be careful with what you see here.")
        out.print(Text(warning % {"code": code}, style="bold red"))
    for entry in read.entries:
        if is_room and isinstance(entry, Opened) and entry.kind == "report":
            continue  # it says nothing
        text = _step_text(entry, read.entries) if _is_step(entry) else _entry_text(entry, read.entries, mailbox)
        is_of_letter = isinstance(entry, Opened) and rooms.is_of_letter(entry, read.report)
        title = _("Written with the receipt of the letter") if is_of_letter else heading(entry, mailbox)
        out.print(Panel(text, title=Text(title), title_align="left"))


def _entry_text(entry: ThreadEntry, entries: Sequence[ThreadEntry], mailbox: Mapping[str, Any]) -> Text:
    if not isinstance(entry, Opened) and entry.reason == APART:
        return Text(_("This is sealed apart: two people open it together, with a written reason that you can read."))
    if not isinstance(entry, Opened):
        reason = _("This could not be verified (%(reason)s), so it is not shown.") % {"reason": entry.reason}
        return Text(reason, style="red")
    body = entry.body
    if entry.kind == "report":
        given = handover.handed_over(body, _, str)
        told = answer_text(body["answers"], mailbox["definition"])
        return Text("\n".join(filter(None, [told, plain(_lines(given))])))
    if entry.kind == "attachment":
        size = _("%(size)d bytes") % {"size": body["size"]}
        return Text(f"{plain(body['name'])} · {plain(body['media_type'])} · {size}")
    if entry.kind == "succession":
        return Text(_("A new receipt was made. The one before it opens nothing any more."))
    told = protecting.told(entry, entries, _, str) if entry.kind in protecting.KINDS else ""
    return Text("\n".join(filter(None, [told, plain(body.get("title") or body.get("text") or "")])))


def _is_step(entry: ThreadEntry) -> TypeGuard[Opened]:
    return isinstance(entry, Opened) and entry.kind in (*handover.KINDS, *opening.KINDS)


def _step_text(entry: Opened, entries: Sequence[ThreadEntry]) -> Text:
    """A document of a hand-over or of a request to open: what it says, and what its author wrote under a label each."""
    told = opening.said(entry, _, str) if entry.kind in opening.KINDS else handover.said(entry, entries, _, str)
    return Text(plain("\n".join((told.sentence, _lines(told.rows)))))


def _lines(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Labels, each with its values indented below it."""
    return "\n".join(line for label, values in rows for line in (label, *(f"  {value}" for value in values)))


def _ask_message(console: Console) -> str:
    if screen.is_interactive():
        return screen.read_line(console, _("Write again (empty to leave):"))
    lines = []
    while line := screen.read_line(console, ""):
        lines.append(line)
    return "\n".join(lines)


def _write(
    client: httpx.Client, place: Place, token: Mapping[str, str], read: ReadCase, receipt: Receipt, text: str
) -> None:
    with vault_errors():
        item = seal_message(read, receipt.keys.signing, text, clock.today())
    ask(client, "POST", place.api("mailbox/items"), json={**token, "items": [item], "blobs": []})
