"""The receipt: 120 bits that let a reporter come back (protocol §6).

Text: 24 Crockford base32 symbols and four check symbols of the Reed-Solomon code [28, 24] over GF(32).
"""

import os
from itertools import pairwise

from vouchsafe.vault.errors import Malformed, ReceiptError
from vouchsafe.vault.keys import ReporterKeys
from vouchsafe.vault.place import case_id_of
from vouchsafe.vault.primitives import Random, hkdf, label, sha256
from vouchsafe.vault.separators import is_separator

SIZE = 15
SYMBOLS = 28
_CHECKS = 4
_GROUP = 4
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = {symbol: value for value, symbol in enumerate(_ALPHABET)}
_READ_AS |= {symbol.lower(): value for symbol, value in _READ_AS.items()}
_READ_AS |= dict.fromkeys("Oo", 0) | dict.fromkeys("IiLl", 1)


def _powers() -> list[int]:
    """The 31 powers of 2 in GF(32) with x⁵ + x² + 1, twice over so that sums of logarithms need no modulus."""
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value = value << 1 ^ (0b100101 if value & 16 else 0)
    return powers * 2


_EXP = _powers()
_LOG = {value: power for power, value in enumerate(_EXP[:31])}
_GENERATOR = (30, 6, 9, 17)
"""The generator polynomial with roots α¹ to α⁴, without its leading 1."""


class Receipt:
    """One reporter's receipt. All of it is secret but `lookup_hash` and `case_id`."""

    __slots__ = ("case_id", "keys", "lookup_hash", "lookup_token", "raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SIZE:
            raise Malformed("A receipt has 15 bytes.")
        self.raw = raw
        self.lookup_token = hkdf(raw, label("receipt/lookup"))
        self.lookup_hash = sha256(self.lookup_token)
        self.keys = ReporterKeys(hkdf(raw, label("receipt/identity")), hkdf(raw, label("receipt/signing")))
        self.case_id = case_id_of(self.keys.signing.public)

    @classmethod
    def generate(cls, random: Random = os.urandom) -> "Receipt":
        """A new receipt."""
        return cls(random(SIZE))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Receipt":
        """The receipt of 15 bytes. Raises Malformed for another length."""
        return cls(raw)

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        """Read what somebody typed.

        Raises ReceiptError; one wrong symbol comes with a `suggestion`, and is never mended silently.
        """
        symbols = _read(text)
        syndromes = _syndromes(symbols)
        if any(syndromes):
            raise _misread(symbols, syndromes)
        return cls(_to_bytes(symbols))

    @property
    def text(self) -> str:
        """Seven groups of four symbols, joined by dashes."""
        number = int.from_bytes(self.raw, "big")
        data = [number >> 5 * (SYMBOLS - _CHECKS - 1 - i) & 31 for i in range(SYMBOLS - _CHECKS)]
        return _show(data + _checks(data))


def _read(text: str) -> list[int]:
    kept = [symbol for symbol in text if not is_separator(symbol)]
    for symbol in kept:
        if symbol not in _READ_AS:
            raise ReceiptError(
                "A receipt has only digits and letters, and no U: please look at what you typed.",
                code="receipt/symbol",
            )
    if len(kept) != SYMBOLS:
        raise ReceiptError(f"A receipt has {SYMBOLS} symbols, and this has {len(kept)}.", code="receipt/length")
    return [_READ_AS[symbol] for symbol in kept]


def _misread(symbols: list[int], syndromes: list[int]) -> ReceiptError:
    mended = _mend(symbols, syndromes)
    if mended is None:
        return ReceiptError("This receipt has typing errors: please compare it with your copy.", code="receipt/wrong")
    return ReceiptError(
        "This receipt has one typing error: please confirm the correction.",
        code="receipt/mendable",
        suggestion=_show(mended),
    )


def _multiply(a: int, b: int) -> int:
    return _EXP[_LOG[a] + _LOG[b]] if a and b else 0


def _checks(data: list[int]) -> list[int]:
    """The remainder of data · x⁴ by the generator."""
    remainder = [0] * _CHECKS
    for value in data:
        lead = value ^ remainder[0]
        shifted = [*remainder[1:], 0]
        remainder = [held ^ _multiply(lead, factor) for held, factor in zip(shifted, _GENERATOR, strict=True)]
    return remainder


def _syndromes(symbols: list[int]) -> list[int]:
    """The word's values at α¹ to α⁴: all zero for a valid word."""
    values = []
    for power in range(1, _CHECKS + 1):
        value = 0
        for symbol in symbols:
            value = _multiply(value, _EXP[power]) ^ symbol
        values.append(value)
    return values


def _mend(symbols: list[int], syndromes: list[int]) -> list[int] | None:
    """The word with its one wrong symbol corrected; None when more than one is wrong.

    An error e at position p (from the end) makes the syndromes e·αᵖ, e·α²ᵖ, e·α³ᵖ, e·α⁴ᵖ: a geometric row.
    """
    if not all(syndromes):
        return None
    logs = [_LOG[value] for value in syndromes]
    position = (logs[1] - logs[0]) % 31
    is_geometric = all((b - a) % 31 == position for a, b in pairwise(logs))
    if not is_geometric or position >= SYMBOLS:
        return None
    mended = list(symbols)
    mended[SYMBOLS - 1 - position] ^= _EXP[(logs[0] - position) % 31]
    return mended


def _to_bytes(symbols: list[int]) -> bytes:
    number = 0
    for symbol in symbols[: SYMBOLS - _CHECKS]:
        number = number << 5 | symbol
    return number.to_bytes(SIZE, "big")


def _show(symbols: list[int]) -> str:
    text = "".join(_ALPHABET[symbol] for symbol in symbols)
    return "-".join(text[i : i + _GROUP] for i in range(0, SYMBOLS, _GROUP))
