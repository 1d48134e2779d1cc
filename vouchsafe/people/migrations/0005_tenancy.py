"""Functions that find an organisation before there is one, and parents in which no cycle can be made.

They run as the tables' owner and so look past row-level security; each gives an id, or yes and no. Who may call them is
decided after each migration (people/tenancy.py).
"""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

FIND = """
CREATE FUNCTION tenant_of_slug(wanted text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$ SELECT id FROM people_organisation WHERE slug = wanted $$;
CREATE FUNCTION tenant_of_email(wanted text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$ SELECT organisation_id FROM people_member WHERE email = wanted $$;
CREATE FUNCTION tenant_of_member(wanted uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$ SELECT organisation_id FROM people_member WHERE id = wanted $$;
CREATE FUNCTION tenant_of_account(wanted_provider text, wanted_uid text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT m.organisation_id FROM socialaccount_socialaccount AS a JOIN people_member AS m ON m.id = a.user_id
    WHERE a.provider = wanted_provider AND a.uid = wanted_uid $$;
CREATE FUNCTION tenant_of_demo() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$ SELECT EXISTS (SELECT FROM people_organisation WHERE demo) $$;
"""
LOSE = """
DROP FUNCTION tenant_of_slug(text), tenant_of_email(text), tenant_of_member(uuid), tenant_of_account(text, text),
    tenant_of_demo();
"""

# Two that name each other at the same moment would not see each other: they wait in line.
NO_CYCLE = """
CREATE FUNCTION people_refuse_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('people_organisation.parent'));
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT NEW.parent_id AS id
            UNION SELECT o.parent_id FROM people_organisation AS o JOIN above ON o.id = above.id
        ) SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'an organisation cannot stand above itself' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER people_no_cycle BEFORE INSERT OR UPDATE OF parent_id ON people_organisation
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION people_refuse_cycle();
"""
CYCLES_AGAIN = "DROP TRIGGER people_no_cycle ON people_organisation; DROP FUNCTION people_refuse_cycle();"


class Migration(migrations.Migration):
    """Adds the functions and the trigger."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("people", "0004_kit_and_wraps"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RunSQL(FIND, LOSE),
        migrations.RunSQL(NO_CYCLE, CYCLES_AGAIN),
    ]
