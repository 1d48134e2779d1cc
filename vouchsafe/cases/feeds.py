"""A member's calendar of what is due (RFC 5545), for programs that know no session: a secret address, no content.

What a calendar keeps leaves the desk: so an event says what is due and on which day, and names no case, title or
channel. The secret is 256 random bits; the server keeps its SHA-256.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import due
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.models import Feed
from vouchsafe.law.packs import Matter
from vouchsafe.people.models import Member

MOST: Final = 1000
"""Events in one calendar."""
_WIDTH: Final = 75  # octets of a line, RFC 5545 §3.1


def has_feed(member: Member) -> bool:
    """Whether this member's calendar has an address."""
    return _of(member).exists()


def make_feed(member: Member) -> str:
    """Give the member's calendar an address, in the place of the one that it had; recorded.

    Gives the secret: it is shown once, and kept nowhere.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic(durable=True):
        Feed.objects.update_or_create(
            organisation_id=member.organisation_id, member=member, defaults={"token_hash": _hash(secret)}
        )
        audit.record(member.organisation_id, Tag.FEED_MADE, actor=member.id)
    return secret


def revoke_feed(member: Member) -> None:
    """From now on the address leads nowhere; recorded, if there was one."""
    with transaction.atomic(durable=True):
        gone, _kinds = _of(member).delete()
        if gone:
            audit.record(member.organisation_id, Tag.FEED_REVOKED, actor=member.id)


def feed(organisation: UUID, secret: str) -> str:
    """The calendar behind an address, as its member may list cases now; raises NotFound for any other secret."""
    found = (
        Feed.objects.filter(organisation=organisation, token_hash=_hash(secret), member__is_active=True)
        .select_related("member")
        .first()
    )
    if found is None:
        raise NotFound("feed/not-found", _("There is no such calendar."))
    rows = [row for row in due.board(found.member, limit=MOST).rows if row.case is not None]
    with translation.override(settings.LANGUAGE_CODE):
        return _calendar(bytes(found.token_hash), rows)


def _calendar(salt: bytes, rows: Iterable[due.Due]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Vouchsafe//Due//EN",
        f"X-WR-CALNAME:{_text(_('What is due'))}",
    ]
    for row in rows:
        # The same event keeps its name from one fetch to the next, and the name tells no case.
        uid = hashlib.sha256(salt + f"{row.case}.{row.matter}".encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}@vouchsafe",
            f"DTSTAMP:{row.due_on:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{row.due_on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(_summary(row))}",
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _summary(row: due.Due) -> str:
    if row.is_room and row.matter == Matter.FEEDBACK:
        return _("Tell somebody whom a report concerns how it goes on")
    words: dict[str, str] = {
        Matter.ACKNOWLEDGE: _("Acknowledge a report"),
        Matter.MEETING: _("Meet a reporter who asked for it"),
        Matter.FEEDBACK: _("Answer a reporter"),
        Matter.NOTICE: _("Tell somebody whom a report concerns"),
    }
    return words.get(row.matter) or _("Something is erased")


def _text(text: str) -> str:
    """A text as RFC 5545 §3.3.11 escapes it."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """A line of at most 75 octets, and what follows on lines that begin with a space; no character is torn."""
    parts, width = [""], _WIDTH
    for character in line:
        if len((parts[-1] + character).encode()) > width:
            parts.append("")
            width = _WIDTH - 1
        parts[-1] += character
    return "\r\n ".join(parts)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _of(member: Member) -> QuerySet[Feed]:
    return Feed.objects.filter(organisation=member.organisation_id, member=member)
