"""Days, numbers, sizes and lists as the language of the page writes them (CLDR, through Babel).

In templates: `{{ day|day_text }}`, `{{ day|year_text }}`, `{{ bytes|size_text }}`.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from django import template
from django.utils.translation import get_language

from vouchsafe.common.languages import SOURCE, locale_of

register = template.Library()
_THOUSAND = 1000
_HUNDRED = 100
_UNITS = ("digital-byte", "digital-kilobyte", "digital-megabyte", "digital-gigabyte")


def page_locale() -> Locale:
    """The locale of the page's language."""
    return locale_of(get_language() or SOURCE)


@register.filter
def day_text(day: date) -> str:
    """A day: "3 November 2026"."""
    return format_date(day, "long", page_locale())


@register.filter
def day(value: date | str) -> str:
    """A day, or one as a definition has it ("2026-05-03"), as `day_text` writes it; else whatever stands there."""
    try:
        return day_text(value if isinstance(value, date) else date.fromisoformat(value))
    except ValueError:
        return str(value)


def month_text(month: date) -> str:
    """A month: "November 2026"."""
    return format_skeleton("yMMMM", month, locale=page_locale())


@register.filter
def year_text(year: date) -> str:
    """A year: "2026"."""
    return format_skeleton("y", year, locale=page_locale())


def number_text(number: float | Decimal) -> str:
    """A number: "1,200.5"."""
    return format_decimal(number, locale=page_locale())


@register.filter
def size_text(size: int) -> str:
    """A size in bytes: 1,240 → "1.2 kB" (as `readableSize` in web/src/common/sizes.ts)."""
    number, unit = float(size), 0
    while number >= _THOUSAND and unit < len(_UNITS) - 1:
        number, unit = number / _THOUSAND, unit + 1
    pattern = "#,##0" if unit == 0 or number >= _HUNDRED else "#,##0.#"
    return format_unit(number, _UNITS[unit], "long" if unit == 0 else "short", pattern, locale=page_locale())


def money_text(amount: Decimal, currency: str, *, exact: bool) -> str:
    """An amount with its currency's code: "1,200.50 EUR". `exact`: to the hundredth, else whole."""
    return format_currency(
        amount, currency, "#,##0.00 ¤¤" if exact else "#,##0 ¤¤", page_locale(), currency_digits=False
    )


@register.filter
def list_text(parts: Sequence[str]) -> str:
    """Several things as a sentence lists them: "a, b and c"."""
    return format_list(list(parts), locale=page_locale())
