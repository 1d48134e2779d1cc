"""`vouchsafe report`: seal a report on this machine and send it (protocol §7)."""

import mimetypes
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.text import Text

from vouchsafe.common import clock
from vouchsafe.intake.terminal import proof, screen, upload
from vouchsafe.intake.terminal.answers import Answers, read_answers
from vouchsafe.intake.terminal.door import Place, insist, open_client, read_address
from vouchsafe.intake.terminal.errors import ServerRefused, TerminalError, Unreachable, vault_errors
from vouchsafe.intake.terminal.leaving_out import cards_left_out, cards_outside_leadership
from vouchsafe.intake.terminal.published import Channel, fetch_channel, fetch_directory
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.intake.terminal.thread import open_mailbox
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import ReportSealer

RESEALS: Final = 3
LARGEST: Final = 2 * 1024**3


def report(
    url: str,
    answers: Path,
    attach: Sequence[Path],
    *,
    not_for: Sequence[str] = (),
    leadership: bool = False,
    pin: str | None = None,
    tor: str | None = None,
) -> None:
    """Seal the answers and the files to the channel's key holders, send them, and print the receipt once.

    `not_for` names handlers who get no key; with `leadership` only independent handlers get one. The receipt goes to
    standard output, everything else to standard error.
    Raises TerminalError; nothing was sent then, unless a receipt was printed before.
    """
    console, out = Console(stderr=True), Console()
    place = read_address(url)
    _check_files(attach)
    with open_client(tor or place.tor) as client:
        channel = fetch_channel(client, place)
        directory = fetch_directory(client, place, channel.organisation, pin)
        excluded = cards_left_out(client, place, channel.id, directory, not_for)
        if leadership:
            excluded = sorted({*excluded, *cards_outside_leadership(channel.id, directory)})
        given = read_answers(answers, channel.definition, attached=len(attach))
        screen.show_readers(console, channel.organisation_name, channel.definition, directory.root_hash)
        screen.ask_screen(console, channel.definition.get("protected_activity"), given.screen)
        receipt = Receipt.generate()
        with vault_errors():
            sealer = ReportSealer(receipt, directory, channel.id, channel.questionnaire, excluded=excluded)
        given = _with_files(given, _attach(client, place, channel.id, sealer, attach, console))
        back = f"{place.origin}/en/{place.organisation}/return/"
        try:
            received_on = _send(client, place, Sending(sealer, receipt, given, channel, pin), console)
        except (Unreachable, KeyboardInterrupt):
            console.print(
                Text(_("No answer came. Your report may have arrived: keep this receipt and look."), style="bold")
            )
            screen.show_receipt(out, console, receipt.text, back)
            raise
    console.print(Text(_("Received on %(day)s.") % {"day": plain(received_on)}, style="green"))
    screen.show_receipt(out, console, receipt.text, back)


def _check_files(attach: Sequence[Path]) -> None:
    for path in attach:
        try:
            size = path.stat().st_size
        except OSError as error:
            message = _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror}
            raise TerminalError("attach/unreadable", message) from error
        if size > LARGEST:
            message = _("%(path)s is larger than 2 GiB. Send it in parts.") % {"path": path}
            raise TerminalError("attach/too-large", message)


def _with_files(given: Answers, blobs: list[str]) -> Answers:
    return given if given.files is None or not blobs else replace(given, fields={**given.fields, given.files: blobs})


def _attach(
    client: httpx.Client, place: Place, channel: UUID, sealer: ReportSealer, files: Sequence[Path], console: Console
) -> list[str]:
    """Send every file sealed; gives the ids of their blobs."""
    if files:
        message = _("Files are sent as they are: what they say inside about author, place or device is not removed.")
        console.print(Text(message, style="yellow"))
    with screen.progress(console) as progress:
        return [_attach_one(client, place, channel, sealer, path, progress) for path in files]


def _attach_one(
    client: httpx.Client, place: Place, channel: UUID, sealer: ReportSealer, path: Path, progress: Progress
) -> str:
    """Seal a file into a temporary one that has no name, and send that: only sealed bytes ever touch the disk."""
    size = path.stat().st_size
    sealed_size = blob_sealed_size(size)
    task = progress.add_task(plain(path.name), total=sealed_size)
    blob, address = upload.announce(client, place, channel, sealed_size)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with path.open("rb") as source, tempfile.TemporaryFile() as sealed, vault_errors():
        sealer.seal_attachment(AttachedFile(source, size, path.name, media_type), sealed, blob=blob)
        try:
            upload.send(client, address, sealed, sealed_size, lambda offset: progress.update(task, completed=offset))
        except KeyboardInterrupt:
            upload.take_back(client, address)
            raise
    return str(blob)


@dataclass(frozen=True, slots=True)
class Sending:
    """A report that is ready to be sealed, and what is held of who reads it."""

    sealer: ReportSealer
    receipt: Receipt
    given: Answers
    channel: Channel
    pin: str | None


def _send(client: httpx.Client, place: Place, sending: Sending, console: Console) -> str:
    """Send the report; gives the day on which it was received.

    When the server says that the directory is outdated, reseal only to one that continues ours. When it says that the
    case exists, one of our own tries may have arrived: the receipt tells.
    """
    sealer, channel = sending.sealer, sending.channel
    for _attempt in range(RESEALS):
        with vault_errors():
            given = sending.given
            bundle = sealer.finish(given.fields, given.title, clock.today(), category=given.category, apart=given.apart)
        address, raw = place.api(f"cases/{bundle.case_id}"), bundle.to_json()
        wanted = {"channel": str(channel.id), "case": str(bundle.case_id)}
        try:
            with screen.proving(console) as proving:
                send = partial(_put, client, address, raw)
                return str(proof.proven(client, place, "report", wanted, send, proving)["received_on"])
        except ServerRefused as refused:
            if refused.code == "bundle/case-exists":
                return _arrived_before(client, place, sending, refused)
            if refused.code != "bundle/directory-outdated":
                raise
        newer = fetch_directory(client, place, channel.organisation, sending.pin)
        with vault_errors():
            sealer.adopt(newer)
    message = _("The list of those who read reports keeps changing. Nothing was sent; try again later.")
    raise TerminalError("directory/unsettled", message)


def _arrived_before(client: httpx.Client, place: Place, sending: Sending, refused: ServerRefused) -> str:
    """The day on which an earlier try of this very report was received; raises `refused` when none was."""
    try:
        mailbox, read = open_mailbox(client, place, sending.receipt, sending.pin)
    except ServerRefused as error:
        raise refused from error
    if read.report is None or read.report.body["answers"] != sending.given.fields:
        raise refused
    return str(mailbox["received_on"])


def _put(client: httpx.Client, address: str, raw: bytes, paid: str) -> dict[str, Any]:
    return insist(client, "PUT", address, raw, {proof.HEADER: paid})
