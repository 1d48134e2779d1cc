"""Who loses a right, loses the keys: grants of a member who may no longer read a channel are destroyed (protocol §1).

Called in the transaction in which the right ends (`people.signals.rights_changed`), so that it never ends without them.
"""

from typing import Any, Final

from django.db import connection

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.people.models import Member

_DESTROY: Final = """
WITH lost AS (
  SELECT g.id, g.case_id, g.key_kind
  FROM people_card AS card
  JOIN cases_grant AS g ON g.organisation_id = card.organisation_id AND g.holder = card.fingerprint
  JOIN cases_case AS c ON c.organisation_id = g.organisation_id AND c.id = g.case_id
  WHERE card.organisation_id = %(organisation)s AND card.member_id = %(member)s
    AND NOT EXISTS (
      SELECT FROM people_right AS r JOIN people_member AS m ON m.id = r.member_id AND m.is_active
      WHERE r.organisation_id = c.organisation_id AND r.member_id = card.member_id
        AND coalesce(r.channel_id, c.channel_id) = c.channel_id
        AND (r.role = 'handler' OR (r.role = 'overseer' AND g.key_kind NOT IN (0, 1))))
    AND (g.key_kind NOT IN (2, 3) OR 2 <= (
      SELECT count(*) FROM cases_grant AS other
      WHERE other.organisation_id = g.organisation_id AND other.case_id = g.case_id
        AND other.key_kind = g.key_kind AND other.generation = g.generation
        AND NOT EXISTS (SELECT FROM people_card AS own WHERE own.organisation_id = g.organisation_id
                        AND own.member_id = %(member)s AND own.fingerprint = other.holder)))
), gone AS (
  DELETE FROM cases_grant USING lost WHERE cases_grant.id = lost.id
), due AS (
  UPDATE cases_case AS c SET rekey_due = true, assigned_to_id = nullif(c.assigned_to_id, %(member)s)
  FROM (SELECT DISTINCT case_id FROM lost WHERE key_kind IN (0, 1)) AS held
  WHERE c.organisation_id = %(organisation)s AND c.id = held.case_id
    AND (NOT c.rekey_due OR c.assigned_to_id = %(member)s)
)
SELECT count(DISTINCT case_id), count(*) FROM lost
"""
"""A share of what is kept apart stays when fewer than two others would be left: it would be lost for good (§5)."""


def destroy_lost_grants(*, member: Member, **_signal: Any) -> None:  # noqa: ANN401 - Django's signals send more
    """Delete every grant of the member for which they have no right now, and mark the cases as due for new keys.

    A case that they had is nobody's then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DESTROY, {"organisation": member.organisation_id, "member": member.id})
        cases, grants = cursor.fetchone()
    if grants:
        touched = {"member": member.id, "cases": cases, "grants": grants}
        audit.record(member.organisation_id, Tag.MEMBER_GRANTS_DESTROYED, actor=None, **touched)
