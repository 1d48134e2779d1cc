"""The list of cases as a member may see it, and the sealed titles that their browser lacks: one statement each.

Whoever may read a case sees which title it has; whoever only coordinates it does not. Titles and grants are fetched
apart, because a browser keeps what it opened, sealed (web/src/cases/localIndex.ts).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from vouchsafe.cases import erasure
from vouchsafe.cases.due import DUTIES
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.models import State
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.common import clock
from vouchsafe.people.models import Member
from vouchsafe.vault import erasure as vault_erasure
from vouchsafe.vault.place import KeyKind

PAGE: Final = 50
LONGEST: Final = 1000
"""Rows of the first page that anybody reads, and at most of one that is fetched behind it."""
TITLES: Final = 50
SOON: Final = timedelta(days=7)


class Assigned(StrEnum):
    """Who has a case, seen from the member who asks."""

    ME = "me"
    NOBODY = "nobody"


class Due(StrEnum):
    """When something is due: its day is over, or is one of the next seven."""

    OVERDUE = "overdue"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of the list; all of it must hold. `cases`: of these alone."""

    state: State | None = None
    channel: UUID | None = None
    assigned: Assigned | None = None
    due: Due | None = None
    unread: bool = False
    cases: Collection[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list. `title`: the id of its title, for who may read it; `due`: what, and by the end of which day.

    `unread`: something lies there that this member has not fetched; never for who may not read it.
    """

    id: UUID
    channel: UUID
    state: str
    received_on: date
    sealed_by: str
    is_test: bool
    is_room: bool
    excluded: list[UUID]
    rekey_due: bool
    assigned_to: UUID | None
    title: UUID | None
    unread: bool
    due: str | None
    due_on: date | None
    contested: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest day first, and the cursor of what follows them."""

    rows: list[Row]
    next: str | None


@dataclass(frozen=True, slots=True)
class SealedTitle:
    """The newest title of a case that the member may read, with their grant of the key that sealed it."""

    case: UUID
    channel: UUID
    item: dict[str, Any]
    grants: list[OpenableGrant]


_OWN: Final = """
own AS (
  SELECT array_agg(card.fingerprint) AS cards FROM people_keyfile AS present JOIN people_card AS card
    ON card.organisation_id = present.organisation_id AND card.id = present.card_id
  WHERE present.organisation_id = %(organisation)s AND present.member_id = %(member)s
), rights AS (
  SELECT channel_id, role FROM people_right
  WHERE organisation_id = %(organisation)s AND member_id = %(member)s AND role IN ('handler', 'coordinator')
)"""
_HANDLES: Final = (
    "EXISTS (SELECT FROM rights WHERE role = 'handler' AND coalesce(channel_id, c.channel_id) = c.channel_id)"
)
_COORDINATES: Final = (
    "EXISTS (SELECT FROM rights WHERE role = 'coordinator' AND coalesce(channel_id, c.channel_id) = c.channel_id)"
)
_HELD: Final = "organisation_id = %(organisation)s AND case_id = c.id AND key_kind = 0 AND holder = ANY(own.cards)"

_LIST: Final = f"""
WITH {_OWN}
SELECT c.id, c.channel_id, c.state, c.received_on, c.sealed_by, c.is_test, c.is_room, c.excluded, c.rekey_due,
       c.assigned_to_id, title.id, coalesce(readable.yes AND last.position > coalesce(reading.through, -1), false),
       due.matter, due.due_on, c.contested_on IS NOT NULL AND c.upheld_on IS NULL
FROM cases_case AS c
CROSS JOIN LATERAL (
  SELECT EXISTS (SELECT FROM cases_grant, own WHERE {_HELD}) AND {_HANDLES} AS yes
) AS readable
LEFT JOIN LATERAL (
  SELECT id FROM cases_item
  WHERE organisation_id = %(organisation)s AND case_id = c.id AND kind = 'title' AND readable.yes
  ORDER BY position DESC LIMIT 1
) AS title ON true
LEFT JOIN LATERAL (
  SELECT position FROM cases_item WHERE organisation_id = %(organisation)s AND case_id = c.id AND readable.yes
  ORDER BY position DESC LIMIT 1
) AS last ON true
LEFT JOIN cases_reading AS reading
  ON reading.organisation_id = %(organisation)s AND reading.case_id = c.id AND reading.member_id = %(member)s
LEFT JOIN LATERAL (
  SELECT matter, due_on FROM cases_clock
  WHERE organisation_id = %(organisation)s AND case_id = c.id AND met_on IS NULL AND matter = ANY(%(duties)s)
  ORDER BY due_on, matter LIMIT 1
) AS due ON true
WHERE c.organisation_id = %(organisation)s AND NOT %(member)s = ANY(c.excluded)
  AND (readable.yes OR {_COORDINATES})
"""  # noqa: S608 - of constants
_ORDER: Final = "ORDER BY c.received_on DESC, c.id LIMIT %(limit)s"
_AFTER: Final = "AND c.received_on <= %(after_day)s AND (c.received_on < %(after_day)s OR c.id > %(after_id)s::uuid)"
_ASSIGNED: Final[Mapping[Assigned, str]] = {
    Assigned.ME: "AND c.assigned_to_id = %(member)s",
    Assigned.NOBODY: "AND c.assigned_to_id IS NULL",
}
_DUE: Final[Mapping[Due, str]] = {
    Due.OVERDUE: "AND due.due_on < %(today)s",
    Due.SOON: "AND due.due_on BETWEEN %(today)s AND %(soon)s",
}
_UNREAD: Final = "AND readable.yes AND last.position > coalesce(reading.through, -1)"

_TITLES: Final = f"""
WITH {_OWN}
SELECT c.id, c.channel_id, c.erasure_id, t.id, t.key_kind, t.generation, t.sealed, t.day, g.id, g.wrapped
FROM cases_case AS c
CROSS JOIN LATERAL (
  SELECT id, key_kind, generation, sealed, day FROM cases_item
  WHERE organisation_id = %(organisation)s AND case_id = c.id AND kind = 'title'
  ORDER BY position DESC LIMIT 1
) AS t
LEFT JOIN LATERAL (
  SELECT id, wrapped FROM cases_grant, own WHERE {_HELD} AND generation = t.generation
) AS g ON true
WHERE c.organisation_id = %(organisation)s AND c.id = ANY(%(cases)s) AND NOT %(member)s = ANY(c.excluded)
  AND {_HANDLES} AND EXISTS (SELECT FROM cases_grant, own WHERE {_HELD})
ORDER BY c.id
"""  # noqa: S608 - of constants


def page(member: Member, narrowing: Narrowing = Narrowing(), *, after: str | None = None, limit: int = PAGE) -> Page:
    """The cases that a member may list, newest day first. One statement.

    Raises CaseError "case/cursor" for a cursor that no page gave.
    """
    with connection.cursor() as cursor:
        cursor.execute(*statement(member, narrowing, after=after, limit=limit))
        found = cursor.fetchall()
    rows = [Row(*each) for each in found[:limit]]
    more = len(found) > limit
    return Page(rows, f"{rows[-1].received_on.isoformat()}.{rows[-1].id}" if more else None)


def statement(
    member: Member, narrowing: Narrowing, *, after: str | None = None, limit: int
) -> tuple[str, dict[str, Any]]:
    """The text of one page's statement and its values; it gives one row more than `limit` where there are more."""
    after_day, after_id = _read_cursor(after)
    today = clock.today()
    values = {
        "organisation": member.organisation_id,
        "member": member.id,
        "state": narrowing.state,
        "channel": narrowing.channel,
        "today": today,
        "soon": today + SOON,
        "duties": list(DUTIES),
        "cases": None if narrowing.cases is None else list(narrowing.cases),
        "after_day": after_day,
        "after_id": after_id,
        "limit": limit + 1,
    }
    return " ".join([_LIST, *_clauses(narrowing, after_day), _ORDER]), values


def titles(member: Member, cases: Sequence[UUID]) -> list[SealedTitle]:
    """The newest sealed title of each of these cases that the member may read; of the others nothing. One statement.

    Raises CaseError "case/too-many" for more than `TITLES`.
    """
    if len(cases) > TITLES:
        message = _("Ask for fewer cases at once: at most %(most)s.") % {"most": TITLES}
        raise CaseError("case/too-many", message, "cases")
    given: dict[str, Any] = {"organisation": member.organisation_id, "member": member.id, "cases": list(cases)}
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, given)
        return [_sealed_title(member.organisation_id, each) for each in cursor.fetchall()]


