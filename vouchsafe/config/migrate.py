"""Bringing the database to this release while another one serves. Imported once Django is set up."""

from typing import Final

from django.core.management import call_command
from django.db import connection

LOCK_TIMEOUT: Final = "4s"


def migrate_patiently(lock_timeout: str = LOCK_TIMEOUT) -> None:
    """Migrate, and give up where a lock is not to be had soon: everybody else would stand in line behind it.

    Raises Django's OperationalError ("lock timeout"); what was done stays done.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [lock_timeout])
    try:
        call_command("migrate", interactive=False)
    finally:
        connection.close()
