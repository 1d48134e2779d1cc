"""What is wrong with an answer, as a sentence that says how to put it right. Pure: who speaks brings the language.

The form's script says the same (web/src/intake/validate.ts), in the same words: the catalogues hold them once.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from vouchsafe.channels.answers import Problem


@dataclass(frozen=True, slots=True)
class About:
    """The question that a problem is about: its kind, its label, its entry ("Visit 2"), and what was given."""

    kind: str
    label: str
    entry: str = ""
    given: object = None


def _(message: str) -> str:
    """Marks a text for the catalogues; it is translated when it is said."""
    return message


MISSING: Final[Mapping[str, str]] = {
    "choice": _("Choose one answer for “{label}”."),
    "category": _("Choose one answer for “{label}”."),
    "choices": _("Choose at least one answer for “{label}”."),
    "date": _("Give a date for “{label}”: a year alone will do."),
    "amount": _("Give an amount for “{label}”."),
    "attachment": _("Add a file for “{label}”."),
    "voice": _("Record something for “{label}”."),
    "group": _("Fill in at least one entry of “{label}”."),
    "person": _("Fill in at least one person for “{label}”."),
    "consent": _("To go on, tick “{label}”."),
}
SENTENCES: Final[Mapping[str, str]] = {
    "answer/missing": _("Answer “{label}”."),
    "answer/paused": _(
        "Reports of the kind you chose wait for a review, and none is taken now. Choose another kind that fits."
    ),
    "answer/too-long": _("Shorten “{label}” by {over} characters: at most {max} fit."),
    "answer/too-many": _("Remove some of “{label}”: at most {max} fit."),
    "answer/not-an-amount": _("Give “{label}” in figures, such as 1200 or 1200.50, with at most two after the point."),
}
UNFIT: Final = _("This answer to “{label}” does not fit the question. Answer it again, or load the page again.")
NO_YEAR: Final = _("“{label}” needs a year with four figures, such as 2026.")
NO_MONTH: Final = _("“{label}” needs a month from 1 to 12 where there is a day. Without a day it may be empty.")
NO_DAY: Final = _("There is no such day: look again at “{label}”, or leave the day out.")
WITHIN: Final = _("{entry}: {sentence}")


def sentence(problem: Problem, about: About, translate: Callable[[str], str]) -> str:
    """The sentence for a problem with the answer to a question."""
    said = translate(_text(problem, about)).format(label=about.label, **problem.values)
    return translate(WITHIN).format(entry=about.entry, sentence=said) if about.entry else said


def _text(problem: Problem, about: About) -> str:
    if problem.code == "answer/not-a-date":
        return _date_text(str(about.given))
    if problem.code == "answer/missing" and about.kind in MISSING:
        return MISSING[about.kind]
    return SENTENCES.get(problem.code, UNFIT)


def _date_text(given: str) -> str:
    """Which part of a date is wrong."""
    if not re.match(r"[0-9]{4}(?![0-9])", given) or given.startswith("0000"):
        return NO_YEAR
    return NO_DAY if re.match(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?![0-9])", given) else NO_MONTH
