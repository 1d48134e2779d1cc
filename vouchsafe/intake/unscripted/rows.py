"""Answers beside the questions that they answered, as people read them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from vouchsafe.channels.answers import FILES, URGENT, YES
from vouchsafe.common.formats import day_text, money_text, month_text, year_text
from vouchsafe.intake.unscripted.questions import part_label

Field = Mapping[str, Any]
Definition = Mapping[str, Any]

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(~?)")
_AMOUNT = re.compile(r"(\d{1,15}(?:\.\d{1,2})?) ([A-Z]{3})")
_PARTS = ("name", "role", "reach")


class Row(NamedTuple):
    """An answer: its values, or of a repeated question the rows of each entry."""

    label: str
    values: list[str]
    entries: list[list["Row"]]


def rows_of(answers: Mapping[str, Any], definition: Definition | None) -> list[Row]:
    """Answers in the questionnaire's order; what it does not ask comes last, under its id: nothing is left out.

    The definition's texts are in the page's language. Without one all answers stand under their ids.
    """
    fields = definition["questionnaire"]["fields"] if definition else ()
    return _rows(answers, fields, definition)


def date_text(value: str) -> str:
    """A date of a questionnaire as people write it; anything else as it is."""
    found = _DATE.fullmatch(value)
    if found is None:
        return value
    year, month, day, about = found.groups()
    try:
        exact = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return value
    text = day_text(exact) if day else month_text(exact) if month else year_text(exact)
    return _("about {date}").format(date=text) if about else text


def amount_text(value: str) -> str:
    """An amount as people write it; anything else as it is."""
    found = _AMOUNT.fullmatch(value)
    if found is None:
        return value
    return money_text(Decimal(found[1]), found[2], exact="." in found[1])


def _rows(answers: Mapping[str, Any], fields: Sequence[Field], definition: Definition | None) -> list[Row]:
    known = {one["id"]: one for one in fields}
    asked = [name for name, one in known.items() if name in answers and one["kind"] not in FILES]
    others = [name for name in answers if name not in known]
    return [_row(name, known.get(name), answers[name], definition) for name in (*asked, *others)]


def _row(name: str, one: Field | None, given: Any, definition: Definition | None) -> Row:  # noqa: ANN401 - any answer
    values = given if isinstance(given, list) else [given]
    texts = [_text(value, one, definition) for value in values if isinstance(value, str)]
    parts = one.get("fields", ()) if one else ()
    entries = [_rows(value, parts, definition) for value in values if isinstance(value, Mapping)]
    return Row(_label(name, one), texts, entries)


def _label(name: str, one: Field | None) -> str:
    if one is not None:
        label: str = one["label"]
        return label
    if name == URGENT:
        return _("Urgent")
    return part_label(name) if name in _PARTS else name


def _text(value: str, one: Field | None, definition: Definition | None) -> str:
    kind = one["kind"] if one else ""
    if kind == "date":
        return date_text(value)
    if kind == "amount":
        return amount_text(value)
    if value == YES and kind in ("", "consent"):
        return _("Yes")
    offered: Sequence[Field] = (one or {}).get("options", ())
    if kind == "category" and definition:
        offered = definition["categories"]
    return next((each.get("label") or each["act"] for each in offered if each["id"] == value), value)
