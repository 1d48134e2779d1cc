"""Telling handlers that something waits, in words that say nothing of what (protocol §8)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.cases.models import Case
from vouchsafe.channels.models import Channel
from vouchsafe.delivery.services import post
from vouchsafe.people.models import Member

MINUTES: Final = 60


def post_notices(minute: int) -> int:
    """Post one e-mail to each handler for whom something waits, and clear the flags; gives how many were posted.

    `minute` is that of the hour, 0 to 59: channels that notify on the hour wait for 0. Safe to run twice, and at once:
    the flags are cleared under a lock, in the transaction that posts.
    """
    rhythms = [Channel.Notify.AT_ONCE] if minute % MINUTES else list(Channel.Notify)
    with transaction.atomic():
        waiting = list(
            Case.objects.select_for_update(of=("self",))
            .filter(notice_pending=True, channel__notify__in=rhythms)
            .order_by("id")
            .values_list("id", flat=True)
        )
        if not waiting:
            return 0
        handlers = _handlers_of(waiting)
        for member in handlers:
            _post_to(member)
        Case.objects.filter(id__in=waiting).update(notice_pending=False)
    return len(handlers)


_HANDLERS: Final = """
SELECT DISTINCT m.*
FROM cases_case c
JOIN cases_grant g ON g.organisation_id = c.organisation_id AND g.case_id = c.id AND g.key_kind = 0
JOIN people_card k ON k.organisation_id = c.organisation_id AND k.fingerprint = g.holder
JOIN people_member m ON m.id = k.member_id AND m.is_active AND NOT m.id = ANY(c.excluded)
JOIN people_right r ON r.organisation_id = c.organisation_id AND r.member_id = m.id AND r.role = 'handler'
                   AND coalesce(r.channel_id, c.channel_id) = c.channel_id
WHERE c.id = ANY(%s)
ORDER BY m.id
"""


def _handlers_of(cases: Sequence[UUID]) -> list[Member]:
    """Active members who handle the channel of one of the cases, and hold its key; each once."""
    return list(Member.objects.raw(_HANDLERS, [list(cases)]))


def _post_to(member: Member) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Something new waits for you at the desk")
        body = _(
            "Something new waits for you at the desk:\n%(address)s\n\n"
            "This message says nothing more on purpose. Sign in to read."
        )
        post(member.organisation_id, member.email, subject, body % {"address": settings.VOUCHSAFE.address("desk")})
