"""Check-ins and minutes in a case that was read, for whatever shows them without a browser's script (protocol §20).

The same rules as in web/src/protection. Texts come through the reader's own gettext: `_` is the page's or the
terminal's; `day` writes a date as the reader does.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from vouchsafe.vault.protection import CHECK_IN_DAYS, UNASKED
from vouchsafe.vault.thread import Opened, ReadCase, ThreadEntry

KINDS: Final = ("checkin", "minutes", "checked")
Gettext = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Minutes:
    """The newest revision of some minutes that has not the reporter's word yet, and the hash (hex) that it names.

    `recording`: the file from which they were made, and which goes once they are right; its name, None where there is
    none.
    """

    id: UUID
    hash: str
    name: str
    text: str
    recording: str | None


def open_check_in(read: ReadCase, received: date, today: date) -> int:
    """The day of the question that is open: the latest that has come, unless it was answered. Else `UNASKED`."""
    answered = {entry.body["day"] for entry in _opened(read.entries, "checkin")}
    come = [asked for asked in CHECK_IN_DAYS if received + timedelta(days=asked) <= today]
    return come[-1] if come and come[-1] not in answered else UNASKED


def waiting_minutes(read: ReadCase, _: Gettext, day: Gettext) -> Minutes | None:
    """The first minutes that wait for the reporter's word, or None."""
    newest: dict[str, Opened] = {}
    for entry in _opened(read.entries, "minutes"):
        before = newest.setdefault(entry.body["meeting"], entry)
        if entry.body["revision"] > before.body["revision"]:
            newest[entry.body["meeting"]] = entry
    checked = {entry.body["minutes"] for entry in _opened(read.entries, "checked")}
    one = next((one for one in newest.values() if one.sealed_sha256 not in checked), None)
    if one is None:
        return None
    files = {entry.body["blob"]: entry.body["name"] for entry in _opened(read.entries, "attachment")}
    recording = files.get(one.body.get("recording", ""))
    return Minutes(one.id, one.sealed_sha256, name_of(one.body, _, day), one.body["text"], recording)


def name_of(body: dict[str, Any], _: Gettext, day: Gettext) -> str:
    """What minutes are called: by how and when it was spoken."""
    names = {"call": _("Minutes of the call on {day}"), "meeting": _("Minutes of the meeting on {day}")}
    return names[body["way"]].format(day=day(body["met_on"]))


def told(entry: Opened, entries: Iterable[ThreadEntry], _: Gettext, day: Gettext) -> str:
    """What a document says besides its text, in one line."""
    body = entry.body
    if entry.kind == "checkin":
        sentences = {
            "yes": _("You said: something was done to you since you reported."),
            "no": _("You said: nothing was done to you since you reported."),
        }
        return sentences[body["answer"]]
    if entry.kind == "minutes":
        name = name_of(body, _, day)
        again = _("{minutes}, version {number}").format(minutes=name, number=body["revision"] + 1)
        return again if body["revision"] else name
    found = next((one for one in _opened(entries, "minutes") if one.sealed_sha256 == body["minutes"]), None)
    if found is None:
        return _("You answered to minutes that are not shown here.")
    verdicts = {"right": _("You said that this is right: {minutes}"), "corrected": _("You corrected: {minutes}")}
    return verdicts[body["verdict"]].format(minutes=name_of(found.body, _, day))


def _opened(entries: Iterable[ThreadEntry], kind: str) -> list[Opened]:
    return [one for one in entries if isinstance(one, Opened) and one.kind == kind]
