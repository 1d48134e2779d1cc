"""What stands on a poster: the channel's own texts, and ours in its language."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.channels.errors import ChannelError
from vouchsafe.channels.queries import Published
from vouchsafe.common.languages import direction_of
from vouchsafe.common.texts import Text, in_language
from vouchsafe.looks.colours import LIGHT_TEXT
from vouchsafe.looks.hosts import address
from vouchsafe.looks.queries import logo_of, look_of
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.words import hash_words

_SENTENCE_END = re.compile(r"(?<=\w{3}[.!?؟])\s+|(?<=[。\uff01\uff1f])")
# Points: the size at which so many letters fit beside the code.
_LARGEST, _LETTERS = 22.0, 23


@dataclass(frozen=True, slots=True)
class Poster:
    """All that varies on a poster, in one language. `address` is whole; `words` are the twelve of entry 0."""

    language: str
    organisation: str
    channel: Text
    purpose: Text
    address: str
    onion: str
    words: tuple[str, ...]
    accent: str
    logo: bytes | None = None

    def texts(self) -> dict[str, Any]:
        """What `poster.typ` reads, but for the code: JSON, its texts in the poster's language."""
        with translation.override(self.language):
            return {**self._own_texts(), **self._particulars()}

    def _particulars(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "direction": direction_of(self.language),
            "organisation": self.organisation,
            "channel": _spoken(self.channel),
            "purpose": _spoken(self.purpose),
            "address": _shown(self.address),
            "address_size": _size(_shown(self.address)),
            "onion": _shown(self.onion) or None,
            "words": self.words,
            "accent": self.accent,
            "on_accent": LIGHT_TEXT,
            "logo": None if self.logo is None else list(self.logo),
        }

    def _own_texts(self) -> dict[str, Any]:
        return {
            "name": f"{self.channel}, {self.organisation}",
            "headline": _("You can say it here."),
            "where": _("Where to"),
            "code_alt": _("A QR code of the address"),
            "over_tor": _("With Tor Browser, so that your network does not see it:"),
            "advice": _("Use a device and a connection of your own, not your employer's."),
            "promises": [
                [
                    _("Sealed"),
                    _("Your browser seals every word before it leaves your device. No server can read it."),
                ],
                [_("With or without a name"), _("No account, no cookie. What you do not tell, nobody stores.")],
                [_("Answered"), _("You get a receipt. With it you come back, read the answer and write again.")],
            ],
            "words_head": _("Twelve words to compare"),
            "words_text": _(
                "The page shows these same words; they stand for the keys that reports are sealed to. "
                "If it shows others, somebody else may be listening: send nothing, and tell the organisation."
            ),
        }


def poster_of(published: Published, language: str) -> Poster:
    """The poster of a channel. Raises ChannelError "poster/language", or "poster/no-keys" before set-up is done."""
    if language not in dict(settings.LANGUAGES):
        message = _("This server does not speak that language. Choose one that your pages offer.")
        raise ChannelError("poster/language", message, 404)
    channel, definition = published
    owner = channel.organisation
    entries = directory_of(owner.id).entries
    if not entries:
        message = _("A poster carries the twelve words of the keys, and there are none yet: finish the set-up first.")
        raise ChannelError("poster/no-keys", message, 409)
    body = in_language(definition.body, language)
    path = f"/{language}/{owner.slug}/{channel.slug}/"
    look = look_of(owner.slug)
    return Poster(
        language=language,
        organisation=owner.name,
        channel=body["name"],
        purpose=_first_sentence(body["purpose"]),
        address=address(owner.slug, "report", path),
        onion=f"http://{settings.ONION}{path}" if settings.ONION else "",
        words=tuple(hash_words(hashlib.sha256(entries[0]).digest())),
        accent=look.accent,
        logo=logo_of(owner.id),
    )


def _first_sentence(text: Text) -> Text:
    """The first sentence of a text: a poster has room for no more. "z. B." and its like do not end it."""
    first = _SENTENCE_END.split(str.__str__(text), maxsplit=1)[0]
    return Text(first, text.language, text.language if not text.foreign else "")


def _spoken(text: Text) -> dict[str, str]:
    return {"text": str.__str__(text), "language": text.language, "direction": direction_of(text.language)}


def _shown(address: str) -> str:
    """An address as people type it: a browser puts the scheme before it, Tor Browser that of an onion."""
    return address.split("://", 1)[-1]


def _size(address: str) -> float:
    """As large as fits: lines end after slashes only."""
    return min(_LARGEST, _LARGEST * _LETTERS / max(map(len, address.split("/"))))


def file_name(published: Published, language: str, sheet: str) -> str:
    """Under which name a poster is saved; made of what cannot be a path."""
    return f"poster-{published.channel.slug}-{language}-{sheet}.pdf"
