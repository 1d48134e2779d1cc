"""Reads of looks: what every page of an organisation shows, and what its administrators see."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings

from vouchsafe.common.languages import name_of
from vouchsafe.looks import hosts
from vouchsafe.looks.colours import HOUSE
from vouchsafe.looks.models import Look
from vouchsafe.looks.sheets import Sheet, sheet_of
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has


class Shown(NamedTuple):
    """The look that pages show. `logo` is an address at every door, or ""; `languages` are codes, never empty."""

    accent: str
    sheet: Sheet | None
    logo: str
    languages: tuple[str, ...]
    default_language: str


def look_of(slug: str) -> Shown:
    """The look of the organisation at this public address; the house's where there is none. One query."""
    found = Look.objects.filter(organisation__slug=slug).defer("logo").first()
    return shown(found, slug)


def shown(look: Look | None, slug: str) -> Shown:
    """What a look shows. Languages that the server no longer speaks are left out."""
    spoken = tuple(code for code, _name in settings.LANGUAGES)
    look = look or Look()
    languages = tuple(code for code in spoken if code in look.languages) or spoken
    default = first_language(look.default_language, languages)
    logo = "" if look.logo_sha256 is None else f"/looks/{slug}/{bytes(look.logo_sha256).hex()}.png"
    return Shown(look.accent or HOUSE, sheet_of(look.accent), logo, languages, default)


def first_language(chosen: str, offered: Sequence[str] = ()) -> str:
    """The language that pages begin with: what was chosen, if it is offered (by default, by the server)."""
    languages = offered or [code for code, _name in settings.LANGUAGES]
    return chosen if chosen in languages else languages[0]


def logo_of(organisation_id: UUID) -> bytes | None:
    """The organisation's logo as PNG."""
    found = Look.objects.filter(organisation_id=organisation_id).values_list("logo", flat=True).first()
    return None if found is None else bytes(found)


def logo_at(slug: str, sha256: bytes) -> bytes | None:
    """The logo with this hash of the organisation at this address, or None."""
    found = Look.objects.filter(organisation__slug=slug, logo_sha256=sha256).values_list("logo", flat=True).first()
    return None if found is None else bytes(found)


def managed_look(member: Member) -> dict[str, Any]:
    """The look as the administrator chose it, what may be chosen, and the organisation's hosts.

    Raises RightMissing for others.
    """
    if not member_has(member, Role.ADMINISTRATOR):
        raise RightMissing
    slug = member.organisation.slug
    look = Look.objects.filter(organisation_id=member.organisation_id).defer("logo").first() or Look()
    present = shown(look, slug)
    return {
        "accent": look.accent,
        "logo": present.logo or None,
        "languages": present.languages,
        "default_language": present.default_language,
        "spoken": [{"code": code, "name": name_of(code)} for code, _name in settings.LANGUAGES],
        "addresses": {
            "report": hosts.address(slug, "report", f"/{present.default_language}/{slug}/"),
            "public": hosts.address(slug, "public", f"/{present.default_language}/{slug}/"),
        },
    }
