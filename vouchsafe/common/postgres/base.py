"""What Django loads: `ENGINE = "vouchsafe.common.postgres"`."""

import select
import sys
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at the socket before a request's first statement, where Django asks the server a question each time.

    Its connections keep plans of what asks for it, and of nothing else (`common/prepared.py`): Django forbids both.
    A plan that is kept is one for all values; else PostgreSQL might reckon that planning anew pays, each time.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """As Django's. Where its threshold is None, psycopg passes over `prepare=True` too."""
        options = f"{conn_params.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
        connection: psycopg.Connection[Any] = super().get_new_connection({**conn_params, "options": options})
        connection.prepare_threshold = sys.maxsize
        return connection

    def is_usable(self) -> bool:
        """Whether the server is still there.

        A server that ended a connection, was stopped or killed has said so on the socket: then something waits there to
        be read, and only then is it asked. One that a cut line hides would not answer a question either.
        """
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0) or super().is_usable()
