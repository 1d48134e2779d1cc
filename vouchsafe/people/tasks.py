"""What people need done regularly."""

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from vouchsafe.people.attempts import forget_passed
from vouchsafe.people.models import OpenSession


@app.periodic(cron="17 * * * *")
@app.task(queue="people", queueing_lock="people-sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Delete sessions that have expired, each hour: the date in a dead one tells when somebody was last here."""
    SessionStore.clear_expired()
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@app.periodic(cron="* * * * *")
@app.task(queue="people", queueing_lock="people-attempts")
def forget_attempts(timestamp: int) -> None:  # noqa: ARG001 - as above
    """Delete, each minute, the attempts at signing in that no longer count."""
    forget_passed()
