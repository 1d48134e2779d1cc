"""What people need done regularly."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app


@app.periodic(cron="17 * * * *")
@app.task(queue="people", queueing_lock="people-sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Delete sessions that have expired, each hour: the date in a dead one tells when somebody was last here."""
    SessionStore.clear_expired()
