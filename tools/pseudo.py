"""A pseudo-locale: every text with accents, a third longer, in brackets; what stands on a page without is untranslated.

`python -m tools.pseudo FOLDER` writes the catalogue `qps` into a folder and compiles it; a server speaks it with
VOUCHSAFE_LANGUAGES=FOLDER (e2e/test_pseudo_locale.py).
"""

import re
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from tools.messages import catalogues, compile_all, read_catalogue

LOCALE_NAME: Final = "qps"
OPENING, CLOSING = "⟦⟧"
_ACCENTS = str.maketrans("aceinorsuyzACEINORSUYZ", "áčéíñóřšúýžÁČÉÍÑÓŘŠÚÝŽ")
_KEPT = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|<[^>]*>|&\w+;|&#\d+;")
"""What is no text: values, markup, entities."""


def pseudo(text: str) -> str:
    """`text` as the pseudo-locale says it; its spaces at both ends stay outside."""
    words = text.strip()
    if not words:
        return text
    start = text.index(words)
    longer = " ····" * -(-len(words) // 15)
    return f"{text[:start]}{OPENING}{_accented(words)}{longer}{CLOSING}{text[start + len(words) :]}"


def _accented(words: str) -> str:
    kept = _KEPT.findall(words)
    between = [part.translate(_ACCENTS) for part in _KEPT.split(words)]
    return "".join(part + (kept[at] if at < len(kept) else "") for at, part in enumerate(between))


def write(folder: Path) -> None:
    """The catalogue of every text that the first catalogue of the project knows, and its compiled forms."""
    name, path = next(catalogues())
    made = Catalog(project="Vouchsafe")
    for message in read_catalogue(name, path):
        if message.id:
            forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            texts = tuple(pseudo(form) for form in forms)
            made.add(message.id, texts[0] if isinstance(message.id, str) else texts, locations=message.locations)
    target = folder / LOCALE_NAME / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, made)
    compile_all(folder, folder / "i18n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
