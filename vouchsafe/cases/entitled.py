"""Who is to hold the keys of a case now, as one piece of SQL that every statement about them shares (protocol §1, §7).

A card is entitled when the newest entry of the directory lists it as a handler of the case's channel, its member is
active, still has that right, and was not left out of the case. Entry, right and exclusion are three different people's
words: a reporter's or a coordinator's, an administrator's, and that of the colleague who compared the card.
"""

from typing import Any, Final, TypedDict
from uuid import UUID

from django.db import connection

from vouchsafe.cases.models import Case
from vouchsafe.people.queries import listings_of
from vouchsafe.vault.directory import Role

ENTITLED: Final = """
  SELECT DISTINCT card.fingerprint, card.member_id
  FROM unnest(%(channels)s::uuid[], %(fingerprints)s::bytea[]) AS listed (channel, fingerprint)
  JOIN people_card AS card
    ON card.organisation_id = c.organisation_id AND card.fingerprint = listed.fingerprint
  JOIN people_member AS m ON m.id = card.member_id AND m.is_active
  WHERE listed.channel IN (c.channel_id, '00000000-0000-0000-0000-000000000000')
    AND NOT card.member_id = ANY(c.excluded)
    AND EXISTS (SELECT FROM people_right AS r
                WHERE r.organisation_id = c.organisation_id AND r.member_id = card.member_id
                  AND r.role = 'handler' AND coalesce(r.channel_id, c.channel_id) = c.channel_id)
"""
"""(fingerprint, member) of those entitled to the keys of the case `c`; takes the parameters of `listed_handlers`."""

_OF_CASE: Final = f"SELECT e.fingerprint FROM cases_case AS c, LATERAL ({ENTITLED}) AS e WHERE c.id = %(case)s"  # noqa: S608 - a constant


class ListedHandlers(TypedDict):
    """The newest entry's listings of handlers as two arrays of one length."""

    channels: list[UUID]
    fingerprints: list[bytes]


def listed_handlers(organisation: UUID) -> ListedHandlers:
    """What `ENTITLED` needs of the directory."""
    listed = [each for each in listings_of(organisation) if each.role == Role.HANDLER]
    return {"channels": [each.channel for each in listed], "fingerprints": [each.fingerprint for each in listed]}


def entitled_to(case: Case) -> frozenset[str]:
    """The cards (fingerprints in hexadecimal) that are to hold the keys of this case now."""
    given: dict[str, Any] = {**listed_handlers(case.organisation_id), "case": case.id}
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, given)
        return frozenset(bytes(row[0]).hex() for row in cursor.fetchall())
