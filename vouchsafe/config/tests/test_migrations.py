"""Migrations run while the release before them still serves: what they may do, and how long they may wait."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import OperationalError, ProgrammingError
from psycopg.errors import LockNotAvailable

from vouchsafe.config.migrate import migrate_patiently
from vouchsafe.config.tests.migrating import unsafe

BEFORE_THE_RULE = {
    "audit": "0005_by_act",
    "cases": "0013_recording",
    "people": "0006_attempts",
}
"""The newest migration of an app from before two nodes ever served: nobody upgrades from in between."""


def in_order() -> Iterator[tuple[Migration, ProjectState]]:
    """Every migration, and how the models stood before it."""
    loader, state, seen = MigrationLoader(None), ProjectState(), set()
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                migration = loader.disk_migrations[key]
                yield migration, state.clone()
                migration.mutate_state(state, preserve=False)


def is_held_to_it(migration: Migration) -> bool:
    """Whether it is ours, from after the rule, and does not say itself why it is safe (`safe_because`)."""
    is_ours = type(migration).__module__.startswith("vouchsafe.")
    is_old = migration.name <= BEFORE_THE_RULE.get(migration.app_label, "")
    return is_ours and not is_old and not getattr(migration, "safe_because", "")


def test_every_migration_is_safe_while_the_release_before_it_serves() -> None:
    """What takes away, demands, tightens or blocks comes in two releases, or says why it need not."""
    found = [each for migration, state in in_order() if is_held_to_it(migration) for each in unsafe(migration, state)]
    assert found == [], "see docs/contributors/migrations.md"


def found_in(*steps: Operation) -> list[str]:
    """What is found in a migration of a table `shelf_book` that has rows."""
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.UUIDField(primary_key=True)),
        ("title", models.CharField(max_length=40, null=True)),
    ]
    state = ProjectState()
    state.add_model(ModelState("shelf", "Book", fields))
    more = type("More", (Migration,), {"operations": list(steps)})
    return list(unsafe(more("0002_more", "shelf"), state))


BY_TITLE = models.Index(fields=("title",), name="book_title")
UNSAFE = {
    "takes a column": operations.RemoveField("book", "title"),
    "takes a table": operations.DeleteModel("Book"),
    "renames a column": operations.RenameField("book", "title", "name"),
    "renames a table": operations.RenameModel("Book", "Volume"),
    "demands a column": operations.AddField("book", "pages", models.IntegerField(default=0)),
    "makes NOT NULL": operations.AlterField("book", "title", models.CharField(max_length=40, default="")),
    "changes a type": operations.AlterField("book", "title", models.IntegerField(null=True)),
    "shortens": operations.AlterField("book", "title", models.CharField(max_length=20, null=True)),
    "blocks writers": operations.AddIndex("book", BY_TITLE),
    "constrains": operations.AddConstraint("book", models.UniqueConstraint(fields=("title",), name="book_once")),
    "runs code": operations.RunPython(operations.RunPython.noop),
    "drops by SQL": operations.RunSQL("ALTER TABLE shelf_book DROP COLUMN title"),
}
SAFE = {
    "adds a table": operations.CreateModel("Shelf", [("id", models.UUIDField(primary_key=True))]),
    "adds what may be empty": operations.AddField("book", "year", models.IntegerField(null=True)),
    "adds what the database fills": operations.AddField("book", "pages", models.IntegerField(default=0, db_default=0)),
    "widens": operations.AlterField("book", "title", models.CharField(max_length=80, null=True)),
    "makes an index beside writers": AddIndexConcurrently("book", BY_TITLE),
    "adds a function": operations.RunSQL("CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'"),
}


@pytest.mark.parametrize("operation", UNSAFE.values(), ids=UNSAFE)
def test_what_the_release_before_would_not_survive_is_found(operation: Operation) -> None:
    """Each by itself, on a table that has rows."""
    assert len(found_in(operation)) == 1


@pytest.mark.parametrize("operation", SAFE.values(), ids=SAFE)
def test_what_it_would_not_notice_passes(operation: Operation) -> None:
    """What is only added, and not demanded."""
    assert found_in(operation) == []


def test_a_table_that_begins_here_may_have_anything() -> None:
    """No older release knows it."""
    made = operations.CreateModel("Leaf", [("id", models.UUIDField(primary_key=True)), ("side", models.IntegerField())])
    index = operations.AddIndex("leaf", models.Index(fields=("side",), name="leaf_side"))
    assert found_in(made, index, operations.AddField("leaf", "n", models.IntegerField())) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_cannot_have_its_lock_gives_up() -> None:
    """While somebody reads a table for long, it ends with an error, and whoever stood behind it in line goes on."""
    info = connection.get_connection_params()
    names = {"host", "port", "user", "password", "dbname"}
    with closing(psycopg.connect(**{name: info[name] for name in names & info.keys()})) as reader:
        reader.execute("SELECT count(*) FROM cases_case")  # in a transaction that stays open
        with pytest.raises(OperationalError, match="lock timeout") as ended:
            migrate_patiently("100ms")
    assert isinstance(ended.value.__cause__, LockNotAvailable)
    migrate_patiently()


@pytest.mark.django_db(transaction=True)
def test_an_index_that_gave_up_is_cleared_away_before_it_is_made_again() -> None:
    """Made beside its writers, it waits for who was there before; what it leaves then would be in its own way."""
    info = connection.get_connection_params()
    names = {"host", "port", "user", "password", "dbname"}
    make = "CREATE INDEX CONCURRENTLY half_made ON cases_case (state)"
    with connection.cursor() as cursor:
        with closing(psycopg.connect(**{name: info[name] for name in names & info.keys()})) as reader:
            reader.execute("LOCK TABLE cases_case IN ROW EXCLUSIVE MODE")  # as whoever writes, for long
            cursor.execute("SET lock_timeout = '100ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                cursor.execute(make)
        with pytest.raises(ProgrammingError, match="already exists"):
            cursor.execute(make)
    migrate_patiently()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('half_made')")
        assert cursor.fetchone() == (None,)
