"""Fingerprints as words of the BIP39 English list, for people to read out and compare (protocol §2)."""

from collections.abc import Sequence
from functools import cache

from mnemonic import Mnemonic

from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.separators import is_separator

HASH_WORDS = 12
_BITS = 11


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, in the order of BIP39."""
    return tuple(Mnemonic("english").wordlist)


def hash_words(digest: bytes) -> list[str]:
    """The first 132 bits of a SHA-256 hash (32 bytes) as twelve words. Raises Malformed for another length."""
    if len(digest) != 32:  # noqa: PLR2004 - SHA-256
        raise Malformed("A hash has 32 bytes.")
    number = int.from_bytes(digest, "big") >> 256 - HASH_WORDS * _BITS
    words = word_list()
    return [words[number >> _BITS * (HASH_WORDS - 1 - i) & 0x7FF] for i in range(HASH_WORDS)]


def parse_words(text: str) -> list[str]:
    """Twelve known words, in any case, between separators. Raises Malformed for anything else."""
    spaced = "".join("-" if is_separator(symbol) else symbol for symbol in text.lower())
    found = [word for word in spaced.split("-") if word]
    if len(found) != HASH_WORDS:
        raise Malformed(f"Expected {HASH_WORDS} words.")
    known = frozenset(word_list())
    for number, word in enumerate(found, start=1):
        if word not in known:
            raise Malformed(f"Word {number} is not on the list: look at its spelling.")
    return found


def words_match(words: Sequence[str], digest: bytes) -> bool:
    """Whether these twelve words stand for this hash."""
    return list(words) == hash_words(digest)
