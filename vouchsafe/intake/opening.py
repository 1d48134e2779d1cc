"""A request to open what is kept apart in words, as its reporter reads it without script and in a terminal.

Without Django, as `intake.handover`; `_` is the page's gettext or the terminal's.
"""

from collections.abc import Callable
from typing import Any, Final

from vouchsafe.intake.handover import Gettext, Said
from vouchsafe.vault.thread import Opened

KINDS: Final = ("request", "decision")


def said(entry: Opened, _: Gettext, day: Callable[[str], str]) -> Said:
    """A request, or what somebody says to it; `day` writes a date as the reader does."""
    body = entry.body
    if entry.kind == "request":
        return Said(_asked(body, _, day), _reasons(body, _))
    sentences = {
        "given": _("A second person agreed. What was asked for can be opened now."),
        "refused": _("A second person refused. It stays closed."),
        "withdrawn": _("The request was taken back. It stays closed."),
    }
    return Said(sentences[body["verdict"]], [(_("Why"), [body["reason"]])] if body["reason"] else [])


def _asked(body: dict[str, Any], _: Gettext, day: Callable[[str], str]) -> str:
    if body["asks"] == "subject":
        return _("A handler asks to open whom your report concerns. It takes a second person.")
    if body.get("danger"):
        return _("A handler asks to open who you are, as soon as a second person agrees: something is in danger.")
    told = _(
        "A handler asks to open who you are. It takes a second person, and is not opened before %(day)s. "
        "If you object, write it."
    )
    return told % {"day": day(body["not_before"])}


def _reasons(body: dict[str, Any], _: Gettext) -> list[tuple[str, list[str]]]:
    rows = (
        (_("What is known"), body["facts"]),
        (_("The law"), body["law"]),
        (_("Why nothing milder will do"), body["necessity"]),
        (_("Why it cannot wait"), body.get("danger", "")),
    )
    return [(label, [text]) for label, text in rows if text]
