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
  SELECT organisation_id, channel_id, category, outcome,
         row_number() OVER (PARTITION BY organisation_id, channel_id, category ORDER BY day DESC, id) AS place
  FROM cases_concluded
  WHERE counts AND (%(organisation)s::uuid IS NULL OR organisation_id = %(organisation)s)
    AND (%(channel)s::uuid IS NULL OR channel_id = %(channel)s)
), beyond AS (
  SELECT organisation_id, channel_id, category, count(*)::int AS concluded,
         count(*) FILTER (WHERE outcome = 'unsupported')::int AS unsupported
  FROM newest WHERE place <= %(last)s
  GROUP BY organisation_id, channel_id, category
  HAVING count(*) >= %(least)s AND 100 * count(*) FILTER (WHERE outcome = 'unsupported') > %(share)s * count(*)
), paused AS (
  SELECT organisation_id, channel_id, category, bool_or(ended_on IS NULL) AS now, max(ended_on) AS ended
  FROM oversight_pause GROUP BY organisation_id, channel_id, category
)
SELECT b.organisation_id, b.channel_id, c.name, b.category, b.concluded, b.unsupported, coalesce(p.now, false),
  p.ended IS NULL OR (
    SELECT count(*) FROM cases_concluded AS d
    WHERE d.organisation_id = b.organisation_id AND d.channel_id = b.channel_id AND d.category = b.category
      AND d.counts AND d.day > p.ended) >= %(least)s
FROM beyond AS b
JOIN channels_channel AS c ON c.organisation_id = b.organisation_id AND c.id = b.channel_id
LEFT JOIN paused AS p ON p.organisation_id = b.organisation_id AND p.channel_id = b.channel_id
  AND p.category = b.category
ORDER BY c.name, b.channel_id, b.unsupported::float / b.concluded DESC, b.category
"""


class Over(NamedTuple):
    """A category beyond the limit: of its last `concluded`, so many were `unsupported`.

    `paused`: it waits for its review. `since`: since its last pause ended so many more were concluded that it may be
    paused again.
    """

    organisation: UUID
    channel: UUID
    name: str
    category: str
    concluded: int
    unsupported: int
    paused: bool
    since: bool


def over(overseer: Member) -> list[Over]:
    """The categories of the own organisation that are beyond it. Http404 for who does not oversee all."""
    if people.channels_where(overseer, Role.OVERSEER) is not None:
        raise Http404
    return beyond(overseer.organisation_id)


def beyond(organisation: UUID | None = None, channel: UUID | None = None) -> list[Over]:
    """The categories beyond it, of everybody, an organisation or a channel; of a channel the worst first."""
    given: dict[str, Any] = {
        "organisation": organisation,
        "channel": channel,
        "last": LAST,
        "least": LEAST,
        "share": SHARE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OVER, given)
        return [Over(*row) for row in cursor.fetchall()]
