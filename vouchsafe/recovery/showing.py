"""An opened case as text: the same for the screen and for the file that is written."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from vouchsafe.intake import protecting
from vouchsafe.intake.terminal.answering import answer_text
from vouchsafe.intake.terminal.texts import chosen, plain
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.recovery.opening import Recovered
from vouchsafe.vault.thread import Opened, ThreadEntry
from vouchsafe.vault.words import hash_words

_NO_QUESTIONS: Final[Mapping[str, Any]] = {"questionnaire": {"fields": []}, "categories": []}
_APART: Final = ("identity", "subject")


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
        *(_entry(entry, recovered) for entry in recovered.entries),
    ]


def unopened(recovered: Recovered) -> list[str]:
    """A line for each item that did not open, and why."""
    return [
        f"{entry.kind} {entry.id}: {_why(entry.reason)}" for entry in recovered.entries if not isinstance(entry, Opened)
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


def _entry(entry: ThreadEntry, recovered: Recovered) -> Section:
    if not isinstance(entry, Opened):
        return Section(_("Not opened: %(kind)s") % {"kind": plain(entry.kind)}, _why(entry.reason), warns=True)
    author = _("The reporter") if entry.author == "reporter" else _("Key holder %(key)s") % {"key": entry.author[:8]}
    day = entry.body.get("sent_on") or entry.body.get("written_on") or ""
    heading = " · ".join(filter(None, [_kind_name(entry.kind), author, plain(day)]))
    return Section(heading, _text(entry, recovered))


def _text(entry: Opened, recovered: Recovered) -> str:
    body = entry.body
    if entry.kind == "report" or entry.kind in _APART:
        return answer_text(body["answers"], recovered.definition() or _NO_QUESTIONS)
    if entry.kind == "attachment":
        size = _("%(size)d bytes") % {"size": body["size"]}
        return f"{plain(body['name'])} · {plain(body['media_type'])} · {size}"
    if entry.kind == "succession":
        return _("A new receipt was made. The one before it opens nothing any more.")
    if entry.kind == "measure":
        until = f" to {body['until']}" if "until" in body else ""
        return plain(f"{body['what']} · {body['who']} · {body['from']}{until} · {body['state']}")
    said = protecting.told(entry, recovered.entries, _, str) if entry.kind in protecting.KINDS else ""
    return plain("\n".join(filter(None, [said, body.get("title") or body.get("text")])))


def _kind_name(kind: str) -> str:
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
    }
    return names.get(kind, plain(kind))


def _why(reason: str) -> str:
    reasons = {
        "key/apart": _("It is kept apart: two recovery sheets open it together, or a sheet and a holder of a share."),
        "key/missing": _("None of the keys at hand opens it."),
    }
    return reasons.get(reason, _("It could not be verified (%(reason)s), so it is not shown.") % {"reason": reason})
