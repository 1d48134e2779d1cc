"""What an organisation has published, as one short mark: while it stays the same, so do all pages made from that.

What was made from what is published is kept under the mark, so that a page costs one statement and is never stale
when Django gives it (`porch/again.py` gives it again for a moment).
"""

from functools import lru_cache
from typing import Final
from uuid import UUID

from vouchsafe.channels.models import Definition
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.looks.queries import Shown, look_of

# A row's place and transaction say which state of it is there, whoever wrote it: a row that is changed has others. They
# say so of one leader: another, which lacks the last of what this one took, gives the same numbers again. No PostgreSQL
# becomes a leader twice without being started in between, so the moment of its start tells leaders apart.
_MARK: Final = """
SELECT concat_ws('/', pg_postmaster_start_time(), o.id, o.ctid, o.xmin,
  (SELECT concat(l.ctid, l.xmin) FROM looks_look AS l WHERE l.organisation_id = o.id),
  (SELECT string_agg(concat(c.id, c.ctid, c.xmin), ',' ORDER BY c.id) FROM channels_channel AS c
   WHERE c.organisation_id = o.id),
  (SELECT string_agg(concat(d.channel_id, d.version), ',' ORDER BY d.channel_id, d.version)
   FROM channels_definition AS d WHERE d.organisation_id = o.id),
  (SELECT encode(e.hash, 'hex') FROM people_directoryentry AS e WHERE e.organisation_id = o.id AND e.sequence = 0))
FROM people_organisation AS o WHERE o.slug = %s
"""


def mark_of(slug: str) -> str:
    """The mark of the organisation at this address; "" where there is none. One statement.

    It covers the organisation, its look, its channels with their definitions, and entry 0 of its directory, as one
    leader of the database has them.
    """
    with prepared_cursor() as cursor:
        cursor.execute(_MARK, [slug])
        found = cursor.fetchone()
    return found[0] if found else ""


def look_under(slug: str, mark: str) -> Shown:
    """The look of the organisation that has this mark; read once."""
    return _look(slug, mark) if mark else look_of(slug)


@lru_cache(maxsize=256)
def _look(slug: str, mark: str) -> Shown:  # noqa: ARG001 - the mark is what it is kept under
    return look_of(slug)


@lru_cache(maxsize=256)
def version_by_id(organisation_id: UUID, definition_id: UUID) -> Definition:
    """A version of a channel's definition with its channel, read once: a version never changes. Change nothing of it.

    Its id must come from a statement that found it for this organisation.
    """
    return Definition.objects.select_related("channel").get(
        organisation_id=organisation_id, id=definition_id, channel__organisation_id=organisation_id
    )
