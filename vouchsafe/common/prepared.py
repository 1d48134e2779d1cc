"""Statements that are asked again and again: PostgreSQL reads and plans each once for a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    """psycopg's own cursor, where Django's writes values into the text."""

    def execute(self, query: Any, params: Any = None, **_how: object) -> Self:  # noqa: ANN401 - as in psycopg
        return super().execute(query, params, prepare=True)


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """As Django's `connection.cursor()`, for a text that is always the same: the server keeps its plan.

    Values travel apart from the text, so each must have a type where it stands (`%s::uuid[]`).
    """
    connection.close_if_health_check_failed()  # as Django's own does: a request's first statement may be this one
    connection.ensure_connection()
    with connection._prepare_cursor(_Prepared(connection.connection)) as cursor:  # type: ignore[attr-defined]  # noqa: SLF001 - what wraps Django's own
        yield cursor
