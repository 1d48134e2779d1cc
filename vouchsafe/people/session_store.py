"""Where sessions lie: Django's own store in the database, each request's look into it by a plan that is kept."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from vouchsafe.common.prepared import prepared_cursor

_FOUND = """
SELECT session_key::text, session_data, expire_date FROM django_session WHERE session_key = %s AND expire_date > %s
"""


class SessionStore(db.SessionStore):
    """As Django's, whose name it keeps: what a session holds is signed under it."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        """The session that has not expired; where there is none, its key is forgotten, as Django does it."""
        with prepared_cursor() as cursor:
            cursor.execute(_FOUND, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return self.model(*found)
