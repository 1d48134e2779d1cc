"""Which passwords are too easy to guess, whatever characters they are made of."""

import re
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from vouchsafe.people.models import Member

FLOOR: Final = 3
"""zxcvbn's score: at least 10⁸ guesses, of which the desk takes ten in five minutes."""
LONGEST: Final = 72
"""zxcvbn reads no further."""
WORDS: Final = (
    *("vouchsafe", "report", "reporting", "whistleblower", "whistleblowing", "integrity", "compliance", "ombudsman"),
    *("desk", "handler", "coordinator", "administrator", "overseer", "recovery", "receipt", "password", "passphrase"),
)
"""What others would try first; the names of the organisation and of the member, and the address, are added."""


class HardToGuess:
    """Refuses what zxcvbn guesses soon: common passwords, words and names, keys side by side, repeats, years."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raises Django's ValidationError "password_guessable"."""
        if zxcvbn(password[:LONGEST], user_inputs=[*WORDS, *_words_of(user)])["score"] < FLOOR:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        """What to do about it."""
        return _(
            "This is too easy to guess. Several words that have nothing to do with each other, or with you, are hard."
        )


def _words_of(user: AbstractBaseUser | None) -> list[str]:
    if not isinstance(user, Member):
        return []
    texts = (user.email, user.name, user.organisation.name, user.organisation.slug)
    return [word for text in texts for word in (text.lower(), *re.split(r"\W+", text.lower())) if len(word) > 2]  # noqa: PLR2004 - shorter ones stand in too many others
