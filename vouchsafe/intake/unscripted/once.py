"""A page that is sent twice does its work once.

A page that files something carries a word: a day and 128 random bits, signed. What is filed follows from that word and
from the server's secret key: a report's receipt, the receipt that takes another's place, a message's id. So a second
click, a reload, or a browser that lost the answer on a slow network comes to the same case and is shown the same
receipt, while the page itself, saved or printed before it was sent, holds no receipt. After a day the word is worth
nothing: then the page is checked anew. Nothing of it is stored.
"""

import secrets
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from vouchsafe.common import clock
from vouchsafe.intake.errors import IntakeError
from vouchsafe.vault.receipt import SIZE, Receipt

LASTS: Final = timedelta(days=1)
_SALT: Final = "vouchsafe/unscripted"


class Stale(IntakeError):
    """The page stood open too long, or its word is not ours."""

    answers = 422


def new_word() -> str:
    """A word for one page."""
    return signing.Signer(salt=_SALT).sign(f"{clock.today().isoformat()}.{secrets.token_urlsafe(16)}")


def check(word: str) -> None:
    """Raises Stale for a word that is not ours, or older than a day."""
    try:
        day = date.fromisoformat(signing.Signer(salt=_SALT).unsign(word).split(".")[0])
    except (signing.BadSignature, ValueError):
        day = date.min
    if day < clock.today() - LASTS:
        message = _("This page stood open for more than a day, so nothing was sent. Check it, and send it now.")
        raise Stale("unscripted/stale", message)


def receipt_of(word: str, channel: UUID) -> Receipt:
    """The receipt of the report that a page files in a channel. Raises Stale."""
    check(word)
    return Receipt.from_bytes(_derived("receipt", channel, word)[:SIZE])


def receipt_after(word: str, present: Receipt) -> Receipt:
    """The receipt that a page puts in the place of the one at hand. Raises Stale."""
    check(word)
    return Receipt.from_bytes(_derived("succession", present.raw.hex(), word)[:SIZE])


def item_of(word: str, case: UUID, what: str = "item") -> UUID:
    """The id of what a page sends in a case; `what` tells its forms apart. Raises Stale."""
    check(word)
    return UUID(bytes=_derived(what, case, word)[:16], version=4)


def _derived(what: str, where: UUID | str, word: str) -> bytes:
    return salted_hmac(f"{_SALT}/{what}", f"{where}/{word}", algorithm="sha256").digest()
