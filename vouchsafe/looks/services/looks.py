"""The verbs of a look: change its colour and languages, change its logo."""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.looks import hosts
from vouchsafe.looks.colours import LEAST, is_colour, nearest, readable
from vouchsafe.looks.errors import ContrastTooLow, LookError
from vouchsafe.looks.logos import read_logo
from vouchsafe.looks.models import Look
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has


@transaction.atomic
def change_look(actor: Member, *, accent: str, languages: Sequence[str], default_language: str) -> Look:
    """Set the accent ("#rrggbb", "" for the house's) and the languages that the organisation's pages offer.

    Raises RightMissing; ContrastTooLow, which says the ratio and the nearest colour that can be read; LookError
    "look/colour", "look/languages".
    """
    look = _look_of(actor)
    accent = accent.strip().lower()
    if accent:
        _check_accent(accent)
    spoken = [code for code, _name in settings.LANGUAGES]
    if not languages or not set(languages) <= set(spoken):
        raise LookError("look/languages", _("Offer at least one language that this server speaks."), field="languages")
    if default_language not in languages:
        message = _("The language that pages begin with must be one that they offer.")
        raise LookError("look/languages", message, field="default_language")
    look.accent = accent
    look.languages = [code for code in spoken if code in languages]
    look.default_language = default_language
    look.save(update_fields=["accent", "languages", "default_language"])
    transaction.on_commit(hosts.forget)
    chosen = f"{look.accent} {' '.join(look.languages)} {look.default_language}"
    record(look.organisation_id, Tag.LOOK_CHANGED, actor=actor.id, look=hashlib.sha256(chosen.encode()).digest())
    return look


@transaction.atomic
def change_logo(actor: Member, uploaded: bytes | None) -> Look:
    """Set the logo from an uploaded picture; None removes it. Raises RightMissing, and LookError as `read_logo`."""
    look = _look_of(actor)
    look.logo = None if uploaded is None else read_logo(uploaded)
    look.logo_sha256 = None if look.logo is None else hashlib.sha256(look.logo).digest()
    look.save(update_fields=["logo", "logo_sha256"])
    record(look.organisation_id, Tag.LOOK_LOGO_CHANGED, actor=actor.id, logo=look.logo_sha256)
    return look


def _look_of(actor: Member) -> Look:
    if not member_has(actor, Role.ADMINISTRATOR):
        raise RightMissing
    return Look.objects.get_or_create(organisation_id=actor.organisation_id)[0]


def _check_accent(accent: str) -> None:
    if not is_colour(accent):
        message = _("Write the colour as six hexadecimal digits, such as %(example)s.") % {"example": "#1c5642"}
        raise LookError("look/colour", message, field="accent")
    ratio = readable(accent)
    if ratio < LEAST:
        near = nearest(accent)
        # Cut, not rounded: 4.4999 is not 4.5.
        said = {"ratio": f"{int(ratio * 100) / 100:.2f}", "least": LEAST, "nearest": near}
        message = _(
            "Text in this colour would be hard to read: its contrast is %(ratio)s, and %(least)s is needed. "
            "The nearest colour that can be read is %(nearest)s."
        )
        raise ContrastTooLow(message % said, near)
