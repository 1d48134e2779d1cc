"""Which rows the tenants' role sees, and what it may do: policies and privileges, made anew after each migration.

The mechanism is told in `common/tenancy.py`. Every model that carries an organisation is held without a word here, so a
new table cannot be forgotten; any other table gives the role nothing, unless it stands in `SHARED` with its reason.
"""

from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.tenancy import ROLE, SETTING

POLICY: Final = "one_tenant"
TENANT: Final = f"nullif(current_setting('{SETTING}', true), '')::uuid"
ALL: Final = "SELECT, INSERT, UPDATE, DELETE"
OF_ORGANISATION: Final = f"organisation_id = {TENANT}"
OF_MEMBER: Final = "EXISTS (SELECT FROM people_member AS m WHERE m.id = user_id)"
"""The member's own policy holds inside it."""


class Held(NamedTuple):
    """A table whose rows are told apart: when a row is seen and written, and what may be done with it."""

    table: str
    seen: str
    privileges: str = ALL


# Where it may do less: what is append-only, and what only the worker and the command line change.
LESS: Final = {
    "people_directoryentry": "SELECT, INSERT",
    "channels_definition": "SELECT, INSERT",
    "audit_entry": "SELECT, INSERT",
    "audit_waiting": "INSERT",
    "audit_place": "SELECT",
    "audit_tile": "SELECT",
    "audit_log": "SELECT",
    "audit_cosignature": "SELECT",
}
# An organisation changes how it presents itself, never which one it is, nor whose child.
OWN_COLUMNS_KEPT: Final = frozenset({"id", "slug", "parent", "demo"})

# django-allauth's tables say whose they are by the member.
BY_MEMBER: Final = ("account_emailaddress", "mfa_authenticator", "socialaccount_socialaccount")

# Tables that hold no tenant's rows, or rows that only a secret finds: what the role may do there, and why.
SHARED: Final = {
    "django_session": (ALL, "a session is found by its key, before its organisation is known"),
    "people_attempts": (ALL, "attempts are counted before it is known whose, under names that SECRET_KEY alone makes"),
    "django_migrations": ("SELECT", "`serve` looks whether the database is of this release"),
    "socialaccount_socialtoken": ("SELECT, DELETE", "allauth empties it when a tie ends; no token is ever kept there"),
    "socialaccount_socialapp": ("SELECT", "allauth asks it for providers; ours stand in the configuration"),
    "procrastinate_jobs": (
        "INSERT (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at), SELECT (id)",
        "a request asks the worker for something; it reads no job, its own neither",
    ),
    "procrastinate_events": ("INSERT (job_id, type, at)", "a trigger of the queue notes there that it was asked"),
}


class TenancyError(VouchsafeError):
    """The database cannot hold tenants apart."""


def held() -> list[Held]:
    """Every table whose rows are told apart by organisation."""
    organisation = apps.get_model("people", "Organisation")
    own = [column for name, column in _columns(organisation).items() if name not in OWN_COLUMNS_KEPT]
    itself = Held("people_organisation", f"id = {TENANT}", f"SELECT, UPDATE ({', '.join(own)})")
    carrying = [_table(model) for model in apps.get_models() if "organisation_id" in _columns(model).values()]
    return [
        itself,
        *(Held(table, OF_ORGANISATION, LESS.get(table, ALL)) for table in carrying),
        *(Held(table, OF_MEMBER) for table in BY_MEMBER),
    ]


def hold_after_migrating(sender: object, **kwargs: object) -> None:  # noqa: ARG001 - a signal's signature
    """After `migrate`; not after the emptying of a test database, which sends the same signal and changes no table."""
    if "plan" in kwargs:
        hold_apart()


def hold_apart() -> None:
    """Make the role, its policies and privileges as they are to be, whatever was there. Raises TenancyError.

    Another release may serve meanwhile. So one table at a time is locked, and never two: each is held apart by its old
    policy or by its new one; and privileges, which lock no table, change in one moment, after the policies.
    """
    make_role()
    for table in held():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table.table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table.table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table.table} TO {ROLE} USING ({table.seen})")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {_schema()} FROM {ROLE}")
        for table in held():
            _grant(cursor, table.table, table.privileges)
        for name, (privileges, _why) in SHARED.items():
            _grant(cursor, name, privileges)
        for function in _own_functions():
            cursor.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {ROLE}")


def not_held() -> list[str]:
    """Tables of this database that do not hold tenants apart as they should; the role's name where it is too mighty."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT wanted FROM unnest(%s::text[]) AS wanted WHERE NOT EXISTS (
                 SELECT FROM pg_class AS c JOIN pg_policy AS p ON p.polrelid = c.oid
                 WHERE c.oid = to_regclass(wanted) AND c.relrowsecurity AND p.polname = %s)
               UNION ALL SELECT rolname FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls)
               UNION ALL SELECT c.relname FROM pg_class AS c JOIN pg_roles AS r ON r.oid = c.relowner
                 WHERE r.rolname = %s AND c.relkind = 'r'""",
            [[table.table for table in held()], POLICY, ROLE, ROLE],
        )
        return [name for (name,) in cursor.fetchall()]


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - public in Django, whatever its name


def _columns(model: type[models.Model]) -> dict[str, str]:
    return {field.name: str(field.column) for field in model._meta.concrete_fields}  # noqa: SLF001 - as above


def make_role() -> None:
    """The role, which nobody signs in as, and the right to become it. It is one for the whole PostgreSQL server."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [ROLE])
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN")
            cursor.execute("SELECT pg_has_role(%s, 'MEMBER')", [ROLE])
            if not cursor.fetchone()[0]:
                cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
            cursor.execute("SET LOCAL ROLE NONE")
    except DatabaseError as error:
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_user)")
            (user,) = cursor.fetchone()
        raise TenancyError(
            "tenancy/role",
            "The database needs a role that this user may not make. Let an administrator of PostgreSQL run:"
            f" CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO {user}; (leave out the first if the role is there),"
            " then run `vouchsafe migrate` again.",
            500,
        ) from error


def _grant(cursor: Any, table: str, privileges: str) -> None:  # noqa: ANN401 - Django's cursor has no type of its own
    cursor.execute(f"GRANT {privileges} ON {table} TO {ROLE}")
    if "INSERT" in privileges:
        cursor.execute(
            "SELECT d.objid::regclass::text FROM pg_depend AS d JOIN pg_class AS s ON s.oid = d.objid"
            " WHERE d.refobjid = to_regclass(%s) AND s.relkind = 'S' AND d.deptype IN ('a', 'i')",
            [table],
        )
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO {ROLE}")


def _own_functions() -> list[str]:
    """Our functions that look past the policies, by their names: each is one migration's, and gives as little."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc"
            " WHERE prosecdef AND pronamespace = current_schema()::regnamespace AND proname LIKE 'tenant%'"
        )
        return [name for (name,) in cursor.fetchall()]


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema: str = cursor.fetchone()[0]
        return schema
