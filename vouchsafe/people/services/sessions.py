"""Sessions at the desk: noted while they are open, ended by their member."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.people.errors import Refused
from vouchsafe.people.models import Member, OpenSession, Organisation
from vouchsafe.people.queries import open_sessions_of

IDLE: Final = timedelta(hours=2)
LONGEST: Final = timedelta(hours=12)


_NOTED: Final = """
SELECT o.id, o.name::text, o.slug::text, o.parent_id, o.demo, o.second_factor_required, o.passkeys_only, s.began, s.seen
FROM people_organisation AS o LEFT JOIN people_opensession AS s
  ON s.organisation_id = o.id AND s.member_id = %(member)s AND s.session_key = %(session)s
WHERE o.id = %(organisation)s
"""
_ORGANISATION: Final = ("id", "name", "slug", "parent_id", "demo", "second_factor_required", "passkeys_only")


class Noted(NamedTuple):
    """What is noted of a session, in whole hours; `seen`: when it last asked for something."""

    began: datetime
    seen: datetime

    @property
    def has_lapsed(self) -> bool:
        """Whether it is over, although its cookie lives: nothing was asked for two hours, or it is twelve hours old.

        Its age counts from signing in, under whatever key it goes on. Hours are all that is noted, so that "two hours"
        is more than one and at most two, and "twelve" up to thirteen.
        """
        return _this_hour() - self.seen >= IDLE or _this_hour() - self.began >= LONGEST


def noted_of(member: Member, session_key: str) -> Noted | None:
    """What is noted of a session of the member's; None for one that just begins. Every request of the desk asks it.

    One statement, which reads the member's organisation too: what it asks of its members is looked at next.
    """
    given: dict[str, Any] = {"member": member.id, "session": session_key, "organisation": member.organisation_id}
    with prepared_cursor() as cursor:
        cursor.execute(_NOTED, given)
        *organisation, began, seen = cursor.fetchone()
    member.organisation = Organisation.from_db(connection.alias, _ORGANISATION, organisation)
    return None if began is None else Noted(began, seen)


def forget_session(session_key: str) -> None:
    """A session ended: nothing of it is kept."""
    OpenSession.objects.filter(session_key=session_key).delete()


def move_session(member: Member, session_key: str, new_key: str) -> None:
    """A session goes on under a new key (a new password gives one): it is as old as before."""
    open_sessions_of(member).filter(session_key=session_key).update(session_key=new_key)


def note_session(member: Member, session_key: str, noted: Noted | None) -> None:
    """A member is signed in by this session, of which this is noted already; to the hour."""
    hour = _this_hour()
    if noted is None:
        OpenSession.objects.get_or_create(
            organisation_id=member.organisation_id,
            member_id=member.id,
            session_key=session_key,
            defaults={"began": hour, "seen": hour},
        )
    elif noted.seen < hour:
        open_sessions_of(member).filter(session_key=session_key).update(seen=hour)


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


@transaction.atomic
def sign_out(email: str) -> Member:
    """End every session of a member; the record keeps it. Only the operator can. Raises Refused ("member/unknown")."""
    member = Member.objects.filter(email=email.strip().lower()).first()
    if member is None:
        raise Refused("member/unknown", _("Nobody signs in with this e-mail address."), 404)
    end_other_sessions(member, None)
    record(member.organisation_id, Tag.MEMBER_SIGNED_OUT, actor=None, member=member.id)
    return member


@transaction.atomic
def sign_out_everybody() -> int:
    """End every session on this server, those that were never noted too; returns how many members had one."""
    members = list(Member.objects.filter(id__in=OpenSession.objects.values("member_id")))
    for member in members:
        record(member.organisation_id, Tag.MEMBER_SIGNED_OUT, actor=None, member=member.id)
    OpenSession.objects.all().delete()
    Session.objects.all().delete()
    return len(members)


def _end(ended: list[OpenSession]) -> None:
    Session.objects.filter(session_key__in=[each.session_key for each in ended]).delete()
    OpenSession.objects.filter(id__in=[each.id for each in ended]).delete()


def _this_hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)
