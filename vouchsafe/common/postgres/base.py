"""What Django loads: `ENGINE = "vouchsafe.common.postgres"`."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Looks at the socket before a request's first statement, where Django asks the server a question each time."""

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
