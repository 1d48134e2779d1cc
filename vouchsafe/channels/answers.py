"""What answers a questionnaire takes: which questions are asked, and what is wrong with what was given.

Pure: no Django, no database, no language. The report door without a script, the terminal and the tests use it; the
form's script has the same rules (web/src/intake/answers.ts), and `vectors/answers.json` holds both to them.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Entry = dict[str, str | list[str]]
Answer = str | list[str] | list[Entry]
Answers = dict[str, Answer]
Field = Mapping[str, Any]
Definition = Mapping[str, Any]

URGENT: Final = "urgent"
"""The answer of the tick box after the questions."""
YES: Final = "yes"
CHOOSING: Final = frozenset({"choice", "choices", "category", "consent"})
"""Kinds of fields that a condition may look at."""
FILES: Final = frozenset({"attachment", "voice"})
APART: Final = {"identity": "identity", "person": "subject"}
"""Kinds of fields whose answers are sealed apart (protocol §5), and the kind of item that holds them."""
PARTS: Final = {"identity": ("name", "reach"), "person": ("name", "role", "reach")}
"""What is asked of a person: nothing that says what somebody is or thinks."""
LONGEST_PART: Final = 500

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?~?")
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})? (?P<currency>[A-Z]{3})")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place ("field" or "field[0].part"): a code "answer/…" and the numbers of its sentence."""

    place: str
    code: str
    values: dict[str, int] = field(default_factory=dict)


def asked(fields: Sequence[Field], answers: Mapping[str, Any], categories: Sequence[Field] = ()) -> list[Field]:
    """The fields that are asked, given these answers: a field whose condition fails is not, nor is what hangs on it."""
    here: list[Field] = []
    known: dict[str, Field] = {}
    for one in fields:
        when = one.get("when")
        if when is None or (when["field"] in known and _holds(when, known[when["field"]], answers, categories)):
            here.append(one)
            known[one["id"]] = one
    return here


def problems(definition: Definition, answers: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with `answers`, in the order of the questions; an empty list when all is well.

    `answers` are those of a report and of what is sealed apart, in one mapping; files are the ids of their blobs.
    """
    return list(_problems(definition, answers))


def _holds(when: Field, of: Field, answers: Mapping[str, Any], categories: Sequence[Field]) -> bool:
    given = answers.get(of["id"])
    chosen = given if isinstance(given, list) else [given]
    return any(one in when["is"] and one in options_of(of, categories) for one in chosen if isinstance(one, str))


def category_of(definition: Definition, answers: Mapping[str, Any]) -> str | None:
    """The id of the category that was chosen, if the questionnaire asks for one."""
    asks = (one["id"] for one in definition["questionnaire"]["fields"] if one["kind"] == "category")
    return next((str(answers[name]) for name in asks if name in answers), None)


def options_of(one: Field, categories: Sequence[Field]) -> list[str]:
    """The ids that a field offers: its options, the channel's categories, or the "yes" of a consent."""
    if one["kind"] == "consent":
        return [YES]
    return [option["id"] for option in (categories if one["kind"] == "category" else one.get("options", ()))]


def _problems(definition: Definition, answers: Mapping[str, Any]) -> Iterator[Problem]:
    categories = definition["categories"]
    here = asked(definition["questionnaire"]["fields"], answers, categories)
    for one in here:
        yield from _of_field(one, answers.get(one["id"]), categories)
    known = {one["id"] for one in here}
    for name in sorted(set(answers) - known):
        if name != URGENT:
            yield Problem(name, "answer/unknown")
        elif answers[name] != YES:
            yield Problem(name, "answer/shape")


def _of_field(one: Field, given: Any, categories: Sequence[Field]) -> Iterator[Problem]:  # noqa: ANN401 - whatever was given
    kind, place = one["kind"], one["id"]
    if kind == "group":
        yield from _of_entries(one, given, one["fields"])
    elif kind in APART:
        longest = {"kind": "short", "required": False, "max_length": LONGEST_PART}
        yield from _of_entries(one, given, [{**longest, "id": part} for part in PARTS[kind]])
    else:
        yield from _of_value(one, given, place, categories)


def _of_entries(one: Field, given: Any, parts: Sequence[Field]) -> Iterator[Problem]:  # noqa: ANN401 - as above
    place, most = one["id"], one.get("max_entries", 1)
    if given is None:
        if one["required"]:
            yield Problem(place, "answer/missing")
        return
    if not isinstance(given, list) or not given or not all(isinstance(entry, dict) and entry for entry in given):
        yield Problem(place, "answer/shape")
        return
    if len(given) > most:
        yield Problem(place, "answer/too-many", {"max": most})
    for number, entry in enumerate(given):
        here = asked(parts, entry)
        for part in here:
            yield from _of_value(part, entry.get(part["id"]), f"{place}[{number}].{part['id']}", ())
        for name in sorted(set(entry) - {part["id"] for part in here}):
            yield Problem(f"{place}[{number}].{name}", "answer/unknown")


def _of_value(one: Field, given: Any, place: str, categories: Sequence[Field]) -> Iterator[Problem]:  # noqa: ANN401 - as above
    kind = one["kind"]
    if given is None:
        if one["required"]:
            yield Problem(place, "answer/missing")
        return
    many = kind == "choices" or kind in FILES
    texts = given if many else [given]
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        yield Problem(place, "answer/shape")
    elif kind in CHOOSING:
        yield from _of_choice(one, place, texts, categories)
    elif kind == "date":
        if not is_date(given):
            yield Problem(place, "answer/not-a-date")
    elif kind == "amount":
        yield from _of_amount(place, given, one["currencies"])
    elif kind not in FILES:
        over = len(given) - one["max_length"]
        if over > 0:
            yield Problem(place, "answer/too-long", {"max": one["max_length"], "over": over})


def _of_choice(one: Field, place: str, chosen: list[str], categories: Sequence[Field]) -> Iterator[Problem]:
    offered = options_of(one, categories)
    if one["kind"] == "category" and any(each["id"] in chosen and "paused" in each for each in categories):
        yield Problem(place, "answer/paused")
    elif not set(chosen) <= set(offered):
        yield Problem(place, "answer/unknown-option")
    elif chosen != [option for option in offered if option in chosen]:
        yield Problem(place, "answer/shape")


def _of_amount(place: str, given: str, currencies: Sequence[str]) -> Iterator[Problem]:
    amount = _AMOUNT.fullmatch(given)
    if amount is None:
        yield Problem(place, "answer/not-an-amount")
    elif amount["currency"] not in currencies:
        yield Problem(place, "answer/unknown-currency")


def is_date(text: str) -> bool:
    """A year, a month or a day of the calendar, with "~" when it is only about right (ISO 8601-2, EDTF level 1)."""
    found = _DATE.fullmatch(text)
    if found is None or found["year"] == "0000":
        return False
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]  # noqa: PLR2004 - months
