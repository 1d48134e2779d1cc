"""What is unsafe about the database. Imported once Django is set up."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from vouchsafe.audit.cosigning import Refusal
from vouchsafe.audit.models import Cosignature, Entry, Waiting
from vouchsafe.common import clock
from vouchsafe.common.tenancy import ask, sees_all
from vouchsafe.config.checks import Finding, is_loopback
from vouchsafe.looks.hosts import bare, names
from vouchsafe.people.tenancy import not_held
from vouchsafe.tlog.notes import read_verifier

UNREACHABLE: Final = "database/unreachable"
LONGEST_WAIT: Final = timedelta(minutes=1)

_DURABLE = {"on", "remote_write", "remote_apply"}


def check_database() -> list[Finding]:
    """Every finding that the database shows; where it cannot be reached or is not migrated, that alone."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return [Finding(UNREACHABLE, "The database does not answer.", "Check DATABASE_URL and the server.")]
    if _is_outdated():
        return [Finding("database/outdated", "The database is older than this release.", "Run `vouchsafe migrate`.")]
    return [
        *(*_durability(), *_privileges(), *_tenants(), *_demo_organisations()),
        *_own_hosts(),
        *((*_sequencer(), *_witnesses()) if sees_all() else ()),
    ]


def _is_outdated() -> bool:
    try:
        executor = MigrationExecutor(connection)
    except ProgrammingError:  # whoever migrates for the first time lets others read at the end
        return True
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _durability() -> Iterator[Finding]:
    """A report that was answered 201 must survive the power cut of the next second."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'),"
            " current_setting('synchronous_standby_names')"
        )
        synchronous_commit, fsync, standbys = cursor.fetchone()
    if synchronous_commit not in _DURABLE or fsync != "on":
        yield Finding(
            "database/not-durable",
            f"The database answers before data are durable (synchronous_commit {synchronous_commit}, fsync {fsync}).",
            "Set both to on for this database.",
        )
    if "," in connection.settings_dict["HOST"] and not standbys:
        yield Finding(
            "database/one-copy",
            "DATABASE_URL names several machines, and the leading one answers before another has what it stored.",
            "Set synchronous_mode and synchronous_mode_strict in Patroni (docs/operators/cluster.md).",
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


def _own_hosts() -> Iterator[Finding]:
    """Hosts that organisations have of their own: no browser seals there without TLS, and none may be the server's."""
    served = {bare(host) for host in (*settings.HOSTS.values(), settings.ONION)}
    for name in names():
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


def _sequencer() -> Iterator[Finding]:
    """An act whose entry waits is in the record, but no checkpoint counts it yet."""
    waiting = Entry.objects.filter(id__in=Waiting.objects.values("entry_id"), at__lt=clock.now() - LONGEST_WAIT)
    if count := waiting.count():
        yield Finding(
            "record/waiting",
            f"{count} entries of the record have waited for their place in its log for over a minute.",
            "Run `vouchsafe worker`, and look at what it logs.",
            dangerous=False,
        )


def _witnesses() -> Iterator[Finding]:
    """A witness that saw another history is not passed over in silence."""
    for refused in Cosignature.objects.exclude(refusal="").order_by("organisation_id", "witness"):
        log = f"the record of organisation {refused.organisation_id}"
        if refused.refusal == Refusal.FORKED:
            yield Finding(
                "record/forked",
                f"The witness {name_of(refused)} saw another history of {log}.",
                "Ask its operator for both checkpoints: either an old copy of the database was put back, or it was "
                "rewritten.",
                dangerous=False,
            )
        else:
            yield Finding(
                "record/not-cosigned",
                f"The witness {name_of(refused)} does not cosign {log} ({refused.refusal}).",
                "Check its address, and that it follows this log's key (`vouchsafe record key`).",
                dangerous=False,
            )


def name_of(cosignature: Cosignature) -> str:
    """The witness's name, as its key says it."""
    return read_verifier(cosignature.witness).name
