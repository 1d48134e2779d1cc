"""What is wrong with a definition: where, which rule, and a sentence that whoever edits it can act on."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`place` is a path such as "categories[1].law.en" ("" for the whole), `code` one of "definition/…"."""

    place: str
    code: str
    sentence: str


def place_of(path: Iterable[str | int]) -> str:
    """Names and numbers as one place: "questionnaire.fields[3].label.de"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
