"""`vouchsafe thread` with the receipt of a reply room: what a person whom a report concerns is told (protocol §22)."""

from collections.abc import Iterator, Mapping
from typing import Any

from vouchsafe.intake import rooms
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.vault.thread import ReadCase


def room_lines(mailbox: Mapping[str, Any], read: ReadCase) -> list[str]:
    """Where it stands; raises TerminalError "mailbox/foreign" for an answer that does not say."""
    try:
        return list(_lines(mailbox, read))
    except (KeyError, TypeError) as error:
        message = _("The server does not answer as a report door does. Check the address.")
        raise TerminalError("mailbox/foreign", message) from error


def take_over_first() -> str:
    """What is told to whoever would write with the receipt of the letter."""
    return _(
        "Before you answer, make a receipt that only you know: whoever saw your letter knows the one in it. "
        "Run this again with --rotate."
    )


def _lines(mailbox: Mapping[str, Any], read: ReadCase) -> Iterator[str]:
    yield _("Your reply room. A report concerns you.")
    yield _("You are presumed innocent. A report is what somebody says.")
    if mailbox["state"] == "concluded":
        yield _("It is concluded. You can still read and write here.")
    else:
        yield _("Nothing is decided. What was reported is being looked into.")
    for clock in mailbox["clocks"]:
        if clock["matter"] == "feedback" and clock["met"] is None:
            yield _("By %(day)s you are told how it goes on.") % {"day": plain(clock["due"])}
            if clock["missed"]:
                yield _("This day has passed: see the channel's privacy notice for where you can complain.")
    if mailbox["erase_on"] is not None:
        line = _("All of this room is erased on %(day)s. From then on your receipt opens nothing.")
        yield line % {"day": plain(mailbox["erase_on"])}
    if not rooms.is_taken_over(read):
        yield take_over_first()
    yield _("What you have a right to is written on the page of this address.")
