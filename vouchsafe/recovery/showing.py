"""An opened case as text: the same for the screen and for the file that is written."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from vouchsafe.intake import opening, protecting, rooms
from vouchsafe.intake.terminal.answering import answer_text
from vouchsafe.intake.terminal.texts import chosen, plain
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.recovery.opening import Recovered
from vouchsafe.vault.thread import Opened, ThreadEntry
from vouchsafe.vault.words import hash_words

_NO_QUESTIONS: Final[Mapping[str, Any]] = {"questionnaire": {"fields": []}, "categories": []}
_APART: Final = ("identity", "subject")
_ABOUT: Final = ("seen", "sent_on", "written_on")
"""What stands beside what a body says."""


class Section(NamedTuple):
    """A piece of the whole; `warns` where it must not be overlooked."""

    heading: str
    text: str
    warns: bool = False


def sections(recovered: Recovered, reason: str) -> list[Section]:
    """What is to be said of a case; `reason` is why what is kept apart was opened, if it was."""
    return [
        _about(recovered),
        *_warnings(recovered),
        *([Section(_("Why what is kept apart was opened"), plain(reason))] if reason else ()),
        *(entry_section(entry, recovered.entries, recovered.definition()) for entry in recovered.entries),
    ]


def unopened(recovered: Recovered) -> list[str]:
    """A line for each item that did not open, and why."""
    return [
        f"{entry.kind} {entry.id}: {why(entry.reason)}" for entry in recovered.entries if not isinstance(entry, Opened)
    ]


def as_text(parts: list[Section]) -> str:
    """All of it as a text file."""
    return "\n".join(f"== {part.heading} ==\n{part.text}\n" for part in parts)


def _about(recovered: Recovered) -> Section:
    manifest = recovered.archive.manifest
    case = manifest["case"]
    name = manifest["definition"].get("name")
    lines = [
        plain(manifest["organisation"]["name"]),
        plain(chosen(name)) if isinstance(name, dict) else "",
        _("Received on %(day)s, exported on %(exported)s, state then: %(state)s")
        % {"day": case["received_on"], "exported": manifest["exported_on"], "state": plain(case["state"])},
        _("Opened with: %(holders)s") % {"holders": ", ".join(holder.name for holder in recovered.holders)},
        _("The key holders' words, to compare with a poster: %(words)s")
        % {"words": " ".join(hash_words(recovered.directory.root_hash))},
        _("This was a test report.") if case["is_test"] else "",
    ]
    return Section(_("Case %(case)s") % {"case": case["id"]}, "\n".join(line for line in lines if line))


def _warnings(recovered: Recovered) -> Iterator[Section]:
    texts = [
        _("Something does not fit (%(code)s). Be careful with what you see here.") % {"code": finding.code.value}
        for finding in recovered.findings
    ]
    texts += [
        _("In the list of keys, entry %(number)d was signed with a recovery sheet. Ask who used it.")
        % {"number": entry.sequence}
        for entry in recovered.directory.signed_by_sheet()
    ]
    if recovered.read.report is None:
        texts.append(_("No report of this case could be verified, so nothing that follows is anybody's word."))
    elif recovered.definition() is None:
        texts.append(_("The archive shows other questions than the report answers; the answers stand under their ids."))
    if texts:
        yield Section(_("Warning"), "\n".join(dict.fromkeys(texts)), warns=True)


def key_holder(fingerprint: str) -> str:
    """How the holder of a card (hex) is told from others."""
    return _("Key holder %(key)s") % {"key": fingerprint[:8]}


def entry_section(
    entry: ThreadEntry,
    entries: Sequence[ThreadEntry],
    definition: Mapping[str, Any] | None,
    name_of: Callable[[str], str] = key_holder,
) -> Section:
    """One item of these, or why it is not opened. `name_of` names the holder of a card, by its fingerprint (hex)."""
    if not isinstance(entry, Opened):
        return Section(_("Not opened: %(kind)s") % {"kind": plain(entry.kind)}, why(entry.reason), warns=True)
    room = _room_among(entries)
    if entry is room:
        return Section(_("Reply room"), _("In it, somebody whom a report concerns is told of it, and answers."))
    author = _writer(entry, room) if entry.author == "reporter" else name_of(entry.author)
    day = entry.body.get("sent_on") or entry.body.get("written_on") or ""
    heading = " · ".join(filter(None, [kind_name(entry.kind), author, plain(day)]))
    return Section(heading, _text(entry, entries, definition))


def _room_among(entries: Sequence[ThreadEntry]) -> Opened | None:
    """What a reply room begins with in the place of a report (protocol §22); None where this is no room."""
    return next((one for one in entries if isinstance(one, Opened) and "room" in one.body), None)


def _writer(entry: Opened, room: Opened | None) -> str:
    """Who holds the receipt: the reporter; in a room the person concerned, once they have changed it."""
    if room is None:
        return _("The reporter")
    is_of_letter = rooms.is_of_letter(entry, room)
    return _("Written with the receipt of the letter") if is_of_letter else _("The person concerned")


def _text(entry: Opened, entries: Sequence[ThreadEntry], definition: Mapping[str, Any] | None) -> str:
    body = entry.body
    if entry.kind == "report" or entry.kind in _APART:
        return answer_text(body["answers"], definition or _NO_QUESTIONS)
    if entry.kind == "attachment":
        size = _("%(size)d bytes") % {"size": body["size"]}
        return f"{plain(body['name'])} · {plain(body['media_type'])} · {size}"
    if entry.kind == "succession":
        return _("A new receipt was made. The one before it opens nothing any more.")
    if entry.kind in opening.KINDS:
        told = opening.said(entry, _, str)
        return plain("\n".join([told.sentence, *(f"{label}: {text}" for label, texts in told.rows for text in texts)]))
    if entry.kind == "measure":
        until = f" to {body['until']}" if "until" in body else ""
        return plain(f"{body['what']} · {body['who']} · {body['from']}{until} · {body['state']}")
    said = protecting.told(entry, entries, _, str) if entry.kind in protecting.KINDS else ""
    return plain("\n".join(filter(None, [said, body.get("title") or body.get("text") or _fields(body)])))


def _fields(body: Mapping[str, Any]) -> str:
    """All that a body of another kind says, by the names of its fields."""
    said = {name: value for name, value in body.items() if name not in _ABOUT}
    return "\n".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in said.items()
    )


def kind_name(kind: str) -> str:
    """What a kind of item is called."""
    names = {
        "report": _("Report"),
        "title": _("Title"),
        "message": _("Message"),
        "attachment": _("Attachment"),
        "letter": _("Letter"),
        "checkin": _("Check-in"),
        "minutes": _("Minutes"),
        "checked": _("Word on the minutes"),
        "measure": _("Measure of protection"),
        "note": _("Note"),
        "memo": _("Memo"),
        "succession": _("New receipt"),
        "identity": _("Who reports (kept apart)"),
        "subject": _("Whom it concerns (kept apart)"),
        "request": _("Request to open what is kept apart"),
        "decision": _("Decision on a request to open"),
    }
    return names.get(kind, plain(kind))


def why(reason: str) -> str:
    """Why an item is not opened, in words."""
    reasons = {
        "key/apart": _("It is kept apart: two recovery sheets open it together, or a sheet and a holder of a share."),
        "key/missing": _("None of the keys at hand opens it."),
    }
    return reasons.get(reason, _("It could not be verified (%(reason)s), so it is not shown.") % {"reason": reason})
