"""The database itself refuses to change or delete an entry of the record."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
"""
ALLOW = "DROP TRIGGER audit_append_only ON audit_entry; DROP FUNCTION audit_refuse();"


class Migration(migrations.Migration):
    """Adds the trigger. It guards against this program's own mistakes; an operator's hand is another matter."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("audit", "0001_first")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(REFUSE, ALLOW)]
