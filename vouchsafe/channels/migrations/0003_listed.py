"""The one list across organisations: those with an open channel, whom everybody may know (people/tenancy.py)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

LIST = """
CREATE FUNCTION tenants_listed() RETURNS SETOF people_organisation LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    SELECT * FROM people_organisation AS o WHERE EXISTS (
        SELECT FROM channels_channel AS c JOIN channels_definition AS d
            ON d.organisation_id = c.organisation_id AND d.channel_id = c.id
        WHERE c.organisation_id = o.id AND c.active) $$;
"""


class Migration(migrations.Migration):
    """Adds the function."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("channels", "0002_drafts"), ("people", "0005_tenancy")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(LIST, "DROP FUNCTION tenants_listed()")]
