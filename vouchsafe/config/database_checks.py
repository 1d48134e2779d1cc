"""What is unsafe about the database. Imported once Django is set up."""

from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from vouchsafe.config.checks import Finding, is_loopback
from vouchsafe.looks.hosts import bare
from vouchsafe.looks.models import Host
from vouchsafe.people.models import Organisation

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
    return [*_durability(), *_privileges(), *_demo_organisations(), *_own_hosts()]


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
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        (mighty,) = cursor.fetchone()
    if mighty:
        yield Finding(
            "database/superuser",
            "The server connects to the database as a superuser.",
            "Give it a plain role that owns its database.",
        )


def _demo_organisations() -> Iterator[Finding]:
    """Their passwords and passphrases are public."""
    if Organisation.objects.filter(demo=True).exists():
        yield Finding(
            "database/demo",
            "The database holds the demo organisation, whose accounts and keys are public.",
            "Use a database that never served the demo.",
        )


def _own_hosts() -> Iterator[Finding]:
    """Hosts that organisations have of their own: no browser seals there without TLS, and none may be the server's."""
    served = {bare(host) for host in (*settings.HOSTS.values(), settings.ONION)}
    for name in Host.objects.order_by("name").values_list("name", flat=True):
        if name in served:
            yield Finding(
                "hosts/own-taken",
                f"{name} is a host of this server and of one organisation.",
                f"Run `vouchsafe organisation host remove {name}`, or change [hosts].",
            )
        if settings.VOUCHSAFE.scheme == "http" and not is_loopback(name):
            yield Finding(
                "hosts/own-http",
                f"Plain http is configured, and an organisation has the host {name}.",
                'Put a reverse proxy with TLS in front and set `scheme = "https"`.',
            )
