"""The languages that the server speaks: English, the source, and one for each catalogue (vouchsafe/locale).

A language needs no other word anywhere: its name for itself and its direction are CLDR's, through Babel.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError

SOURCE: Final = "en"
_ENGLISH: Final = "en_GB"
"""Days are written as "3 November 2026": 11/3 is read differently on both sides of an ocean."""


def languages_in(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """(code, its name for itself) of English and of each catalogue in `folders` (LOCALE/LC_MESSAGES), by name."""
    catalogues = (path for folder in folders for path in folder.glob("*/LC_MESSAGES"))
    codes = {tag_of(path.parent.name) for path in catalogues} - {SOURCE}
    return [(SOURCE, name_of(SOURCE)), *sorted(((code, name_of(code)) for code in codes), key=lambda one: one[1])]


def tag_of(locale: str) -> str:
    """The code of a catalogue's folder as it stands in addresses: "zh_Hans" → "zh-hans"."""
    return locale.lower().replace("_", "-")


@cache
def name_of(code: str) -> str:
    """A language's name for itself, as a list shows it: "Español"; its code where CLDR has no name."""
    locale = _known(code)
    if locale is None:
        return code
    name = locale.languages.get(str(locale)) or locale.get_display_name() or code
    return name[0].title() + name[1:]


@cache
def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left; not where CLDR does not know it."""
    locale = _known(code)
    return locale is not None and locale.text_direction == "rtl"


def direction_of(code: str) -> str:
    """A language's direction as HTML says it: "rtl" or "ltr"."""
    return "rtl" if is_right_to_left(code) else "ltr"


@cache
def locale_of(code: str) -> Locale:
    """How a language writes dates and numbers; as English does where CLDR does not know it."""
    return Locale.parse(_ENGLISH) if code == SOURCE else _known(code) or Locale.parse(_ENGLISH)


def place_name(place: str, code: str) -> str:
    """A country or union by its code ("DE", "EU") in a language; English where CLDR has no name."""
    name = locale_of(code).territories.get(place.upper()) or locale_of(SOURCE).territories[place.upper()]
    return str(name)


def _known(code: str) -> Locale | None:
    """CLDR's locale of a code, or None."""
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
