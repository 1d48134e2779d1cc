"""The board of what is due: open clocks of the cases that somebody may list, each asked *as somebody*.

A handler sees the cases that they can read, a coordinator those of their channels. An overseer who is neither sees that
something is due in a channel, and not in which case. Who was excluded from a case sees nothing of it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import connection
from django.utils.translation import gettext as _

from vouchsafe.cases.errors import CaseError
from vouchsafe.common import clock
from vouchsafe.law.packs import Matter
from vouchsafe.people.models import Member
from vouchsafe.people.sealing import seal, unseal

PAGE: Final = 100
HORIZON: Final = timedelta(days=120)
"""How far the board looks ahead: what is kept for years does not hide what is due in a month."""

DUTIES: Final = (Matter.ACKNOWLEDGE, Matter.MEETING, Matter.FEEDBACK, Matter.NOTICE)
"""What somebody at the desk must do for somebody by its day."""
ERASURES: Final = (Matter.RETENTION, Matter.IRRELEVANT, Matter.UNINVESTIGATED, Matter.RECORDING)
"""What happens by itself on its day; told before, so that it surprises nobody. None comes before a hold's last day."""
STAYING: Final = tuple(matter for matter in ERASURES if matter != Matter.RECORDING)
"""What does not happen while the reporter waits for another look at the outcome (`retention`)."""
_PURPOSE: Final = b"vouchsafe cursor of what is due, version 1"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due. `case` is None for who may not list it. `opened`: whether a handler ever opened it."""

    case: UUID | None
    channel: UUID
    matter: str
    due_on: date
    paused: bool
    still: bool
    extended: bool
    opened: bool
    is_room: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Some of it, the earliest day first, and the cursor of what follows.

    The cursor is sealed: it names a case, and whoever could make one of their own would find, by halves, the case
    of a row that names none to them.
    """

    rows: list[Due]
    next: str | None


_DUE: Final = """
WITH own AS (
  SELECT card.fingerprint FROM people_keyfile AS present JOIN people_card AS card ON card.id = present.card_id
  WHERE present.organisation_id = %(organisation)s AND present.member_id = %(member)s
), rights AS (
  SELECT channel_id, role FROM people_right WHERE organisation_id = %(organisation)s AND member_id = %(member)s
), running AS (
  SELECT case_id, matter, due_on, paused, still, extended FROM cases_clock
  WHERE organisation_id = %(organisation)s AND met_on IS NULL
  UNION ALL  -- what a hold keeps stands on the last day of the hold, and falls out on its own below
  SELECT k.case_id, k.matter, c.held_until, k.paused, k.still, k.extended
  FROM cases_clock AS k JOIN cases_case AS c ON c.organisation_id = k.organisation_id AND c.id = k.case_id
  WHERE k.organisation_id = %(organisation)s AND k.met_on IS NULL AND k.due_on <= %(horizon)s
    AND k.matter = ANY(%(erasures)s) AND k.due_on < c.held_until
), listed AS (
  SELECT k.case_id, c.channel_id, k.matter, k.due_on, k.paused, k.still, k.extended, c.opened_on IS NOT NULL AS opened,
    c.is_room,
    EXISTS (SELECT FROM rights WHERE role = 'coordinator' AND coalesce(channel_id, c.channel_id) = c.channel_id)
    OR (EXISTS (SELECT FROM rights WHERE role = 'handler' AND coalesce(channel_id, c.channel_id) = c.channel_id)
        AND EXISTS (SELECT FROM cases_grant AS g, own WHERE g.organisation_id = c.organisation_id AND g.case_id = c.id
                    AND g.key_kind = 0 AND g.holder = own.fingerprint)) AS lists,
    EXISTS (SELECT FROM rights WHERE role = 'overseer' AND coalesce(channel_id, c.channel_id) = c.channel_id)
      AS oversees
  FROM running AS k JOIN cases_case AS c ON c.organisation_id = %(organisation)s AND c.id = k.case_id
  WHERE k.due_on <= %(horizon)s AND k.matter = ANY(%(matters)s)
    AND NOT (k.matter = ANY(%(erasures)s) AND k.due_on < coalesce(c.held_until, k.due_on))
    AND NOT (k.matter = ANY(%(staying)s) AND c.contested_on IS NOT NULL AND c.upheld_on IS NULL)
    AND NOT %(member)s = ANY(c.excluded) AND NOT c.is_test
    AND (%(after_day)s::date IS NULL
         OR (k.due_on, k.case_id, k.matter) > (%(after_day)s, %(after_case)s::uuid, %(after_matter)s))
)
SELECT case_id, channel_id, matter, due_on, paused, still, extended, opened, is_room, lists FROM listed
WHERE lists OR oversees
ORDER BY due_on, case_id, matter
LIMIT %(limit)s
"""


def board(member: Member, *, after: str | None = None, limit: int = PAGE) -> Board:
    """What is due, as this member may see it. Raises CaseError "due/cursor"."""
    day, case, matter = _read_cursor(after)
    with connection.cursor() as cursor:
        cursor.execute(
            _DUE,
            {
                "organisation": member.organisation_id,
                "member": member.id,
                "matters": [*DUTIES, *ERASURES],
                "erasures": list(ERASURES),
                "staying": list(STAYING),
                "horizon": clock.today() + HORIZON,
                "after_day": day,
                "after_case": case,
                "after_matter": matter,
                "limit": limit + 1,
            },
        )
        found = cursor.fetchall()
    last = found[limit - 1] if len(found) > limit else None
    return Board(
        [_due(each) for each in found[:limit]],
        None if last is None else _cursor(last[3], last[0], last[2]),
    )


def _due(found: Sequence[Any]) -> Due:
    *row, lists = found
    return Due(*row) if lists else Due(None, *row[1:])


def _cursor(day: date, case: UUID, matter: str) -> str:
    return urlsafe_b64encode(seal(f"{day.isoformat()}.{case}.{matter}".encode(), _PURPOSE)).decode()


def _read_cursor(cursor: str | None) -> tuple[date | None, UUID | None, str]:
    if not cursor:
        return None, None, ""
    try:
        day, case, matter = unseal(urlsafe_b64decode(cursor), _PURPOSE).decode().split(".")
        return date.fromisoformat(day), UUID(case), Matter(matter)
    except (ValueError, InvalidTag) as error:
        raise CaseError("due/cursor", _("This list cannot go on from there. Reload it."), "after") from error
