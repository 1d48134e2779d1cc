"""An identity as somebody types it from a recovery sheet: forgiving in form, and exact about where it is wrong.

The sheet shows `AGE-SECRET-KEY-PQ-1` and then 58 letters and digits in groups of four. Spaces, line breaks, dashes and
small letters do not matter; the beginning that all keys share may be left out. Nothing is ever mended silently.
"""

import re
from typing import Final

from vouchsafe.vault.bech32 import ALPHABET, is_checked
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.hybrid import Identity

SYMBOLS: Final = 58
"""32 bytes in letters and digits of five bits each, and six of a checksum."""
_GROUP: Final = 4
_PREFIX: Final = "age-secret-key-pq-"
_BEGINNING: Final = "agesecretkeypq1"
_LOOK_ALIKES: Final = {"o": "0", "i": "l", "1": "l", "b": "8"}
"""What no key holds, and what the sheet shows there most likely."""
_BETWEEN = re.compile("[\\s\\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]")


def typed_symbols(text: str) -> str:
    """What was typed of the 58 letters and digits, in small letters; whether they make a key is not looked at."""
    return _BETWEEN.sub("", text).lower().removeprefix(_BEGINNING)


def parse_typed_identity(text: str) -> Identity:
    """The identity that was typed. Raises Malformed with the place of what is wrong, as a person counts it."""
    symbols = typed_symbols(text)
    for place, symbol in enumerate(symbols):
        if symbol not in ALPHABET:
            raise Malformed(_foreign(place, symbol), code="typed/character")
    if len(symbols) != SYMBOLS:
        message = (
            f"A key has {SYMBOLS} letters and digits after its beginning, and this has {len(symbols)}: "
            "compare each group of four with the sheet."
        )
        raise Malformed(message, code="typed/length")
    if not is_checked(_PREFIX, symbols):
        raise Malformed(_mistyped(symbols), code="typed/mistyped")
    return Identity.parse(f"{_PREFIX}1{symbols}".upper())


def _foreign(place: int, symbol: str) -> str:
    shown = symbol.upper() if symbol.isprintable() else "\ufffd"
    meant = _LOOK_ALIKES.get(symbol)
    hint = f". Look whether the sheet shows {meant.upper()}." if meant else ": compare it with the sheet."
    return f"{_at(place)} is {shown}, which no key holds{hint}"


def _mistyped(symbols: str) -> str:
    """The one place where another letter would make a key: with fewer than five wrong, the code has no other."""
    for place in range(SYMBOLS):
        for other in ALPHABET:
            if is_checked(_PREFIX, symbols[:place] + other + symbols[place + 1 :]):
                return f"{_at(place)} is probably wrong: compare it with the sheet."
    return "More than one letter or digit is wrong: compare each group of four with the sheet."


def _at(place: int) -> str:
    return f"Character {place % _GROUP + 1} of group {place // _GROUP + 1}"
