"""`vouchsafe thread --rotate`: a new receipt in the place of the one at hand."""

import json
from typing import NamedTuple

import httpx
from rich.console import Console
from rich.text import Text

from vouchsafe.common import clock
from vouchsafe.intake.terminal import screen
from vouchsafe.intake.terminal.door import Place, insist
from vouchsafe.intake.terminal.errors import TerminalError, Unreachable, vault_errors
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.vault.errors import ReceiptError
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.rotation import seal_rotation
from vouchsafe.vault.thread import ReadCase


class Present(NamedTuple):
    """The case as it was read, and the receipt that reads it."""

    read: ReadCase
    receipt: Receipt


def change_receipt(out: Console, console: Console, client: httpx.Client, place: Place, present: Present) -> None:
    """Print a new receipt, have it typed once where somebody can type, and only then let it count (protocol §6).

    Raises TerminalError: "receipt/not-kept" when it was not typed as it is, and then nothing was changed.
    """
    following = Receipt.generate()
    # 1. Sealed before it is shown: where that is refused there is no receipt to keep.
    with vault_errors():
        rotation = seal_rotation(present.read, present.receipt, following, clock.today())
    # 2. Shown and kept before it is sent: an answer that is lost must not cost the way back.
    console.print(Text(_("This is your new receipt. Write it down; nobody can give it to you again.")))
    out.print(Text(following.text, style="bold"))
    if screen.is_interactive():
        _try_once(console, following)
    # 3. The very same bytes until they are answered.
    raw = json.dumps(rotation.to_json(present.receipt.lookup_token)).encode("ascii")
    try:
        insist(client, "POST", place.api("mailbox/rotation"), raw)
    except Unreachable:
        console.print(Text(_("No answer came. Keep both receipts: one of them counts."), style="bold red"))
        raise
    console.print(Text(_("The new receipt counts from now on. The old one opens nothing any more."), style="green"))


def _try_once(console: Console, following: Receipt) -> None:
    typed = screen.read_line(console, _("Type it once from your copy (empty to keep the old one):"))
    try:
        right = Receipt.parse(typed).raw == following.raw
    except ReceiptError:
        right = False
    if not right:
        message = _("This is not the new receipt. Nothing was changed: the old one still counts.")
        raise TerminalError("receipt/not-kept", message)
