"""A reply room that was read, for whatever shows it without a browser's script (protocol §22).

The same rules as in web/src/worker/mailView.ts.
"""

from vouchsafe.vault.thread import Opened, ReadCase


def is_room(read: ReadCase, said: object) -> bool:
    """Whether this is a reply room: as its author signed it; where nothing signed is there, as the server `said`."""
    return said is True if read.report is None else read.is_room


def differs(read: ReadCase, said: object) -> bool:
    """Whether the server calls a report a room, or a room a report."""
    return read.report is not None and read.is_room is not (said is True)


def is_taken_over(read: ReadCase) -> bool:
    """Whether a receipt of the subject's own has taken the place of the one that they were handed."""
    return any(isinstance(entry, Opened) and entry.kind == "succession" for entry in read.entries)


def is_of_letter(entry: Opened, report: Opened | None) -> bool:
    """Whether it is signed with the receipt that the subject was handed, but for the change to their own.

    `report`: what the case begins with; nothing is of a letter where that opens no room.
    """
    if report is None or "room" not in report.body:
        return False
    return entry.kind != "succession" and entry.author_key == report.author_key
