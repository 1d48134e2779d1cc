"""What the server says of the handling (protocol §14), in words. None of it is signed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.intake.terminal.texts import plain
from vouchsafe.vault.thread import Opened, ThreadEntry

APART: Final = "key/apart"
"""Why the reporter's own particulars, and those of whom the report concerns, are not opened here."""


def handling_lines(mailbox: Mapping[str, Any]) -> list[str]:
    """The state, and what is due by when; raises TerminalError "mailbox/foreign" for an answer that says neither."""
    try:
        return [_state(mailbox), *_due(mailbox)]
    except (KeyError, TypeError) as error:
        message = _("The server does not answer as a report door does. Check the address.")
        raise TerminalError("mailbox/foreign", message) from error


def heading(entry: ThreadEntry, mailbox: Mapping[str, Any]) -> str:
    """Who wrote it, what for, and whether a handler has read it."""
    if not isinstance(entry, Opened):
        return _("Kept apart") if entry.reason == APART else _("Unreadable")
    if entry.author != "reporter":
        return _("The organisation, key %(key)s") % {"key": entry.author[:8]}
    purposes = {
        "correction": _("Correction"),
        "withdrawal": _("Withdrawal"),
        "meeting": _("Asks for a meeting"),
        "contest": _("Another look"),
    }
    read = {str(item["id"]) for item in mailbox["items"] if item.get("read") is True}
    mark = _("read by a handler") if str(entry.id) in read else _("not read yet")
    return " · ".join(filter(None, [_("You"), purposes.get(entry.body.get("purpose", entry.kind)), mark]))


def _state(mailbox: Mapping[str, Any]) -> str:
    state, opened_on = mailbox["state"], mailbox["opened_on"]
    if state == "received" and opened_on is None:
        return _("We have it. Nobody has opened it yet.")
    states = {
        "received": _("A handler opened it on %(day)s.") % {"day": plain(opened_on)},
        "assessing": _("It is being assessed."),
        "addressing": _("It is being dealt with."),
        "concluded": _("It is concluded."),
    }
    return states.get(state, plain(state))


def _due(mailbox: Mapping[str, Any]) -> Iterator[str]:
    lines = {
        "acknowledge": _("An acknowledgement is due by %(day)s."),
        "meeting": _("The meeting that you asked for is due by %(day)s."),
        "feedback": _("An answer is due by %(day)s."),
    }
    for clock in mailbox["clocks"]:
        line = lines.get(clock["matter"])
        if line is not None:
            yield " ".join([line % {"day": plain(clock["due"])}, *_standing(clock)])
    if mailbox["turn_elsewhere"] is True:
        yield from map(_contact, mailbox["authorities"])


def _standing(clock: Mapping[str, Any]) -> Iterator[str]:
    if clock["met"] is not None:
        yield _("It came on %(day)s.") % {"day": plain(clock["met"])}
    elif clock["missed"]:
        yield _("This day has passed: see the channel's page for whom to turn to.")
    elif clock["paused"]:
        still = clock["still"]
        yield _("It waits for you: write, and it goes on.") if still else _("You were asked something. The day stays.")
    elif clock["extended"]:
        yield _("Put off, for reasons that were written to you.")


def _contact(authority: Mapping[str, Any]) -> str:
    """Outside authorities of the law, whom the organisation does not choose."""
    name, reach = (plain(authority[each]["en"]) for each in ("name", "reach"))
    return _("You may turn to %(name)s: %(reach)s") % {"name": name, "reach": reach}
