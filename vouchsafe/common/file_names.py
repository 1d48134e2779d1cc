"""Names that somebody else gave to files, made safe to offer for saving, by the rules of web/src/cases/fileNames.ts."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
_LONGEST_EXTENSION: Final = 12
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Controls, and the marks that reorder text and so can make "gnp.exe" look like "exe.png"."""
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Reserved by Windows whatever the extension."""


def safe_file_name(name: str) -> str:
    """A file name without path, hidden or reserved characters, at most 120 characters with its extension kept.

    Never empty, never starting with a dot (a hidden file), never a device name.
    """
    visible = _HIDDEN.sub("", unicodedata.normalize("NFC", name))
    last = re.split(r"[/\\]", visible)[-1]
    plain = re.sub(r'[<>:"|?*]', "_", last).lstrip(". \t\u00a0").rstrip(". \t\u00a0")
    if not plain:
        return "attachment"
    return _shortened(f"_{plain}" if _DEVICE.fullmatch(plain) else plain)


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    dot = name.rfind(".")
    extension = name[dot:] if dot > 0 and len(name) - dot <= _LONGEST_EXTENSION else ""
    return name[: LONGEST - len(extension)] + extension
