"""What was only read, made as safe as what was just written, before it is promised to anybody."""

from typing import Final

from django.db import connection, transaction

_NOTHING: Final = "SELECT pg_logical_emit_message(true, 'vouchsafe', '')"


def settle() -> None:
    """Return when every row that this connection can see is wherever a commit must be before it is answered.

    A PostgreSQL that leads others and ended abruptly shows, once it is started anew, what no other has yet: it never
    answered for those rows, and may be replaced by one without them. So whoever answers "it is stored" for what they
    merely found commits an empty note to the log, and waits for it: all that came before it is then there too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTHING)
