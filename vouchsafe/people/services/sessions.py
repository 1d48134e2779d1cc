"""Sessions at the desk: noted while they are open, ended by their member."""

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import Http404

from vouchsafe.common import clock
from vouchsafe.people.models import Member, OpenSession
from vouchsafe.people.queries import open_sessions_of


def forget_session(session_key: str) -> None:
    """A session ended, or goes on under a new key."""
    OpenSession.objects.filter(session_key=session_key).delete()


def note_session(member: Member, session_key: str) -> None:
    """A member is signed in by this session; noted to the hour."""
    hour = _this_hour()
    mine = open_sessions_of(member).filter(session_key=session_key)
    seen = mine.values_list("seen", flat=True).first()
    if seen is None:
        OpenSession.objects.get_or_create(
            organisation_id=member.organisation_id,
            member_id=member.id,
            session_key=session_key,
            defaults={"began": hour, "seen": hour},
        )
    elif seen < hour:
        mine.update(seen=hour)


@transaction.atomic
def end_session(member: Member, session_id: UUID) -> None:
    """End one of the member's own sessions; Http404 for any other."""
    try:
        found = open_sessions_of(member).get(id=session_id)
    except OpenSession.DoesNotExist:
        raise Http404 from None
    _end([found])


@transaction.atomic
def end_other_sessions(member: Member, current: str | None) -> None:
    """End all of the member's sessions but the current one."""
    _end(list(open_sessions_of(member).exclude(session_key=current)))


def _end(ended: list[OpenSession]) -> None:
    Session.objects.filter(session_key__in=[each.session_key for each in ended]).delete()
    OpenSession.objects.filter(id__in=[each.id for each in ended]).delete()


def _this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)
