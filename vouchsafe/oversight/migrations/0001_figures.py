"""The one way to see something of another organisation: figures of those below, and the names of those above.

Both run as the tables' owner and start from the organisation that the connection names, never from one that is asked
for (people/tenancy.py). What could point to a person does not leave them: see `oversight/figures.py`.
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# A part is shown where it and the rest of its whole are each nothing, or five at least: neither follows from the other.
FIGURES = """
CREATE FUNCTION tenant_figures()
RETURNS TABLE (organisation uuid, name text, depth int, quarter date, received int, acknowledged int, concluded int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
WITH RECURSIVE below AS (
  SELECT o.id, o.name::text AS called, 0 AS depth, ARRAY[o.name::text, o.id::text] AS path FROM people_organisation AS o
  WHERE o.id = nullif(current_setting('vouchsafe.organisation', true), '')::uuid
  UNION ALL
  SELECT o.id, o.name::text, b.depth + 1, b.path || ARRAY[o.name::text, o.id::text]
  FROM people_organisation AS o JOIN below AS b ON o.parent_id = b.id
), quarters AS (
  SELECT (date_trunc('quarter', now() AT TIME ZONE 'UTC') - ago * interval '3 months')::date AS first
  FROM generate_series(1, 8) AS ago
), counted AS (
  SELECT b.id, b.called, b.depth, b.path, q.first, count(c.id) AS whole,
    count(*) FILTER (WHERE c.acknowledged_on <= c.received_on + (d.body #>> '{clock, acknowledge_days}')::int) AS told,
    count(*) FILTER (WHERE c.state = 'concluded') AS ended
  FROM below AS b CROSS JOIN quarters AS q
  LEFT JOIN cases_case AS c ON c.organisation_id = b.id AND NOT c.is_test
    AND c.received_on >= q.first AND c.received_on < q.first + interval '3 months'
  LEFT JOIN channels_definition AS d ON d.organisation_id = c.organisation_id AND d.channel_id = c.channel_id
    AND d.version = c.definition_version
  GROUP BY b.id, b.called, b.depth, b.path, q.first
)
SELECT id, called, depth, first,
  CASE WHEN whole >= 5 THEN whole END::int,
  CASE WHEN whole >= 5 AND (told IN (0, whole) OR least(told, whole - told) >= 5) THEN told END::int,
  CASE WHEN whole >= 5 AND (ended IN (0, whole) OR least(ended, whole - ended) >= 5) THEN ended END::int
FROM counted ORDER BY path, first DESC
$$;
CREATE FUNCTION tenants_above() RETURNS TABLE (name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
WITH RECURSIVE above AS (
  SELECT parent_id, 0 AS height, NULL::text AS called FROM people_organisation
  WHERE id = nullif(current_setting('vouchsafe.organisation', true), '')::uuid
  UNION ALL
  SELECT o.parent_id, a.height + 1, o.name::text FROM people_organisation AS o JOIN above AS a ON o.id = a.parent_id
)
SELECT called FROM above WHERE height > 0 ORDER BY height
$$;
"""


class Migration(migrations.Migration):
    """Adds the functions."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("people", "0005_tenancy"),
        ("channels", "0003_listed"),
        ("cases", "0004_rekey_due"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(FIGURES, "DROP FUNCTION tenant_figures(), tenants_above()")
    ]
