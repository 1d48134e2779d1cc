"""The answers of a report from a JSON or TOML file, held against the channel's questionnaire."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import chosen
from vouchsafe.intake.terminal.texts import gettext as _

HEADLINE: Final = "headline"
SCREEN: Final = "protected_activity"
NONE: Final = "none"
MAX_LENGTH: Final = 100_000

Answer = str | list[str]
Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is sealed: the answers by field id, the title, and the reply to the protected-activity screen if given."""

    fields: dict[str, Answer]
    title: str
    screen: str | None


def read_answers(path: Path, definition: Definition) -> Answers:
    """Read a file of field ids and answers (`.toml`, else JSON) and check it against the definition.

    Raises TerminalError "answers/…" that names the field and what it wants.
    """
    given = _load(path)
    screen = given.pop(SCREEN, None)
    fields = {field["id"]: field for field in definition["questionnaire"]["fields"] if field["kind"] != "attachment"}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        message = _("The questionnaire has no field “%(field)s”. It has: %(fields)s.")
        raise TerminalError("answers/unknown", message % {"field": unknown[0], "fields": ", ".join(fields)})
    answers = {}
    for name, field in fields.items():
        answer = _checked(field, given.get(name), definition)
        if answer:
            answers[name] = answer
    return Answers(answers, str(answers.get(HEADLINE, "")), None if screen is None else str(screen))


def _load(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        given = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        message = _("The answers in %(path)s cannot be read: %(reason)s.")
        raise TerminalError("answers/unreadable", message % {"path": path, "reason": error}) from error
    if not isinstance(given, dict):
        message = _("The answers must be a table: one field id and one answer a line.")
        raise TerminalError("answers/unreadable", message)
    return given


def _checked(field: Mapping[str, Any], given: object, definition: Definition) -> Answer | None:
    if isinstance(given, date):  # TOML has dates of its own
        given = given.isoformat()
    if given in (None, "", []):
        if field.get("required"):
            raise _wrong(field, _("an answer is needed"))
        return None
    if field["kind"] in {"choice", "category"}:
        return _checked_choice(field, given, definition)
    if not isinstance(given, str):
        raise _wrong(field, _("a text is needed, in quotation marks"))
    longest = field.get("max_length", MAX_LENGTH)
    if len(given) > longest:
        raise _wrong(field, _("at most %(longest)d characters") % {"longest": longest})
    if field["kind"] == "date":
        _check_date(field, given)
    return given


def _checked_choice(field: Mapping[str, Any], given: object, definition: Definition) -> Answer:
    options = definition["categories"] if field["kind"] == "category" else field["options"]
    known = [option["id"] for option in options]
    wanted = given if isinstance(given, list) else [given]
    if not wanted or any(one not in known for one in wanted):
        raise _wrong(field, _("one of %(options)s") % {"options": ", ".join(known)})
    return [str(one) for one in wanted] if isinstance(given, list) else str(given)


def _check_date(field: Mapping[str, Any], given: str) -> None:
    try:
        date.fromisoformat(given)
    except ValueError as error:
        raise _wrong(field, _("a date as in 2026-11-22")) from error


def _wrong(field: Mapping[str, Any], wanted: str) -> TerminalError:
    message = _("“%(label)s” (%(field)s): %(wanted)s.")
    values = {"label": chosen(field["label"]), "field": field["id"], "wanted": wanted}
    return TerminalError("answers/wrong", message % values)
