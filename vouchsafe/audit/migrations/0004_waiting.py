"""The database itself puts each new entry among those that wait for the log, and keeps places as they are."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

WAIT = """
CREATE FUNCTION audit_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waiting (entry_id, organisation_id) SELECT id, organisation_id FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER audit_wait_for_place AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION audit_wait();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_place
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
INSERT INTO audit_waiting (entry_id, organisation_id) SELECT id, organisation_id FROM audit_entry;
"""
UNDO = """
DROP TRIGGER audit_append_only ON audit_place;
DROP TRIGGER audit_wait_for_place ON audit_entry;
DROP FUNCTION audit_wait();
"""


class Migration(migrations.Migration):
    """Adds the triggers; entries from before the log wait for their place like any other."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("audit", "0003_log")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(WAIT, UNDO)]
