"""The default passphrase of a holder: words that the client draws (protocol §1)."""

import secrets

from vouchsafe.vault.words import word_list

WORDS = 6


def generate_passphrase() -> str:
    """Six words chosen uniformly from 2,048 (66 bits), joined by dashes."""
    words = word_list()
    return "-".join(secrets.choice(words) for _ in range(WORDS))
