"""Files that nobody honest makes: every way to be wrong, with everything else right."""

import re

from vouchsafe.vault.age.file import seal_bytes
from vouchsafe.vault.age.header import Stanza, encode_base64
from vouchsafe.vault.padding import item_total
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import Random
from vouchsafe.vault.stanza import PlaceKey

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def sealed_around(key: bytes, generation: int, place: Place, plaintext: bytes, random: Random) -> bytes:
    """An age file of ours around any plaintext."""
    file_key = random(16)
    stanza = PlaceKey(key, generation, place).wrap(file_key, random=random)
    return seal_bytes(file_key, [stanza], plaintext, random=random)


def with_stanzas(file_key: bytes, stanzas: list[Stanza], plaintext: bytes, random: Random) -> bytes:
    """An age file with any stanzas: whatever they say, the MAC is right."""
    return seal_bytes(file_key, stanzas, plaintext, random=random)


def item_plaintext(author: bytes, signature: bytes, body: bytes, total: int | None = None) -> bytes:
    """The plaintext of an item, with a total length that may be wrong."""
    plaintext = b"\x01" + author + signature + body + b"\x80"
    return plaintext.ljust(item_total(len(body)) if total is None else total, b"\0")


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    """The same bytes but for one bit of the byte at `at` (from the end when negative)."""
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def replaced(sealed: bytes, pattern: bytes, by: bytes) -> bytes:
    """The file with the first match of a pattern replaced; it must be there."""
    changed, count = re.subn(pattern, lambda _: by, sealed, count=1)
    if count != 1 or changed == sealed:
        raise ValueError(pattern)
    return changed


def other_mac(sealed: bytes) -> bytes:
    """Another MAC in the place of the right one, well formed."""
    at = sealed.index(b"--- ") + 4
    return sealed[:at] + (b"B" if sealed[at : at + 1] == b"A" else b"A") + sealed[at + 1 :]


def not_canonical(data: bytes) -> str:
    """Base64 with a bit set that stands for nothing: readers must refuse it."""
    text = encode_base64(data)
    return text[:-1] + _BASE64[_BASE64.index(text[-1]) | 1]
