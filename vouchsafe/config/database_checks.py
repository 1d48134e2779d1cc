"""What is unsafe about the database. Imported once Django is set up."""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from vouchsafe.common.tenancy import ask
from vouchsafe.config.checks import Finding
from vouchsafe.people.tenancy import not_held

_DURABLE = {"on", "remote_write", "remote_apply"}


def check_database() -> list[Finding]:
    """Every finding that the database shows; where it cannot be reached or is not migrated, that alone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return [Finding("database/unreachable", "The database does not answer.", "Check DATABASE_URL and the server.")]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return [Finding("database/outdated", "The database is older than this release.", "Run `vouchsafe migrate`.")]
    return [*_durability(), *_privileges(), *_tenants(), *_demo_organisations()]


def _durability() -> Iterator[Finding]:
    """A report that was answered 201 must survive the power cut of the next second."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        synchronous_commit, fsync = cursor.fetchone()
    if synchronous_commit not in _DURABLE or fsync != "on":
        yield Finding(
            "database/not-durable",
            f"The database answers before data are durable (synchronous_commit {synchronous_commit}, fsync {fsync}).",
            "Set both to on for this database.",
        )


def _privileges() -> Iterator[Finding]:
    """A superuser passes by every rule that the database could hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
        (mighty,) = cursor.fetchone()
    if mighty:
        yield Finding(
            "database/superuser",
            "The server connects to the database as a superuser.",
            "Give it a plain role that owns its database.",
        )


def _tenants() -> Iterator[Finding]:
    """Row-level security that is switched off, or a role that passes by it, holds no tenant apart from another."""
    wrong = not_held()
    if wrong:
        yield Finding(
            "database/tenants",
            f"The database does not hold organisations apart: {', '.join(wrong)}.",
            "Run `vouchsafe migrate`, which makes it so again.",
        )


def _demo_organisations() -> Iterator[Finding]:
    """Their passwords and passphrases are public."""
    if ask("tenant_of_demo()"):
        yield Finding(
            "database/demo",
            "The database holds the demo organisation, whose accounts and keys are public.",
            "Use a database that never served the demo.",
        )
