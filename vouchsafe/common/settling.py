"""What was only read, made as safe as what was just written, before it is promised to anybody."""

from collections.abc import Hashable
from typing import Final

from django.db import connection, transaction

_LEADER: Final = "SELECT pg_postmaster_start_time()"
"""No PostgreSQL becomes a leader twice without being started in between."""
_NOTHING: Final = "SELECT pg_logical_emit_message(true, 'vouchsafe', '')"


_MOST: Final = 4096
_settled: dict[tuple[Hashable, Hashable], None] = {}
"""By leader, what was settled there, in this process: it stays so for as long as that one leads."""


def settle(found: Hashable = None) -> None:
    """Return when every row that this connection can see is wherever a commit must be before it is answered.

    A PostgreSQL that leads others and ended abruptly shows, once it is started anew, what no other has yet: it never
    answered for those rows, and may be replaced by one without them. So whoever answers "it is stored" for what they
    merely found commits an empty note to the log, and waits for it: all that came before it is then there too.

    `found`: what names the rows that were found, where anybody may ask for them again and again, and nobody pays for a
    commit each time. Of the same leader they are settled once.
    """
    if found is None:
        _commit_nothing()
        return
    with connection.cursor() as cursor:
        cursor.execute(_LEADER)
        named = cursor.fetchone()[0], found
    if named in _settled:
        return
    _commit_nothing()
    if len(_settled) >= _MOST:
        _settled.clear()
    _settled[named] = None


def _commit_nothing() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTHING)
