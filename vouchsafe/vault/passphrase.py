"""Passphrases: the words that a client draws by default (protocol §1), and what somebody types of one."""

import re
import secrets
import unicodedata

from vouchsafe.vault.age.header import Stanza
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.words import word_list

WORDS = 6
_BETWEEN = re.compile("[\\s\\-\u2010-\u2015]+")


def generate_passphrase() -> str:
    """Six words chosen uniformly from 2,048 (66 bits), joined by dashes."""
    words = word_list()
    return "-".join(secrets.choice(words) for _ in range(WORDS))


class TypedPassphrase:
    """Opens what is under a passphrase as somebody types it, as the desk takes it (web/src/people/ownKey.ts).

    Six words may stand in capitals and between spaces or long dashes; one's own is taken letter by letter, in Unicode's
    NFC, and then as it was typed: other age programs normalize nothing.
    """

    def __init__(self, typed: str) -> None:
        written = unicodedata.normalize("NFC", typed)
        words = _BETWEEN.split(written.strip().lower())
        spelled = ["-".join(words)] if len(words) == WORDS else []
        self._ways = [Passphrase(one) for one in dict.fromkeys([*spelled, written, typed])]

    def unwrap(self, stanzas: tuple[Stanza, ...]) -> bytes | None:
        """See `Unlocker.unwrap`. Raises as `Passphrase.unwrap`."""
        return next((key for way in self._ways if (key := way.unwrap(stanzas)) is not None), None)
