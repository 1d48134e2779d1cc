"""What may stand anywhere in a text that a person types off paper: it parts what belongs together, and says nothing."""

from typing import Final

_SEPARATORS: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufeff"
"""Dashes, and the mark that a copied text may begin with."""
_NO_SPACE: Final = "\x1c\x1d\x1e\x1f"
"""White space to Python, and not to Unicode."""


def is_separator(symbol: str) -> bool:
    """Whether a character is a dash, Unicode's White_Space or U+FEFF (protocol §§2, 6)."""
    return symbol in _SEPARATORS or (symbol.isspace() and symbol not in _NO_SPACE)
