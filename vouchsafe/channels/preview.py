"""A draft made fit to be shown: blanks get a mark, and what no page could be made of is told. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vouchsafe.channels import definitions, schema
from vouchsafe.channels.changes import is_text
from vouchsafe.channels.problems import Problem

LANGUAGE = "en"
"""The language that every page falls back to."""


def presentable(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """The draft with "…" wherever a text is missing or blank, and what still keeps a page from being made of it."""
    filled: dict[str, Any] = _filled({**body, "version": 1})
    return filled, [problem for problem in definitions.problems(filled) if problem.code == schema.CODE]


def _filled(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list):
        return [_filled(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    if is_text(value):
        words = {language: text for language, text in value.items() if text.strip()}
        return {LANGUAGE: _("(nothing written yet)"), **words}
    return {name: _filled(inner) for name, inner in value.items()}
