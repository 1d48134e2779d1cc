"""A hand-over in words, as its reporter reads it: for the page without script and for the terminal. Without Django.

Texts come through the reader's own gettext: `_` is the page's or the terminal's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from vouchsafe.vault.thread import Opened, ThreadEntry

KINDS: Final = ("handover", "agreement", "release")
MAY_GO: Final = ("report", "message", "letter", "attachment")
BEGINNING: Final = 160
"""Characters of a message that tell which one it is."""

Gettext = Callable[[str], str]


class Said(NamedTuple):
    """What a document of a hand-over says: a sentence of ours, and what its author wrote under a label each."""

    sentence: str
    rows: list[tuple[str, list[str]]]


def said(entry: Opened, entries: Sequence[ThreadEntry], _: Gettext, day: Callable[[str], str]) -> Said:
    """A proposal, what somebody says to it, or the release; `day` writes a date as the reader does."""
    body = entry.body
    if entry.kind == "handover":
        return _proposal(body, entries, _, day)
    if entry.kind == "agreement":
        sentences = {
            "agreed": _("A second handler agreed to hand your report over."),
            "refused": _("A second handler refused to hand your report over. It does not go."),
            "withdrawn": _("The proposal to hand your report over was taken back. It does not go."),
        }
        return Said(sentences[body["verdict"]], _rows((_("Why"), [body["reason"]])))
    sentence = _(
        "Your report was handed over. There it is a report of its own, and this receipt opens it. "
        "The handlers here know this receipt too: to be the only one who has it, make a new one there."
    )
    where = (_("The receipt is asked for at:"), [body["address"]])
    return Said(sentence, _rows((_("Receipt"), [body["receipt"]]), where))


def handed_over(body: Mapping[str, Any], _: Gettext, day: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    """What a report says that another organisation handed over, in place of answers; nothing for any other report."""
    given = body.get("handed_over")
    if given is None:
        return []
    authors = {"reporter": _("You"), "handler": _("The handlers")}
    return _rows(
        (_("Handed over by:"), [given["from"]]),
        *((one["label"], [one["text"]]) for one in given["told"]),
        *((f"{authors[one['by']]}, {day(one['on'])}", [one["text"]]) for one in given["messages"]),
        (_("What the handlers add"), [given["note"]]),
    )


def _proposal(body: dict[str, Any], entries: Sequence[ThreadEntry], _: Gettext, day: Callable[[str], str]) -> Said:
    if body.get("danger"):
        sentence = _(
            "The handlers hand your report over as soon as a second one agrees, because something is in danger."
        )
    else:
        told = _(
            "The handlers propose to hand your report over. It does not go before %(day)s. If you object, write it."
        )
        sentence = told % {"day": day(body["release_on"])}
    to = body["to"]
    rows = _rows(
        (_("To"), [f"{to['name']}, {to['channel_name']}", to["address"]]),
        (_("Why"), [body["why"]]),
        (_("What goes"), list(_goes(body["contents"], entries, _, day))),
        (_("What the handlers add"), [body["note"]]),
        (_("Why it cannot wait"), [body.get("danger", "")]),
    )
    return Said(sentence, rows)


def _goes(
    contents: Sequence[str], entries: Sequence[ThreadEntry], _: Gettext, day: Callable[[str], str]
) -> Iterator[str]:
    found = [one for one in entries if isinstance(one, Opened) and one.sealed_sha256 in contents and one.kind in MAY_GO]
    for one in found:
        if one.kind == "report":
            yield _("Your report with your answers")
        elif one.kind == "attachment":
            yield _("File: %(name)s") % {"name": one.body["name"]}
        else:
            author = _("You") if one.author == "reporter" else _("The handlers")
            text = str(one.body["text"])
            shown = text if len(text) <= BEGINNING else f"{text[:BEGINNING]}…"
            yield f"{author}, {day(one.body['sent_on'])}: {shown}"
    for _missing in range(len(contents) - len(found)):
        yield _("Something that the server does not show")


def _rows(*rows: tuple[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Rows that say something."""
    return [(label, values) for label, values in rows if any(values)]
