"""What is wrong with an answer, as a sentence that says how to put it right. Pure: who speaks brings the language."""

from collections.abc import Callable, Mapping
from typing import Final

from vouchsafe.channels.answers import Problem


def _(message: str) -> str:
    """Marks a text for the catalogues; it is translated when it is said."""
    return message


SENTENCES: Final[Mapping[str, str]] = {
    "answer/missing": _("Answer “{label}”."),
    "answer/too-long": _("Shorten “{label}” by {over} characters: at most {max} fit."),
    "answer/unknown-option": _("Choose one of the answers that are offered for “{label}”."),
    "answer/not-a-date": _(
        "Give a real date for “{label}”: a year with four digits, then month and day if you know them."
    ),
    "answer/not-an-amount": _("Write the amount for “{label}” in digits, with at most two decimals."),
    "answer/unknown-currency": _("Choose one of the currencies that are offered for “{label}”."),
    "answer/too-many": _("“{label}” takes at most {max} entries: remove some."),
    "answer/shape": _("Answer “{label}” once more: what arrived cannot be an answer to it."),
    "answer/unknown": _("“{label}” is not asked with these answers: leave it empty."),
}
_CHOOSE: Final = _("Choose one answer for “{label}”.")
_CHOOSE_SOME: Final = _("Choose at least one answer for “{label}”.")
_AGREE: Final = _("To go on, agree to “{label}”.")


def sentence(problem: Problem, label: str, kind: str, translate: Callable[[str], str]) -> str:
    """The sentence for a problem with the answer to the question called `label`, of this kind of field."""
    text = SENTENCES[problem.code]
    if problem.code == "answer/missing":
        text = {"choice": _CHOOSE, "choices": _CHOOSE_SOME, "category": _CHOOSE, "consent": _AGREE}.get(kind, text)
    return translate(text).format(label=label, **problem.values)
