"""The list of cases as a member may see it, and the sealed titles that their browser lacks: one statement each.

Whoever may read a case sees which title it has; whoever only coordinates it does not. Titles and grants are fetched
apart, because a browser keeps what it opened, sealed (web/src/cases/localIndex.ts).
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _

from vouchsafe.cases import erasure
from vouchsafe.cases.due import DUTIES
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.models import State
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.common import clock
from vouchsafe.common.prepared import prepared_cursor
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


class Row(NamedTuple):
    """A case in the list. `form`: the row as the browser gets it, JSON as the database wrote it.

    Of that, `title` is the id of its title, for who may read it; `due`: what, and by the end of which day. `unread`:
    something lies there that this member has not fetched; never for who may not read it. The id and the day beside it
    are as they stand in the form: of fifty rows one's are looked at.
    """

    form: msgspec.Raw
    id: str
    received_on: str


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
own AS MATERIALIZED (
  SELECT array_agg(card.fingerprint) AS cards FROM people_keyfile AS present JOIN people_card AS card
    ON card.organisation_id = present.organisation_id AND card.id = present.card_id
  WHERE present.organisation_id = %(organisation)s AND present.member_id = %(member)s
), rights AS MATERIALIZED (
  SELECT channel_id, role FROM people_right
  WHERE organisation_id = %(organisation)s AND member_id = %(member)s AND role IN ('handler', 'coordinator')
)"""
_HANDLES: Final = (
    "EXISTS (SELECT FROM rights WHERE role = 'handler' AND coalesce(channel_id, c.channel_id) = c.channel_id)"
)
_COORDINATES: Final = (
    "EXISTS (SELECT FROM rights WHERE role = 'coordinator' AND coalesce(channel_id, c.channel_id) = c.channel_id)"
)
_HELD: Final = (
    "organisation_id = %(organisation)s AND case_id = c.id AND key_kind = 0"
    " AND holder = ANY((SELECT cards FROM own)::bytea[])"
)
# Asked of the cases of this page, one by one. PostgreSQL would answer an EXISTS by reading all grants that the member
# holds, and LIMIT and OFFSET forbid it: what a page costs does not grow with the cases behind it.
_HOLDS: Final = f"(SELECT true FROM cases_grant WHERE {_HELD} LIMIT 1) IS TRUE"  # noqa: S608 - of constants
_DUTIES: Final = f"met_on IS NULL AND matter IN ({', '.join(repr(str(each)) for each in DUTIES)})"

_LISTED: Final = f"""
WITH {_OWN}, listed AS (
  SELECT c.*, readable.yes AS readable FROM {{cases}} AS c
  CROSS JOIN LATERAL (SELECT {_HANDLES} AND {_HOLDS} AS yes OFFSET 0) AS readable
  WHERE c.organisation_id = %(organisation)s AND NOT %(member)s = ANY(c.excluded)
    AND (readable.yes OR {_COORDINATES})"""  # noqa: S608 - of constants
_PAGE: Final = "ORDER BY c.received_on DESC, c.id LIMIT {limit})"
_AFTER: Final = "AND c.received_on <= %(after_day)s AND (c.received_on < %(after_day)s OR c.id > %(after_id)s::uuid)"
_ASSIGNED: Final[Mapping[Assigned, str]] = {
    Assigned.ME: "AND c.assigned_to_id = %(member)s",
    Assigned.NOBODY: "AND c.assigned_to_id IS NULL",
}
_CLOCKED: Final = f"SELECT case_id FROM cases_clock WHERE organisation_id = %(organisation)s AND {_DUTIES}"  # noqa: S608 - of constants
# By the index of open clocks and not along the list: few are due, and none of thousands of cases behind them may be.
# What is due is put in order before rights are looked at, so that they are looked up for the page alone.
_DUE: Final = """(
    SELECT * FROM cases_case WHERE organisation_id = %(organisation)s AND id = ANY(ARRAY({due})){not_yet}
    ORDER BY received_on DESC, id
  )"""
