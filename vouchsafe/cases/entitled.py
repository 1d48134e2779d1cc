"""Who is to hold the keys of a case now, as one piece of SQL that every statement about them shares (protocol §1, §7).

A card is entitled when the newest entry of the directory lists it as a handler of the case's channel, its member is
active, still has that right, and was not left out of the case; for a case that was sealed to independent handlers
alone, only when it is listed as one of those too. Entry, right and exclusion are three different people's
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
    AND (NOT c.independent_only OR EXISTS (
      SELECT FROM unnest(%(independent_channels)s::uuid[], %(independent)s::bytea[]) AS i (channel, fingerprint)
      JOIN people_right AS r ON r.organisation_id = c.organisation_id AND r.member_id = card.member_id
        AND r.role = 'independent' AND coalesce(r.channel_id, c.channel_id) = c.channel_id
      WHERE i.fingerprint = card.fingerprint
        AND i.channel IN (c.channel_id, '00000000-0000-0000-0000-000000000000')))
"""
"""(fingerprint, member) of those entitled to the keys of the case `c`; takes the parameters of `listed_handlers`."""

_OF_CASE: Final = f"SELECT e.fingerprint FROM cases_case AS c, LATERAL ({ENTITLED}) AS e WHERE c.id = %(case)s"  # noqa: S608 - a constant


class ListedHandlers(TypedDict):
    """The newest entry's listings of handlers, and of independent ones, as two pairs of arrays."""

    channels: list[UUID]
    fingerprints: list[bytes]
    independent_channels: list[UUID]
    independent: list[bytes]


def listed_handlers(organisation: UUID) -> ListedHandlers:
    """What `ENTITLED` needs of the directory."""
    listings = listings_of(organisation)
    listed = [each for each in listings if each.role == Role.HANDLER]
    independent = [each for each in listings if each.role == Role.INDEPENDENT]
    return {
        "channels": [each.channel for each in listed],
        "fingerprints": [each.fingerprint for each in listed],
        "independent_channels": [each.channel for each in independent],
        "independent": [each.fingerprint for each in independent],
    }


def entitled_to(case: Case) -> frozenset[str]:
    """The cards (fingerprints in hexadecimal) that are to hold the keys of this case now."""
    given: dict[str, Any] = {**listed_handlers(case.organisation_id), "case": case.id}
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, given)
        return frozenset(bytes(row[0]).hex() for row in cursor.fetchall())
