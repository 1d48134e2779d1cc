"""Reminders of what is due, and the alarm for a report that nobody opened: in words that say nothing of a case.

Each is sent once. What was sent stands in a table that knows no time (`Reminder`), and is written in the transaction
that posts: run twice, late, or by two workers at once, it posts what is still to be said now, and once.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.cases import clocks
from vouchsafe.cases.due import DUTIES, ERASURES
from vouchsafe.common import clock
from vouchsafe.delivery.services import post
from vouchsafe.law.packs import Matter
from vouchsafe.people.models import Member, Role

UNOPENED_AFTER: Final = 3
"""Days after which handlers hear that nobody opened a report; coordinators after twice as many."""
UNOPENED: Final = "unopened"


class Round(NamedTuple):
    """What was to be said: the cases, and to whom."""

    cases: list[UUID]
    roles: tuple[Role, ...]


def remind() -> int:
    """Wind what stands still, then post what is to be said today; gives how many e-mails were posted."""
    clocks.wind_unwound()
    with transaction.atomic():
        soon = _noted(_SOON, matters=[*DUTIES, *ERASURES])
        missed = _noted(_MISSED, matters=[*DUTIES])
        unopened = [
            Round(_noted(_UNOPENED, step="handlers", days=UNOPENED_AFTER), (Role.HANDLER,)),
            Round(_noted(_UNOPENED, step="coordinators", days=2 * UNOPENED_AFTER), (Role.COORDINATOR,)),
            Round(_noted(_UNANSWERED), (Role.OVERSEER,)),
        ]
        told = _told([Round(soon, (Role.HANDLER,))])
        passed = _told([Round(missed, (Role.HANDLER, Role.COORDINATOR))])
        alarmed = _told(unopened)
        with translation.override(settings.LANGUAGE_CODE):
            _post(told, _("Something at the desk is due soon"))
            _post(passed, _("A day has passed at the desk"))
            _post(alarmed, _("A report waits that nobody has opened"))
    return len(told) + len(passed) + len(alarmed)


_DUE: Final = """
SELECT k.organisation_id, k.case_id, k.matter, k.due_on,
  CASE WHEN k.due_on < %(today)s THEN 'missed' WHEN k.due_on <= %(today)s + 1 THEN '1' ELSE '7' END AS step
FROM cases_clock AS k JOIN cases_case AS c ON c.organisation_id = k.organisation_id AND c.id = k.case_id
WHERE k.met_on IS NULL AND NOT k.still AND NOT c.is_test AND k.matter = ANY(%(matters)s)
"""
_NOTE: Final = """
INSERT INTO cases_reminder (organisation_id, case_id, matter, due_on, step)
SELECT organisation_id, case_id, matter, due_on, step FROM ({}) AS found
ORDER BY organisation_id, case_id, matter
ON CONFLICT DO NOTHING RETURNING case_id
"""
# A week before, unless it was never more than a week; and on the last day but one.
_SOON: Final = _NOTE.format(
    _DUE
    + """ AND k.due_on >= %(today)s AND k.due_on <= %(today)s + 7
          AND (k.due_on <= %(today)s + 1 OR k.due_on > c.received_on + 7)"""
)
_MISSED: Final = _NOTE.format(_DUE + " AND k.due_on < %(today)s")
_UNREAD: Final = """
SELECT c.organisation_id, c.id AS case_id, '{}' AS matter, c.received_on AS due_on, {} AS step
FROM cases_case AS c WHERE c.opened_on IS NULL AND NOT c.is_test AND {}
"""
_UNOPENED: Final = _NOTE.format(_UNREAD.format(UNOPENED, "%(step)s", "c.received_on + %(days)s::int <= %(today)s"))
# Overseers hear of it on the day by which it should have been acknowledged.
_UNANSWERED: Final = _NOTE.format(
    _UNREAD.format(
        UNOPENED,
        "'overseers'",
        f"""EXISTS (SELECT FROM cases_clock AS k WHERE k.organisation_id = c.organisation_id AND k.case_id = c.id
                    AND k.matter = '{Matter.ACKNOWLEDGE}' AND k.due_on <= %(today)s)""",
    )
)


def _noted(statement: str, **values: Any) -> list[UUID]:  # noqa: ANN401 - values as a cursor takes them
    """Note every reminder of this step that was not sent before; gives the cases of those."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": clock.today(), **values})
        return [row[0] for row in cursor.fetchall()]


_PEOPLE: Final = """
SELECT DISTINCT m.*
FROM cases_case c
JOIN people_right r ON r.organisation_id = c.organisation_id AND r.role = ANY(%(roles)s)
                   AND coalesce(r.channel_id, c.channel_id) = c.channel_id
JOIN people_member m ON m.id = r.member_id AND m.is_active AND NOT m.id = ANY(c.excluded)
WHERE c.id = ANY(%(cases)s) AND (r.role <> 'handler' OR EXISTS (
  SELECT FROM cases_grant g JOIN people_card k ON k.organisation_id = g.organisation_id AND k.fingerprint = g.holder
  WHERE g.organisation_id = c.organisation_id AND g.case_id = c.id AND g.key_kind = 0 AND k.member_id = m.id))
ORDER BY m.id
"""


def _told(rounds: Iterable[Round]) -> Sequence[Member]:
    """Who is to hear of one of these, each once: handlers of what they can read, nobody of what excludes them."""
    people: dict[UUID, Member] = {}
    for cases, roles in rounds:
        if cases:
            found = Member.objects.raw(_PEOPLE, {"cases": cases, "roles": list(roles)})
            people |= {member.id: member for member in found}
    return list(people.values())


def _post(members: Iterable[Member], subject: str) -> None:
    body = _("%(what)s:\n%(address)s\n\nThis message says nothing more on purpose. Sign in to read.")
    address = f"{settings.VOUCHSAFE.address('desk').rstrip('/')}/due/"
    for member in members:
        post(member.organisation_id, member.email, subject, body % {"what": subject, "address": address})
