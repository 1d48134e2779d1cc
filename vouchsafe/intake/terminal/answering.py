"""The answers of an opened report as lines of text."""

from collections.abc import Mapping, Sequence
from typing import Any

from vouchsafe.channels.answers import FILES
from vouchsafe.intake.terminal.texts import chosen, plain


def answer_text(answers: Mapping[str, Any], definition: Mapping[str, Any]) -> str:
    """The answers in the questionnaire's order, each under its label; a field that it does not have keeps its id."""
    return plain("\n".join(_answer_lines(answers, definition["questionnaire"]["fields"], definition)))


def _answer_lines(
    answers: Mapping[str, Any], asked: Sequence[Mapping[str, Any]], definition: Mapping[str, Any]
) -> list[str]:
    fields = {field["id"]: field for field in asked}
    lines = []
    for name in sorted(answers, key=[*fields, *answers].index):
        field = fields.get(name, {"label": {"en": name}})
        if field.get("kind") in FILES:
            continue  # its manifest is shown
        given = answers[name] if isinstance(answers[name], list) else [answers[name]]
        names = _option_names(field, definition)
        lines.append(chosen(field["label"]))
        if texts := [names.get(one, one) for one in given if isinstance(one, str)]:
            lines.append(f"  {', '.join(texts)}")
        for number, entry in enumerate((one for one in given if isinstance(one, dict)), 1):
            lines += [
                f"  {number}.",
                *(f"  {line}" for line in _answer_lines(entry, field.get("fields", ()), definition)),
            ]
    return lines


def _option_names(field: Mapping[str, Any], definition: Mapping[str, Any]) -> dict[str, str]:
    """What a field's choices are called, by their ids."""
    if field.get("kind") == "category":
        return {category["id"]: chosen(category["act"]) for category in definition["categories"]}
    return {option["id"]: chosen(option["label"]) for option in field.get("options", ())}
