"""Categories of which a large share ends as unsupported: for the overseer to look at, before the public has to.

Of the last `LAST` conclusions of a category, `LEAST` at least, more than `SHARE`: reports are buried, or the form asks
for what cannot be shown. Fewer than ten could be chance; the share is that of a clear majority.
"""

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.http import Http404

from vouchsafe.people import queries as people
from vouchsafe.people.models import Member, Role

LAST: Final = 20
LEAST: Final = 10
SHARE: Final = 60
"""In a hundred."""

_OVER: Final = """
WITH newest AS (
  SELECT channel_id, category, outcome,
         row_number() OVER (PARTITION BY channel_id, category ORDER BY day DESC, id) AS place
  FROM cases_concluded WHERE organisation_id = %(organisation)s AND counts
)
SELECT n.channel_id, c.name, n.category, count(*)::int, count(*) FILTER (WHERE n.outcome = 'unsupported')::int
FROM newest AS n JOIN channels_channel AS c ON c.organisation_id = %(organisation)s AND c.id = n.channel_id
WHERE n.place <= %(last)s
GROUP BY n.channel_id, c.name, n.category
HAVING count(*) >= %(least)s AND 100 * count(*) FILTER (WHERE n.outcome = 'unsupported') > %(share)s * count(*)
ORDER BY c.name, n.category
"""


class Over(NamedTuple):
    """A category beyond the limit: of its last `concluded`, so many were `unsupported`."""

    channel: UUID
    name: str
    category: str
    concluded: int
    unsupported: int


def over(overseer: Member) -> list[Over]:
    """The categories of the own organisation that are beyond it. Http404 for who does not oversee all."""
    if people.channels_where(overseer, Role.OVERSEER) is not None:
        raise Http404
    given: dict[str, Any] = {"organisation": overseer.organisation_id, "last": LAST, "least": LEAST, "share": SHARE}
    with connection.cursor() as cursor:
        cursor.execute(_OVER, given)
        return [Over(*row) for row in cursor.fetchall()]
