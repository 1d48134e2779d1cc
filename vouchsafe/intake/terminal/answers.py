"""The answers of a report from a JSON or TOML file, held against the channel's questionnaire."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from vouchsafe.channels import answers as rules
from vouchsafe.channels.answers import Problem
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.texts import chosen
from vouchsafe.intake.terminal.texts import gettext as _

HEADLINE: Final = "headline"
SCREEN: Final = "protected_activity"
NONE: Final = "none"

Definition = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is sealed: the answers by field id, those kept apart by kind of item, the title and the category's id.

    `screen` is the reply to the protected-activity screen, if given; `files` is the field that attached files answer.
    """

    fields: rules.Answers
    apart: dict[str, rules.Answers]
    title: str
    category: str | None
    screen: str | None
    files: str | None


def read_answers(path: Path, definition: Definition, *, attached: int = 0) -> Answers:
    """Read a file of field ids and answers (`.toml`, else JSON) and check it against the definition.

    `attached` is how many files go with the report. Raises TerminalError "answers/…" that names the field and what
    it wants.
    """
    given = {name: _plain(value) for name, value in _load(path).items()}
    screen = given.pop(SCREEN, None)
    fields = {field["id"]: field for field in definition["questionnaire"]["fields"]}
    answers = {name: value for name, value in given.items() if value not in ("", [], None)}
    files = next((name for name, field in fields.items() if field["kind"] == "attachment"), None)
    if attached and files is None:
        raise TerminalError("answers/no-files", _("This channel takes no files. Leave them out."))
    pretended = {files: ["-"] * attached} if files and attached else {}
    for problem in rules.problems(definition, {**answers, **pretended}):
        raise _refused(problem, fields, definition)
    apart = {
        kind: {name: value for name, value in answers.items() if fields.get(name, {}).get("kind") == of}
        for of, kind in rules.APART.items()
    }
    kept = {name for values in apart.values() for name in values}
    report = {name: value for name, value in answers.items() if name not in kept}
    filled = {kind: values for kind, values in apart.items() if values}
    category = rules.category_of(definition, report)
    return Answers(report, filled, str(report[HEADLINE]), category, None if screen is None else str(screen), files)


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


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """TOML's own dates and truths as answers have them; one table where several may stand is a list of one."""
    if value is True:
        return rules.YES
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return [{name: _plain(part) for name, part in value.items()}]
    if isinstance(value, list):
        return [one for item in value for one in _listed(item)]
    return value


def _listed(item: Any) -> list[Any]:  # noqa: ANN401 - as above
    plain = _plain(item)
    return plain if isinstance(plain, list) else [plain]


def _refused(problem: Problem, fields: Mapping[str, Any], definition: Definition) -> TerminalError:
    name = problem.place.split("[")[0]
    field = fields.get(name)
    if problem.code == "answer/paused":
        return _paused(name, definition)
    if field is None or (problem.code == "answer/unknown" and "[" not in problem.place):
        return _unknown(name, field, fields)
    message = _("“%(label)s” (%(field)s): %(wanted)s.")
    wanted = _wanted(problem, _asked_at(problem.place, field), definition)
    values = {"label": chosen(field["label"]), "field": problem.place, "wanted": wanted}
    return TerminalError("answers/wrong", message % values)


def _paused(name: str, definition: Definition) -> TerminalError:
    """Every category that waits, since when, and what else there is: never only that the answer is wrong."""
    waiting = [each for each in definition["categories"] if "paused" in each]
    since = "; ".join(
        _("%(category)s (%(id)s) since %(day)s")
        % {"category": chosen(each["act"]), "id": each["id"], "day": each["paused"]["on"]}
        for each in waiting
    )
    options = ", ".join(each["id"] for each in definition["categories"] if each not in waiting)
    elsewhere = "; ".join(f"{chosen(each['name'])} ({chosen(each['reach'])})" for each in definition["authorities"])
    message = _(
        "Reports of this kind wait for a review of how they were handled, and none is taken now: %(since)s. "
        "Nothing was sent. For “%(field)s” choose another kind that fits (%(options)s), or go to the authority: "
        "%(elsewhere)s"
    )
    values = {"since": since, "field": name, "options": options, "elsewhere": elsewhere}
    return TerminalError("answers/paused", message % values)


def _unknown(name: str, field: Any, fields: Mapping[str, Any]) -> TerminalError:  # noqa: ANN401 - a field, or None
    if field is not None:
        message = _("“%(label)s” (%(field)s) is not asked with these answers. Leave it out.")
        return TerminalError("answers/not-asked", message % {"label": chosen(field["label"]), "field": name})
    message = _("The questionnaire has no field “%(field)s”. It has: %(fields)s.")
    return TerminalError("answers/unknown", message % {"field": name, "fields": ", ".join(fields)})


def _asked_at(place: str, field: Mapping[str, Any]) -> Mapping[str, Any]:
    """The question at a place: the field, or the part of its entry."""
    part = place.partition("].")[2]
    return next((one for one in field.get("fields", ()) if one["id"] == part), field)


def _wanted(problem: Problem, field: Mapping[str, Any], definition: Definition) -> str:
    open_now = [each for each in definition["categories"] if "paused" not in each]
    options = ", ".join(rules.options_of(field, open_now))
    sentences = {
        "answer/missing": _("an answer is needed"),
        "answer/too-long": _("at most %(max)d characters") % {"max": problem.values.get("max", 0)},
        "answer/too-many": _("at most %(max)d of these") % {"max": problem.values.get("max", 0)},
        "answer/unknown-option": _("one of %(options)s") % {"options": options},
        "answer/not-a-date": _("a date as in 2026-11-22, 2026-11 or 2026, with ~ when it is only about right"),
        "answer/not-an-amount": _("an amount as in “1200.50 EUR”"),
        "answer/unknown-currency": _("a currency of %(options)s") % {"options": ", ".join(field.get("currencies", ()))},
        "answer/unknown": _("this is not asked here"),
    }
    return sentences.get(problem.code, _shape(field))


def _shape(field: Mapping[str, Any]) -> str:
    if field["kind"] == "choices":
        return _("a list of answers, in the order of the questionnaire")
    if field["kind"] in ("group", *rules.APART):
        return _("a list of tables, one for each entry, with at least one answer in each")
    return _("a text is needed, in quotation marks")
