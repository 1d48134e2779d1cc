"""What was typed into a form without script, as answers: pure, strict, and nothing typed is lost.

A control is called "answer.<field>", a part of it "answer.<field>.<part>", a part of an entry of a repeated question
"answer.<field>.<number>.<part>". Ids hold no dot, so a name has one meaning.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from vouchsafe.channels.answers import (
    APART,
    FILES,
    LONGEST_PART,
    PARTS,
    URGENT,
    YES,
    Answer,
    Answers,
    Entry,
    Problem,
    asked,
    problems,
)

Typed = Mapping[str, Sequence[str]]
"""Texts by the name of their control, as a browser sends them."""
Field = Mapping[str, Any]
Definition = Mapping[str, Any]

PREFIX: Final = "answer."
SHOWN: Final = "shown."
"""How many entries of a repeated question the page showed."""
AT_FIRST: Final = 2
REPEATED: Final = frozenset({"group", *APART})
INNER: Final = {"date": ("day", "month", "year", "about"), "amount": ("number", "currency")}
"""Kinds that are asked with several controls."""

_PLACE = re.compile(r"(?P<field>[^\[]+)\[(?P<number>\d+)\]\.(?P<part>.+)")
_BETWEEN = re.compile("[\\s'\u2019_]")
"""What people put between the digits of thousands, besides marks: spaces and apostrophes."""
_ARABIC_MARKS: Final = str.maketrans("\u066b\u066c", ".,")
_SINGLE_MARK = re.compile(r"\d+[.,]\d{1,2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the texts mean: the answers of the questions that are asked, and what was typed besides.

    `dropped` are the names of controls whose questions are not asked with these answers.
    `shown` says of each repeated question which entry of the page became which of the answers.
    """

    answers: Answers
    dropped: tuple[str, ...] = ()
    shown: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def given_at(self, place: str) -> object:
        """The answer at a place of a Problem, or None."""
        found = _PLACE.fullmatch(place)
        if found is None:
            return self.answers.get(place)
        entry = self.answers[found["field"]][int(found["number"])]
        return entry.get(found["part"]) if isinstance(entry, dict) else None

    def name_of(self, place: str) -> str:
        """The name of the control at a place of a Problem, in the numbers of the page."""
        found = _PLACE.fullmatch(place)
        if found is None:
            return f"{PREFIX}{place}"
        number = self.shown[found["field"]][int(found["number"])]
        return f"{PREFIX}{found['field']}.{number}.{found['part']}"


def read(definition: Definition, typed: Typed) -> Reading:
    """The answers that `typed` holds. Nothing is judged: `problems_of` does."""
    fields = definition["questionnaire"]["fields"]
    shown: dict[str, tuple[int, ...]] = {}
    dropped: list[str] = []
    given: Answers = {}
    for one in fields:
        name = f"{PREFIX}{one['id']}"
        if one["kind"] in REPEATED:
            entries = _entries(one, name, typed, dropped)
            shown[one["id"]] = tuple(entries)
            value: Answer | None = list(entries.values()) or None
        else:
            value = None if one["kind"] in FILES else _value(one, name, typed)
        if value is not None:
            given[one["id"]] = value
    here = {one["id"] for one in asked(fields, given, definition["categories"])}
    answers = {name: value for name, value in given.items() if name in here}
    if any(text == YES for text in typed.get(PREFIX + URGENT, ())):
        answers[URGENT] = YES
    gone = [f"{PREFIX}{name}" for name in given if name not in here]
    return Reading(answers, (*gone, *(name for name in dropped if name.split(".")[1] in here)), shown)


def problems_of(definition: Definition, reading: Reading) -> list[Problem]:
    """What is wrong with the answers; files are asked for on the next page, and recordings cannot be made here."""
    files = {one["id"] for one in definition["questionnaire"]["fields"] if one["kind"] in FILES}
    return [one for one in problems(definition, reading.answers) if one.place not in files]


def kept_apart(definition: Definition, answers: Answers) -> tuple[Answers, dict[str, Answers]]:
    """The answers of the report, and by kind of item those that are sealed apart from it (protocol §5)."""
    kinds = {one["id"]: APART[one["kind"]] for one in definition["questionnaire"]["fields"] if one["kind"] in APART}
    report = {name: value for name, value in answers.items() if name not in kinds}
    apart: dict[str, Answers] = {}
    for name, kind in kinds.items():
        if name in answers:
            apart.setdefault(kind, {})[name] = answers[name]
    return report, apart


def parts_of(one: Field) -> list[Field]:
    """The questions that an entry of a repeated question consists of."""
    if one["kind"] == "group":
        return list(one["fields"])
    return [{"id": part, "kind": "short", "required": False, "max_length": LONGEST_PART} for part in PARTS[one["kind"]]]


