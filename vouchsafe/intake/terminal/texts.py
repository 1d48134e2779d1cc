"""The terminal's texts in the reader's language, from the same catalogues as the rest, without Django."""

import gettext as catalogues
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LOCALES: Final = Path(__file__).resolve().parents[2] / "locale"
_KEPT = "\n\t"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS = "\u200c\u200d"


@cache
def _catalogue() -> catalogues.NullTranslations:
    return catalogues.translation("django", localedir=str(LOCALES), fallback=True)


def gettext(message: str) -> str:
    """`message` in the language that the environment asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), else English."""
    return _catalogue().gettext(message)


def language() -> str:
    """The language that `gettext` speaks, as a tag of two letters."""
    return str(_catalogue().info().get("language", "en"))


def chosen(texts: Mapping[str, str] | None) -> str:
    """Of a channel's texts, the one in the reader's language, else the English one, else any."""
    if not texts:
        return ""
    return texts.get(language()) or texts.get("en") or next(iter(texts.values()))


def plain(text: object) -> str:
    """A text of others without what could steer a terminal: control and format characters become U+FFFD."""
    return "".join(
        "\ufffd" if unicodedata.category(each) in _HIDDEN and each not in _KEPT + _JOINERS else each
        for each in str(text)
    )
