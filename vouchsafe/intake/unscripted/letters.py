"""A verified case as its reporter reads it: what was sent and answered, in its verified order."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from vouchsafe.cases.models import Outcome
from vouchsafe.intake import handover, opening, protecting, rooms
from vouchsafe.intake.unscripted.rows import Row, date_text, rows_of
from vouchsafe.intake.unscripted.words import finding_text, reason_text, removed_text
from vouchsafe.vault.thread import Opened, ReadCase, ThreadEntry, Unreadable

Definition = Mapping[str, Any]
APART: Final = "key/apart"


class File(NamedTuple):
    """An attachment by its verified manifest. `removed` says what was taken out of it before it was sealed."""

    blob: str
    name: str
    size: int
    removed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One thing that was sent. `handler` is the number of its author by first appearance, 0 for the reporter.

    `told` is a sentence of ours about a document of a hand-over, a check-in, minutes, or a request to open what is kept
    apart. `outcome` is that of the letter which closes the case. `reason` says why it cannot be read; then nothing else
    is known of it but its kind. `note` is its code, empty for what is sealed apart: that is no fault, it is what was
    promised. `is_read`: whether a handler has opened the case since it was there; None for what is not the reporter's.
    `is_of_letter`: in a reply room, signed with the receipt that its subject was handed.
    """

    kind: str
    handler: int = 0
    day: str = ""
    text: str = ""
    purpose: str = ""
    told: str = ""
    outcome: str = ""
    rows: list[Row] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    reason: str = ""
    note: str = ""
    is_read: bool | None = None
    is_of_letter: bool = False


def letters_of(read: ReadCase, definition: Definition | None, seen: Container[UUID]) -> list[Letter]:
    """Everything that the case holds: titles stand in the report, manifests with what sent them.

    The report of a reply room says nothing, and is left out.

    `definition` is the questionnaire that the report answers, its texts in the page's language. `seen` are the items
    that a handler has read.
    """
    manifests = {str(one.id): one for one in _opened(read.entries) if one.kind == "attachment"}
    # Only manifests with what their own author sent them with: nobody takes anything else from the reporter's eyes.
    enclosed = {one.id for entry in _opened(read.entries) for one in _sent_with(entry, manifests)}
    handlers: list[str] = []
    letters = []
    for entry in read.entries:
        if isinstance(entry, Unreadable):
            note = "" if entry.reason == APART else f"{entry.kind} · {entry.reason}"
            letters.append(Letter(kind=entry.kind, reason=reason_text(entry.reason), note=note))
        elif entry.kind != "title" and entry.id not in enclosed and not (read.is_room and entry.kind == "report"):
            letter = _letter(entry, manifests, definition, handlers)
            if entry.kind in handover.KINDS:
                letter = _telling(letter, handover.said(entry, read.entries, _, date_text))
            if entry.kind in opening.KINDS:
                letter = _telling(letter, opening.said(entry, _, date_text))
            if entry.kind in protecting.KINDS:
                letter = replace(letter, told=protecting.told(entry, read.entries, _, date_text))
            letter = replace(letter, is_of_letter=rooms.is_of_letter(entry, read.report))
            letters.append(letter if letter.handler else replace(letter, is_read=entry.id in seen))
    return letters


def findings_of(read: ReadCase, *, is_called_room: bool) -> list[tuple[str, str]]:
    """What does not fit together, once each: its code and its sentence.

    `is_called_room` is what the server calls the case.
    """
    codes = dict.fromkeys(finding.code.value for finding in read.findings)
    if rooms.differs(read, is_called_room):
        codes["room-mismatch"] = None
    return [(code, finding_text(code)) for code in codes]


def _letter(
    entry: Opened, manifests: Mapping[str, Opened], definition: Definition | None, handlers: list[str]
) -> Letter:
    body = entry.body
    if entry.author != "reporter" and entry.author not in handlers:
        handlers.append(entry.author)
    number = 0 if entry.author == "reporter" else handlers.index(entry.author) + 1
    day = body.get("sent_on") or body.get("written_on") or body.get("asked_on") or ""
    return Letter(
        kind=entry.kind,
        handler=number,
        day=date_text(str(day)),
        text=str(body.get("text", "")),
        purpose=str(body.get("purpose", "")),
        outcome=str(Outcome(body["outcome"]).label) if "outcome" in body else "",
        rows=_answers(body, definition) if entry.kind == "report" else [],
        files=[_file(one) for one in ([entry] if entry.kind == "attachment" else _sent_with(entry, manifests))],
    )


def _sent_with(entry: Opened, manifests: Mapping[str, Opened]) -> list[Opened]:
    """The manifests that an entry names, of its own author: nobody vouches for another's file."""
    named = [part["id"] for part in entry.body.get("parts", ()) if part["kind"] == "attachment"]
    return [manifests[one] for one in named if one in manifests and manifests[one].author == entry.author]


def _answers(body: Mapping[str, Any], definition: Definition | None) -> list[Row]:
    given = handover.handed_over(body, _, date_text)
    return [*rows_of(body["answers"], definition), *(Row(label, values, []) for label, values in given)]


def _telling(letter: Letter, said: handover.Said) -> Letter:
    return replace(letter, told=said.sentence, rows=[Row(label, values, []) for label, values in said.rows])


def _file(manifest: Opened) -> File:
    body = manifest.body
    return File(body["blob"], body["name"], body["size"], removed_text(body["removed"]))


def _opened(entries: Iterable[ThreadEntry]) -> list[Opened]:
    return [one for one in entries if isinstance(one, Opened)]