def most_entries(one: Field) -> int:
    """How many entries a repeated question takes."""
    return int(one.get("max_entries", 1))


def shown_entries(one: Field, typed: Typed, *, more: bool = False) -> int:
    """How many entries the page shows: those that hold something, and those that were asked for."""
    name, most = f"{PREFIX}{one['id']}", most_entries(one)
    asked_for = next(
        (int(text) for text in typed.get(SHOWN + one["id"], ()) if re.fullmatch(r"[0-9]{1,2}", text)), AT_FIRST
    )
    filled = max(_numbers(name, typed), default=-1) + 1
    return max(1, min(most, max(filled, asked_for + (1 if more else 0))))


def left_over(definition: Definition, typed: Typed) -> list[str]:
    """Texts that no question of this definition takes: it was changed while they were typed."""
    known = set(_names(definition))
    return [
        text
        for name, texts in typed.items()
        if name.startswith(PREFIX) and name not in known
        for text in texts
        if text.strip() and text != YES
    ]


def _names(definition: Definition) -> Iterator[str]:
    """The name of every control that the page may have."""
    yield PREFIX + URGENT
    for one in definition["questionnaire"]["fields"]:
        name = f"{PREFIX}{one['id']}"
        if one["kind"] in REPEATED:
            for number in range(most_entries(one)):
                for part in parts_of(one):
                    yield from _controls(part, f"{name}.{number}.{part['id']}")
        else:
            yield from _controls(one, name)


def _controls(one: Field, name: str) -> Iterable[str]:
    return [f"{name}.{inner}" for inner in INNER[one["kind"]]] if one["kind"] in INNER else [name]


def _entries(one: Field, name: str, typed: Typed, dropped: list[str]) -> dict[int, Entry]:
    """The entries that hold an answer, by their number on the page; what is not asked in them goes to `dropped`."""
    parts = parts_of(one)
    found: dict[int, Entry] = {}
    for number in sorted(_numbers(name, typed)):
        values = {part["id"]: _value(part, f"{name}.{number}.{part['id']}", typed) for part in parts}
        given = {part: value for part, value in values.items() if value is not None}
        here = {part["id"] for part in asked(parts, given)}
        dropped += [f"{name}.{number}.{part}" for part in given if part not in here]
        if entry := {part: value for part, value in given.items() if part in here}:
            found[number] = entry
    return found


def _numbers(name: str, typed: Typed) -> set[int]:
    """The numbers of the entries in which something was typed or chosen."""
    pattern = re.compile(re.escape(name) + r"\.([0-9]{1,2})\.[^.]+(?:\.(?!currency$|about$)[^.]+)?")
    matches = ((pattern.fullmatch(each), texts) for each, texts in typed.items())
    return {int(match[1]) for match, texts in matches if match and any(text.strip() for text in texts)}


def _value(one: Field, name: str, typed: Typed) -> str | list[str] | None:
    """An answer, or None where nothing was given. Two answers to one question stay two: then the rules refuse them."""
    if one["kind"] == "date":
        return _date(name, typed)
    if one["kind"] == "amount":
        return _amount(one, name, typed)
    texts = [text for text in map(_plain, typed.get(name, ())) if text]
    if one["kind"] == "choices":
        return texts or None
    return texts[0] if len(texts) == 1 else texts or None


def _date(name: str, typed: Typed) -> str | None:
    """Year, month and day as EDTF; what is no date stays what was typed, so that the rules refuse it."""
    year, month, day = (_digits(_only(f"{name}.{inner}", typed)) for inner in ("year", "month", "day"))
    if not (year or month or day):
        return None
    parts = [year, *([month.zfill(2)] if month or day else []), *([day.zfill(2)] if day else [])]
    about = "~" if YES in typed.get(f"{name}.about", ()) else ""
    return "-".join(parts) + about


def _amount(one: Field, name: str, typed: Typed) -> str | None:
    """An amount with a point before its decimals, however it was written: a mark before one or two last digits."""
    number = _BETWEEN.sub("", _digits(_only(f"{name}.number", typed))).translate(_ARABIC_MARKS)
    if not number:
        return None
    if _SINGLE_MARK.fullmatch(number):
        number = number.replace(",", ".")
    elif found := re.fullmatch(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}))?", number):
        number = re.sub(r"[.,]", "", found[1]) + (f".{found[3]}" if found[3] else "")
    currency = _only(f"{name}.currency", typed) or one["currencies"][0]
    return f"{number} {currency}"


def _only(name: str, typed: Typed) -> str:
    return " ".join(text for text in map(_plain, typed.get(name, ())) if text)


def _plain(text: str) -> str:
    """As it was meant: browsers end lines with two characters, and nobody means the spaces around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
