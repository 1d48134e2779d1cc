"""How much of a day's room is left: so many reports, so many bytes. What is refused says when it opens again."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import IntegrityError, connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vouchsafe.channels.models import Definition
from vouchsafe.common import clock
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.intake.errors import QuotaFull
from vouchsafe.intake.models import Kind, Use

GIB: Final = 1024**3

# One statement, so that two at once cannot both take what is left.
_TAKE: Final = """
INSERT INTO intake_use (organisation_id, scope, kind, day, used)
SELECT %(organisation)s, %(scope)s, %(kind)s, %(day)s, %(amount)s WHERE %(amount)s <= %(limit)s
ON CONFLICT (organisation_id, scope, kind, day) DO UPDATE SET used = intake_use.used + excluded.used
WHERE intake_use.used + excluded.used <= %(limit)s
RETURNING used
"""

# The same as a part of the statement that stores reports. What does not fit becomes NULL, which no row may be: then
# all of it is undone.
_TOLL: Final = """
  INSERT INTO intake_use (organisation_id, scope, kind, day, used)
  SELECT %(organisation)s, %(channel)s, %(quota)s, %(day)s, CASE WHEN count(*) <= %(limit)s THEN count(*) END
  FROM arrived HAVING count(*) > 0
  ON CONFLICT (organisation_id, scope, kind, day)
  DO UPDATE SET used = CASE WHEN intake_use.used + excluded.used <= %(limit)s THEN intake_use.used + excluded.used END
"""

_USED: Final = "SELECT used FROM intake_use WHERE organisation_id = %s AND scope = %s AND kind = %s AND day = %s"


def take(kind: Kind, organisation: UUID, scope: UUID, amount: int = 1) -> None:
    """Use `amount` of today's room for `kind`; raises QuotaFull, and nothing is used, when it does not fit.

    Call it inside the transaction that stores what the room is for: then what is not stored has used nothing.
    """
    row: dict[str, UUID | str | date] = {"organisation": organisation, "scope": scope, "kind": kind.value}
    with prepared_cursor() as cursor:
        cursor.execute(_TAKE, {**row, "day": clock.today(), "amount": amount, "limit": limit_of(kind)})
        if cursor.fetchone() is None:
            raise _refusal(kind, organisation, scope)


@dataclass(frozen=True, slots=True)
class ReportToll:
    """Reports of a channel's day, used by the statement that stores them (`cases.store.Toll`)."""

    kind: Kind
    organisation: UUID
    channel: UUID
    text: str = _TOLL

    @property
    def values(self) -> Mapping[str, str | int]:
        """What the statement needs beside an arrival's own."""
        return {"quota": self.kind.value, "limit": limit_of(self.kind)}

    def is_why(self, error: IntegrityError) -> bool:
        """Whether the day had no room."""
        cause = error.__cause__
        return isinstance(cause, psycopg.errors.NotNullViolation) and cause.diag.table_name == "intake_use"

    def refusal(self) -> QuotaFull:
        """When it opens again, and what other ways there are."""
        return _refusal(self.kind, self.organisation, self.channel)


def check(kind: Kind, organisation: UUID, scope: UUID, amount: int = 1) -> None:
    """Raises QuotaFull as `take` would now, before work is done in vain; uses nothing."""
    check_used(kind, organisation, scope, _used(kind, organisation, scope) + amount)


def check_used(kind: Kind, organisation: UUID, scope: UUID, used: int) -> None:
    """Raises QuotaFull where a day's room is smaller than what would be `used` of it."""
    if not has_room(kind, used):
        raise _refusal(kind, organisation, scope)


def has_room(kind: Kind, used: int) -> bool:
    """Whether so much can be `used` of a day's room."""
    return used <= limit_of(kind)


def full(kind: Kind, organisation: UUID, scope: UUID) -> float:
    """The share of today's room that is used, 0 to 1."""
    return min(1.0, _used(kind, organisation, scope) / max(1, limit_of(kind)))


def limit_of(kind: Kind) -> int:
    """How much of `kind` a day has room for."""
    limits = settings.VOUCHSAFE.limits
    known: dict[Kind, int] = {
        Kind.REPORTS: limits.reports,
        Kind.UNSCRIPTED: limits.reports_without_script,
        Kind.UPLOADED: limits.uploaded_gib * GIB,
        Kind.RETURNING: limits.returning_gib * GIB,
        Kind.DESK: limits.desk_gib * GIB,
    }
    return known[kind]


def scope_of(thing: UUID) -> UUID:
    """What stands for a case or a member here today: whoever reads the table alone cannot tell which it is."""
    key = hashlib.sha256(b"vouchsafe/quotas\x00" + settings.SECRET_KEY.encode()).digest()
    named = hmac.digest(key, thing.bytes + clock.today().isoformat().encode(), "sha256")
    return UUID(bytes=named[:16])


def sweep() -> int:
    """Forget the days that are over; gives how many rows went."""
    return Use.objects.filter(day__lt=clock.today()).delete()[0]


def _used(kind: Kind, organisation: UUID, scope: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_USED, [organisation, scope, kind.value, clock.today()])
        found = cursor.fetchone()
    return found[0] if found else 0


def _refusal(kind: Kind, organisation: UUID, scope: UUID) -> QuotaFull:
    sentences = {
        Kind.REPORTS: _("This channel has taken as many reports as it takes in a day."),
        Kind.UNSCRIPTED: _("This channel has taken as many reports without script as it takes in a day."),
        Kind.UPLOADED: _("This channel has taken as many attachments as it takes in a day: send the report without."),
        Kind.RETURNING: _("You have sent as many attachments as one case takes in a day. Messages still arrive."),
        Kind.DESK: _("You have uploaded as many attachments as a member can in a day. Messages still go."),
    }
    parts = [sentences[kind], _("It opens again tomorrow, at 00:00 UTC.")]
    ways = [] if kind in (Kind.RETURNING, Kind.DESK) else _other_ways(organisation, scope)
    if kind == Kind.UNSCRIPTED:
        parts.append(_("A browser with script, or the command `vouchsafe report`, may still get through."))
    if ways:
        parts.append(_("If it cannot wait: %(ways)s.") % {"ways": "; ".join(ways)})
    return QuotaFull(f"quota/{kind.value}", " ".join(parts))


def _other_ways(organisation: UUID, channel: UUID) -> list[str]:
    """The outside authorities that the channel's newest definition names, in the language of the request."""
    definitions = Definition.objects.filter(organisation=organisation, channel=channel).order_by("-version")
    body = definitions.values_list("body", flat=True).first() or {}
    return [f"{_chosen(each['name'])} ({_chosen(each['reach'])})" for each in body.get("authorities", [])]


def _chosen(texts: Mapping[str, Any]) -> str:
    return str(texts.get(get_language() or "en") or texts.get("en") or next(iter(texts.values())))
