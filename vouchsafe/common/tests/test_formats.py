"""Days, amounts, sizes and lists as each language writes them (CLDR)."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import engines
from django.utils.translation import override

from vouchsafe.common.formats import day_text, list_text, money_text, month_text, number_text, size_text, year_text

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en", "3 November 2026", "November 2026", "2026"),
        ("de", "3. November 2026", "November 2026", "2026"),
        ("es", "3 de noviembre de 2026", "noviembre de 2026", "2026"),
        ("fr", "3 novembre 2026", "novembre 2026", "2026"),
        ("zh-hans", "2026年11月3日", "2026年11月", "2026年"),
        ("ar", "3 نوفمبر 2026", "نوفمبر 2026", "2026"),
        ("qps", "3 November 2026", "November 2026", "2026"),
    ],
)
def test_days(language: str, day: str, month: str, year: str) -> None:
    """A day, a month and a year; English days cannot be read in two ways."""
    with override(language):
        assert (day_text(DAY), month_text(DAY), year_text(DAY)) == (day, month, year)


@pytest.mark.parametrize(
    ("language", "number", "size", "money", "several"),
    [
        ("en", "1,234.5", "1.2 kB", "1,200.50 EUR", "a, b and c"),
        ("de", "1.234,5", "1,2 kB", "1.200,50 EUR", "a, b und c"),
        ("es", "1.234,5", "1,2 kB", "1.200,50 EUR", "a, b y c"),
        ("fr", "1\u202f234,5", "1,2 ko", "1\u202f200,50 EUR", "a, b et c"),
        ("zh-hans", "1,234.5", "1.2 kB", "1,200.50 EUR", "a、b和c"),
        ("ar", "1,234.5", "1.2 كيلوبايت", "1,200.50 EUR", "a وb وc"),
    ],
)
def test_numbers_and_lists(language: str, number: str, size: str, money: str, several: str) -> None:
    """With the language's own separators, units and conjunctions."""
    with override(language):
        assert number_text(1234.5) == number
        assert " ".join(size_text(1240).split()) == size
        assert money_text(Decimal("1200.50"), "EUR", exact=True) == money
        assert list_text(["a", "b", "c"]) == several


def test_sizes_go_up_in_thousands() -> None:
    """Bytes are whole, and so is what has three digits before its unit."""
    sizes = [" ".join(size_text(size).split()) for size in (0, 999, 1000, 123_456, 10_000_000, 2_500_000_000)]
    assert sizes == ["0 bytes", "999 bytes", "1 kB", "123 kB", "10 MB", "2.5 GB"]


def test_templates_say_them_too() -> None:
    """The filters stand in every template."""
    text = engines["django"].from_string("{{ day|day_text }}; {{ day|year_text }}; {{ size|size_text }}")
    with override("de"):
        assert text.render({"day": DAY, "size": 1200}) == "3. November 2026; 2026; 1,2 kB"