def _clauses(narrowing: Narrowing, after_day: date | None) -> list[str]:
    """Only what is asked stands in the statement, so that the index of each way of narrowing can serve it."""
    return [
        *([] if narrowing.state is None else ["AND c.state = %(state)s"]),
        *([] if narrowing.channel is None else ["AND c.channel_id = %(channel)s"]),
        *([] if narrowing.assigned is None else [_ASSIGNED[narrowing.assigned]]),
        *([] if narrowing.due is None else [_DUE[narrowing.due]]),
        *([_UNREAD] if narrowing.unread else []),
        *([] if narrowing.cases is None else ["AND c.id = ANY(%(cases)s)"]),
        *([] if after_day is None else [_AFTER]),
    ]


def _sealed_title(organisation: UUID, found: Sequence[Any]) -> SealedTitle:
    case, channel, erasure_id = found[:3]
    names = ("id", "key_kind", "generation", "sealed", "day")
    item = {**dict(zip(names, found[3:8], strict=True)), "kind": "title", "sealed": bytes(found[6])}
    grant, wrapped = found[8:10]
    if grant is None:
        return SealedTitle(case, channel, item, [])
    try:
        key = erasure.read_key(organisation, erasure_id)
    except erasure.ErasureKeyMissingError:  # it is being erased, or a backup brought it back: the others have theirs
        return SealedTitle(case, channel, item, [])
    sealed = vault_erasure.unwrap_grant(key, case, grant, bytes(wrapped))
    return SealedTitle(case, channel, item, [OpenableGrant(KeyKind.CASE, item["generation"], sealed)])


def _read_cursor(cursor: str | None) -> tuple[date | None, UUID | None]:
    if not cursor:
        return None, None
    day, _dot, case = cursor.partition(".")
    try:
        return date.fromisoformat(day), UUID(case)
    except ValueError as error:
        raise CaseError("case/cursor", _("This list cannot go on from there. Reload it."), "after") from error
