"""A connection that the server ended is noticed before a request uses it, and one that lives is asked nothing."""

from django.db import connection


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
