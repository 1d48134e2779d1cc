"""Bringing the database to this release while another one serves. Imported once Django is set up."""

from typing import Final

from django.core.management import call_command
from django.db import connection

LOCK_TIMEOUT: Final = "4s"

# What an index leaves that was made beside its writers (AddIndexConcurrently) and gave up: its name would be taken.
_HALF_MADE: Final = """
SELECT i.indexrelid::regclass::text FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace
"""


def migrate_patiently(lock_timeout: str = LOCK_TIMEOUT) -> None:
    """Migrate, and give up where a lock is not to be had soon: everybody else would stand in line behind it.

    Raises Django's OperationalError ("lock timeout"); what was done stays done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [lock_timeout])
    try:
        _clear_away()
        call_command("migrate", interactive=False)
    finally:
        connection.close()


def _clear_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_HALF_MADE)
        for (index,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY {index}")  # quoted where it needs to be, by PostgreSQL itself