_CASES: Final[Mapping[Due | None, str]] = {
    None: "cases_case",
    Due.OVERDUE: _DUE.format(due=f"{_CLOCKED} AND due_on < %(today)s", not_yet=""),
    Due.SOON: _DUE.format(
        due=f"{_CLOCKED} AND due_on BETWEEN %(today)s AND %(soon)s",
        not_yet=f" AND id <> ALL(ARRAY({_CLOCKED} AND due_on < %(today)s))",
    ),
}
_OF_CASE: Final = "organisation_id = %(organisation)s AND case_id = c.id"
_LAST: Final = f"SELECT position FROM cases_item WHERE {_OF_CASE} ORDER BY position DESC LIMIT 1"  # noqa: S608 - of constants
_THROUGH: Final = f"SELECT through FROM cases_reading WHERE {_OF_CASE} AND member_id = %(member)s"  # noqa: S608 - of constants
_IS_UNREAD: Final = f"({_LAST}) > coalesce(({_THROUGH}), -1)"
_UNREAD: Final = f"AND readable.yes AND {_IS_UNREAD}"

# What else a row says is looked up for the rows of the page alone.
_ROWS: Final = f"""
SELECT row_to_json(told)::text, told.id::text, told.received_on::text FROM (
  SELECT c.id, c.channel_id AS channel, c.state, c.received_on, c.sealed_by, c.is_test, c.is_room, c.excluded,
         c.rekey_due, c.assigned_to_id AS assigned_to,
         c.contested_on IS NOT NULL AND c.upheld_on IS NULL AS contested, title.id AS title,
         CASE WHEN c.readable THEN coalesce({_IS_UNREAD}, false) ELSE false END AS unread, due
  FROM listed AS c
  LEFT JOIN LATERAL (
    SELECT id FROM cases_item WHERE {_OF_CASE} AND kind = 'title' AND c.readable ORDER BY position DESC LIMIT 1
  ) AS title ON true
  LEFT JOIN LATERAL (
    SELECT matter AS what, due_on AS day FROM cases_clock WHERE {_OF_CASE} AND {_DUTIES}
    ORDER BY due_on, matter LIMIT 1
  ) AS due ON true
) AS told ORDER BY told.received_on DESC, told.id
"""  # noqa: S608 - of constants

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
  SELECT id, wrapped FROM cases_grant WHERE {_HELD} AND generation = t.generation
) AS g ON true
WHERE c.organisation_id = %(organisation)s AND c.id = ANY(%(cases)s::uuid[]) AND NOT %(member)s = ANY(c.excluded)
  AND {_HANDLES} AND {_HOLDS}
ORDER BY c.id
"""  # noqa: S608 - of constants


def page(member: Member, narrowing: Narrowing = Narrowing(), *, after: str | None = None, limit: int = PAGE) -> Page:
    """The cases that a member may list, newest day first. One statement.

    Raises CaseError "case/cursor" for a cursor that no page gave.
    """
    with _cursor_for(narrowing) as cursor:
        cursor.execute(*statement(member, narrowing, after=after, limit=limit))
        found = cursor.fetchall()
    rows = [Row(msgspec.Raw(form), case, day) for form, case, day in found[:limit]]
    more = len(found) > limit
    return Page(rows, f"{rows[-1].received_on}.{rows[-1].id}" if more else None)


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
        "cases": None if narrowing.cases is None else list(narrowing.cases),
        "after_day": after_day,
        "after_id": after_id,
    }
    # The limit stands in the text: a plan that is made before the values are known would reckon with a tenth of all.
    listed = _LISTED.format(cases=_CASES[narrowing.due])
    return " ".join([listed, *_clauses(narrowing, after_day), _PAGE.format(limit=limit + 1), _ROWS]), values


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


def _cursor_for(narrowing: Narrowing) -> AbstractContextManager[CursorWrapper]:
    """A plan that is kept serves every member alike, but where it depends on how much is asked for."""
    depends = narrowing.unread or narrowing.cases is not None
    return connection.cursor() if depends else prepared_cursor()


def _clauses(narrowing: Narrowing, after_day: date | None) -> list[str]:
    """Only what is asked stands in the statement, so that the index of each way of narrowing can serve it."""
    return [
        *([] if narrowing.state is None else ["AND c.state = %(state)s"]),
        *([] if narrowing.channel is None else ["AND c.channel_id = %(channel)s"]),
        *([] if narrowing.assigned is None else [_ASSIGNED[narrowing.assigned]]),
        *([_UNREAD] if narrowing.unread else []),
        *([] if narrowing.cases is None else ["AND c.id = ANY(%(cases)s::uuid[])"]),
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
