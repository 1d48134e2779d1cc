"""A connection that the server ended is noticed before a request uses it, and one that lives is asked nothing.

It keeps the plans that it is asked to keep.
"""

from django.db import connection

from vouchsafe.common.prepared import prepared_cursor


def test_a_connection_that_was_ended_is_not_used_again(db: None) -> None:
    """As after a restart of PostgreSQL, or a change of the leading server."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), 'asked last'")
            process = cursor.fetchone()[0]
        assert other.is_usable()
        with connection.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [process])
            assert "asked last" in cursor.fetchone()[0], "it was looked at, and asked nothing"
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [process])
            assert cursor.fetchone() == (True,)

        assert not other.is_usable()

        other.close()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            assert cursor.fetchone()[0] != process
    finally:
        other.close()


def test_a_statement_that_is_asked_again_and_again_is_read_once(db: None) -> None:
    """PostgreSQL has it with its plan from the first time on; what Django asks otherwise it forgets."""
    for asked in (4870, 4871):
        with prepared_cursor() as cursor:
            cursor.execute("SELECT %s::int + 1", [asked])
            assert cursor.fetchone() == (asked + 1,)
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int + 2", [asked])

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements")
        kept = dict(cursor.fetchall())

    assert kept.get("SELECT $1::int + 1") == 2
    assert not any("+ 2" in statement for statement in kept)
