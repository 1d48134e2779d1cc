"""Days as people write them, in the language of the page."""

from datetime import date
from typing import Final

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()

_FORMATS: Final = {"en": "j F Y"}
"""Where Django's own would be read differently on both sides of an ocean."""


def day_text(day: date) -> str:
    """A day in words and figures, such as "3 May 2026"."""
    return date_format(day, _FORMATS.get(get_language() or "", "DATE_FORMAT"))


@register.filter
def day(value: date | str) -> str:
    """A day, or one as a definition has it ("2026-05-03"), as `day_text` writes it; else whatever stands there."""
    try:
        return day_text(value if isinstance(value, date) else date.fromisoformat(value))
    except ValueError:
        return str(value)
