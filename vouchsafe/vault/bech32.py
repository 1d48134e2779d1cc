"""Bech32 (BIP 173) without its length limit, as age writes identities and recipients."""

from vouchsafe.vault.errors import Malformed

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_SYMBOLS = 6


def encode(prefix: str, data: bytes) -> str:
    """Lower-case Bech32 of `data` under the lower-case `prefix`."""
    values = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expand(prefix), *values, *([0] * _CHECK_SYMBOLS)]) ^ 1
    values += [(check >> 5 * (5 - i)) & 31 for i in range(_CHECK_SYMBOLS)]
    return prefix + "1" + "".join(ALPHABET[value] for value in values)


def decode(prefix: str, text: str) -> bytes:
    """The data of a Bech32 string, all lower or all upper case, with exactly this prefix. Raises Malformed."""
    if text not in (text.lower(), text.upper()) or not text.isascii():
        raise Malformed("A key is written in capitals or in small letters, never mixed.")
    found, _, body = text.lower().rpartition("1")
    if found != prefix or len(body) < _CHECK_SYMBOLS:
        raise Malformed(f"This is not a key that starts with {prefix}1.")
    try:
        values = [_VALUES[symbol] for symbol in body]
    except KeyError:
        raise Malformed("This key holds a character that no key has.") from None
    if _polymod([*_expand(prefix), *values]) != 1:
        raise Malformed("This key has a typing error: its checksum does not match.")
    return bytes(_regroup(values[:-_CHECK_SYMBOLS], 5, 8, pad=False))


def is_checked(prefix: str, body: str) -> bool:
    """Whether the last six of these small letters and digits, all of the alphabet, are the checksum of the others."""
    return _polymod([*_expand(prefix), *(_VALUES[symbol] for symbol in body)]) == 1


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= generator
    return check


def _regroup(values: bytes | list[int], width: int, to: int, *, pad: bool) -> list[int]:
    held = bits = 0
    out: list[int] = []
    for value in values:
        held = held << width | value
        bits += width
        while bits >= to:
            bits -= to
            out.append(held >> bits)
            held &= (1 << bits) - 1
    if pad:
        return [*out, held << to - bits] if bits else out
    if bits >= width or held:
        raise Malformed("This key does not end as a key does.")
    return out
