"""An opened archive as sections of text: for the screen, for case.txt and for case.html."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from vouchsafe.intake.terminal.texts import chosen, language, plain
from vouchsafe.intake.terminal.texts import gettext as _
from vouchsafe.recovery.opening import answered
from vouchsafe.recovery.showing import Section, entry_section, key_holder, kind_name, why
from vouchsafe.tlog.leaves import Leaf
from vouchsafe.vault.archive.opened import Document, OpenedCase
from vouchsafe.vault.thread import Opened, Unreadable
from vouchsafe.vault.words import hash_words

_PAGE: Final = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }}
section {{ margin-block: 1.5rem; padding-inline-start: 1rem; border-inline-start: 4px solid #8a8f88; break-inside: avoid-page; }}
section.warns {{ border-color: #a33a24; }}
h1, h2 {{ font-family: Georgia, serif; line-height: 1.25; }}
h2 {{ margin: 0; font-size: 1.1rem; }}
p {{ margin: 0.25rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; text-align: start; }}
</style>
<h1 dir="auto">{title}</h1>
{sections}
</html>
"""  # noqa: E501 - a page

_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: under which name it was written, or why it was not. `size` in bytes, `sha256` hex."""

    name: str
    size: int
    sha256: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is to be said: the case, its files, and what the record proves or why it proves nothing."""

    document: Document
    case: OpenedCase
    files: Sequence[File]
    record: Sequence[Leaf]
    record_fault: str

    @property
    def is_sound(self) -> bool:
        """Whether the report and the record hold and every file that should be here is."""
        missing = any(file.why for file in self.files)
        return self.case.report is not None and not self.record_fault and not missing


def sections(shown: Shown) -> list[Section]:
    """The case as it is read, from its facts to what was done."""
    document, case = shown.document, shown.case
    definition = answered(document["definition"], case.report)
    names = _names(shown)
    return [
        _about(shown),
        *_warnings(shown, has_questions=definition is not None),
        *(
            entry_section(entry, case.entries, definition, lambda by: names.get(by, key_holder(by)))
            if isinstance(entry, Opened)
            else _not_here(entry)
            for entry in case.entries
        ),
        *_files(shown.files),
        _record(shown),
    ]


def as_html(shown: Shown, parts: Sequence[Section]) -> str:
    """A page of its own, which loads and runs nothing."""
    body = "\n".join(
        f'<section{" class=warns" * part.warns}><h2 dir="auto">{escape(part.heading)}</h2>'
        + "".join(f'<p dir="auto">{escape(line)}</p>' for line in part.text.split("\n"))
        + "</section>"
        for part in parts
    )
    direction = "rtl" if language() in _RIGHT_TO_LEFT else "ltr"
    return _PAGE.format(lang=escape(language()), dir=direction, title=escape(title_of(shown)), sections=body)


def title_of(shown: Shown) -> str:
    """The case's title of the highest revision, else its number."""
    titles = [one.body for one in shown.case.entries if isinstance(one, Opened) and one.kind == "title"]
    newest = max(titles, key=lambda body: int(body["revision"]), default=None)
    number = _("Case %(case)s") % {"case": shown.document["case"]["id"]}
    return plain(newest["title"]) if newest else number


def _about(shown: Shown) -> Section:
    document = shown.document
    case, name = document["case"], document["definition"].get("name")
    left_out = document["internal"] == "left-out"
    lines = [
        plain(document["organisation"]["name"]),
        plain(chosen(name)) if isinstance(name, dict) else "",
        _("Received on %(day)s, exported on %(exported)s, state then: %(state)s")
        % {"day": case["received_on"], "exported": document["exported_on"], "state": plain(case["state"])},
        _("Exported by: %(name)s") % {"name": _exporter(shown)},
        _("The key holders' words, to compare with a poster: %(words)s")
        % {"words": " ".join(hash_words(shown.case.directory.root_hash))},
        _("What only handlers read was left out.") if left_out else _("What only handlers read is included."),
        _("This was a test report.") if case["is_test"] else "",
    ]
    return Section(_("Case %(case)s") % {"case": case["id"]}, "\n".join(line for line in lines if line))


def _warnings(shown: Shown, *, has_questions: bool) -> Iterator[Section]:
    told = [finding["code"] for finding in shown.document["findings"]]
    texts = [
        _("Something does not fit (%(code)s). Be careful with what you see here.") % {"code": code}
        for code in [*(finding.code.value for finding in shown.case.findings), *told]
    ]
    if shown.record_fault:
        texts.append(_("The record proves nothing here: %(why)s") % {"why": shown.record_fault})
    if shown.case.report is None:
        texts.append(_("No report of this case could be verified, so nothing that follows is anybody's word."))
    elif not has_questions:
        texts.append(_("The archive shows other questions than the report answers; the answers stand under their ids."))
    if texts:
        yield Section(_("Warning"), "\n".join(dict.fromkeys(texts)), warns=True)


def why_not(reason: str) -> str:
    """Why an item is not in an archive, in words."""
    reasons = {
        "key/apart": _("It is kept apart, and what is kept apart never goes into an archive."),
        "key/missing": _("Who exported it had no key to it."),
        "export/receipt": _("It holds a receipt, and keys never go into an archive."),
    }
    return reasons.get(reason) or why(reason)


def _not_here(entry: Unreadable) -> Section:
    is_apart = entry.reason == "key/apart"
    return Section(_("Not here: %(kind)s") % {"kind": kind_name(entry.kind)}, why_not(entry.reason), warns=not is_apart)


def _files(files: Sequence[File]) -> Iterator[Section]:
    for file in files:
        if file.why:
            yield Section(_("Not written: %(name)s") % {"name": plain(file.name)}, file.why, warns=True)
    lines = [
        f"{plain(file.name)} · {_('%(size)d bytes') % {'size': file.size}} · SHA-256 {file.sha256}"
        for file in files
        if not file.why
    ]
    if lines:
        yield Section(_("Files"), "\n".join(lines))


def _record(shown: Shown) -> Section:
    if shown.record_fault:
        return Section(_("What the record proves"), shown.record_fault, warns=True)
    members = {one["id"]: one["name"] for one in shown.document["members"]}
    lines = [
        f"{leaf.at} · {plain(leaf.tag)} · {plain(members.get(str(leaf.actor)) or leaf.actor or _('The server'))}"
        for leaf in shown.record
    ]
    return Section(_("What the record proves"), "\n".join(lines))


def _names(shown: Shown) -> dict[str, str]:
    """What the archive calls the authors, by the fingerprints of their cards, which they were not signed with."""
    members = {one["id"]: plain(one["name"]) for one in shown.document["members"]}
    directory = shown.case.directory
    by = {one.author for one in shown.case.entries if isinstance(one, Opened) and one.author != "reporter"}
    cards = {author: directory.card(bytes.fromhex(author)) for author in by}
    return {
        author: f"{members[str(card.holder)]} ({key_holder(author)})"
        for author, card in cards.items()
        if members.get(str(card.holder))
    }


def _exporter(shown: Shown) -> str:
    by = shown.document["exported_by"]
    holders = shown.case.directory.people([bytes.fromhex(by)])
    names = [plain(one["name"]) for one in shown.document["members"] if one["id"] in map(str, holders)]
    return ", ".join([*filter(None, names), key_holder(by)])
