"""Statements that are asked again and again: PostgreSQL reads and plans each once for a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg._queries import PostgresQuery
from psycopg.pq import Format


class _Prepared(psycopg.Cursor[Any]):
    """psycopg's own cursor, where Django's writes values into the text."""

    def execute(self, query: Any, params: Any = None, **_how: object) -> Self:  # noqa: ANN401 - as in psycopg
        return super().execute(query, params, prepare=True)

    def _convert_query(self, query: Any, params: Any = None) -> PostgresQuery:  # noqa: ANN401 - as in psycopg
        """As psycopg's, which keeps the text for whoever counts statements only where it prepares none."""
        self._query = super()._convert_query(query, params)
        return self._query


class _Binary(_Prepared):
    """The same; values come back as the server holds them, not as text."""

    format = Format.BINARY


def prepared_cursor(*, binary: bool = False) -> CursorWrapper:
    """As Django's `connection.cursor()`, for a text that is always the same: the server keeps its plan.

    Values travel apart from the text, so each must have a type where it stands (`%s::uuid[]`). It names its columns,
    and gives those of limited length as text: a plan whose result changes with a migration would fail in the release
    that still serves. `binary` is for what gives many bytes: else each comes as two letters.
    """
    this: Any = connections[DEFAULT_DB_ALIAS]  # looked up once, where Django's `connection` does it for each attribute
    this.close_if_health_check_failed()  # as Django's own does: a request's first statement may be this one
    this.ensure_connection()
    kind = _Binary if binary else _Prepared
    cursor: CursorWrapper = this._prepare_cursor(kind(this.connection))  # noqa: SLF001 - what wraps Django's own
    return cursor


@contextmanager
def one_statement() -> Iterator[None]:
    """For one statement that is a whole transaction: as `transaction.atomic(durable=True)`, without its round trips.

    PostgreSQL commits it by itself, and it is on the disk when it has answered.
    """
    if connection.in_atomic_block:  # a test's own, or a caller's, which that refuses
        with transaction.atomic(durable=True):
            yield
    else:
        yield
