"""A category that mostly ends as unsupported waits for the overseer: paused by itself, and never for ever.

Whoever buries reports could also pause a kind of report by burying enough of them. So a pause is public, it ends by
itself after `MONTHS`, one kind can always be chosen, and reports on retaliation or on officials are never shut out:
their categories are only shown to the overseer.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.wire import Wire
from vouchsafe.channels import pauses
from vouchsafe.channels.models import Definition
from vouchsafe.channels.services import hold_channel, mark_categories
from vouchsafe.common import clock
from vouchsafe.common.errors import ApiError
from vouchsafe.common.sweeps import for_each
from vouchsafe.delivery.services import post
from vouchsafe.law.clocks import add_months
from vouchsafe.oversight import limits
from vouchsafe.oversight.models import Pause
from vouchsafe.people import queries as people
from vouchsafe.people.models import Member, Right, Role

MONTHS: Final = 3
"""After which a pause ends by itself: from its beginning, or from the review that keeps it."""
LONGEST_REASON: Final = 1000
_DEPENDENT: Final = frozenset({Role.ADMINISTRATOR, Role.HANDLER})


class Decision(Wire, frozen=True):
    """What an overseer decides: kept paused until a day, or opened again (None); why, by language, English always."""

    until: date | None
    reason: dict[str, str]


def tend() -> int:
    """Open what was paused long enough, and pause what is beyond the limit; gives how many categories were either.

    Each channel in a transaction of its own. Safe to run twice, late, and at once: it looks again once it holds the
    channel.
    """
    ending = Pause.objects.filter(ended_on=None, until__lte=clock.today()).values_list("organisation", "channel")
    beginning = [(each.organisation, each.channel) for each in limits.beyond() if _is_due(each)]
    return for_each(_tend, sorted({*ending, *beginning}))


def is_independent(overseer: Member) -> bool:
    """Whether this overseer has no part in how reports are asked for or handled, and so may review that."""
    return not _DEPENDENT & {holding.role for holding in people.holdings_of(overseer)}


def review(overseer: Member, pause: UUID, decision: Decision) -> Pause:
    """Keep a category paused, once, or open it again; published with the reason, and recorded.

    Raises Http404 for who does not oversee all channels, and ApiError: "pause/not-independent" (403) for an overseer
    who also administers or handles, "pause/over" or "pause/kept" (409), "pause/until" or "pause/reason" (400).
    """
    if people.channels_where(overseer, Role.OVERSEER) is not None:
        raise Http404
    if not is_independent(overseer):
        message = _("Whoever writes channels or handles reports does not review them. Ask another overseer.")
        raise ApiError("pause/not-independent", message, 403)
    reason, today = _reason(decision.reason), clock.today()
    with transaction.atomic(durable=True):
        newest, found = _held(overseer, pause)
        if decision.until is not None:
            _check_keeping(found, decision.until, today)
        found.reviewed_on, found.reviewed_by, found.reason = today, overseer, reason
        found.kept, found.until = decision.until is not None, decision.until or today
        found.ended_on = None if found.kept else today
        found.save(update_fields=["reviewed_on", "reviewed_by", "reason", "kept", "until", "ended_on"])
        if found.kept:
            tag, mark = Tag.CATEGORY_KEPT_PAUSED, {"paused": _shown(found)}
        else:
            tag, mark = Tag.CATEGORY_RESUMED, {"reviewed": {"on": today.isoformat(), "reason": reason}}
        published = mark_categories(newest, {found.category: mark}, actor=overseer.id)
        _record(tag, found, published, overseer.id)
    return found


def _is_due(over: limits.Over) -> bool:
    return over.since and not over.paused


def _tend(named: tuple[UUID, UUID]) -> int:
    organisation, channel = named
    with transaction.atomic(durable=True):
        newest = hold_channel(organisation, channel)
        if newest is None:
            return 0  # a closed channel takes no report of any kind
        ended = _end(organisation, channel)
        marks: dict[str, Mapping[str, Any]] = {each.category: {} for each in ended}
        begun = _begin(newest, marks)
        if not marks:
            return 0
        published = mark_categories(newest, marks, actor=None)
        for tag, changed in ((Tag.CATEGORY_LIFTED, ended), (Tag.CATEGORY_PAUSED, begun)):
            for each in changed:
                _record(tag, each, published, None)
        if begun:
            _tell_overseers(organisation)
    return len(ended) + len(begun)


def _end(organisation: UUID, channel: UUID) -> list[Pause]:
    """The pauses of a held channel whose last day has come, ended."""
    today = clock.today()
    waiting = Pause.objects.filter(organisation=organisation, channel=channel, ended_on=None, until__lte=today)
    ended = list(waiting.order_by("category"))
    Pause.objects.filter(id__in=[each.id for each in ended]).update(ended_on=today)
    return ended


def _begin(newest: Definition, marks: dict[str, Mapping[str, Any]]) -> list[Pause]:
    """Pause what is beyond the limit, the worst first; `marks` is what is about to change, and gets its marks too."""
    begun = []
    for over in limits.beyond(newest.organisation_id, newest.channel_id):
        if not _is_due(over) or why_open(pauses.marked(newest.body, marks), over.category) is not None:
            continue
        today = clock.today()
        pause = Pause(
            organisation_id=newest.organisation_id,
            channel_id=newest.channel_id,
            category=over.category,
            concluded=over.concluded,
            unsupported=over.unsupported,
            paused_on=today,
            until=add_months(today, MONTHS),
        )
        marks[over.category] = {"paused": _shown(pause)}
        begun.append(pause)
    return Pause.objects.bulk_create(begun)


def why_open(body: Mapping[str, Any], name: str) -> str | None:
    """Why a category is not paused however its reports end: "gone", "stays-open" or "last-open"; None: it may be."""
    category = pauses.category_of(body, name)
    if category is None:
        return "gone"
    if pauses.stays_open(category):
        return "stays-open"
    return "last-open" if pauses.is_last_open(body, name) else None


def _shown(pause: Pause) -> dict[str, Any]:
    """A pause as the channel's definition says it."""
    shown: dict[str, Any] = {"on": pause.paused_on.isoformat(), "until": pause.until.isoformat()}
    if pause.reviewed_on is not None:
        shown |= {"reviewed_on": pause.reviewed_on.isoformat(), "reason": pause.reason}
    return shown


def _held(overseer: Member, pause: UUID) -> tuple[Definition, Pause]:
    """A pause that lasts, and the newest definition of its channel, held until the transaction ends."""
    known = Pause.objects.filter(organisation=overseer.organisation_id, id=pause).first()
    if known is None:
        raise Http404
    newest = hold_channel(known.organisation_id, known.channel_id)
    known.refresh_from_db()
    if newest is None or known.ended_on is not None:
        message = _("This pause is over, or its channel is closed. Load the page again.")
        raise ApiError("pause/over", message, 409)
    return newest, known


def _check_keeping(pause: Pause, until: date, today: date) -> None:
    if pause.kept:
        message = _("This pause was kept once. It can be ended now, or ends by itself on its day.")
        raise ApiError("pause/kept", message, 409)
    if not today < until <= add_months(today, MONTHS):
        message = _("Choose a day after today, at most three months from now.")
        raise ApiError("pause/until", message, field="until")


def _reason(given: Mapping[str, str]) -> dict[str, str]:
    """The reason by language, without blank ones."""
    offered = dict(settings.LANGUAGES)
    reason = {language: words.strip() for language, words in given.items() if words.strip()}
    right = settings.LANGUAGE_CODE in reason and all(
        language in offered and len(words) <= LONGEST_REASON and "\x00" not in words
        for language, words in reason.items()
    )
    if not right:
        message = _("Say why, in English at least, in at most %(most)d characters.") % {"most": LONGEST_REASON}
        raise ApiError("pause/reason", message, field="reason")
    return reason


def _record(tag: Tag, pause: Pause, published: Definition, actor: UUID | None) -> None:
    """The category by its number in the version that says so: the record takes no words."""
    names = [category["id"] for category in published.body["categories"]]
    number = names.index(pause.category) + 1 if pause.category in names else None
    audit.record(
        pause.organisation_id,
        tag,
        actor=actor,
        pause=pause.id,
        channel=pause.channel_id,
        version=published.version,
        category=number,
    )


def _tell_overseers(organisation: UUID) -> None:
    """A mail that says that something waits, to each who may review it."""
    overseeing = Right.objects.filter(organisation=organisation, role=Role.OVERSEER, channel_id=None)
    members = Member.objects.filter(organisation=organisation, is_active=True, id__in=overseeing.values("member"))
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A category of reports waits for your review")
        body = _(
            "Most of the last reports of a kind ended as unsupported. Until you have looked at it, that kind cannot be "
            "chosen:\n%(address)s"
        ) % {"address": settings.VOUCHSAFE.address("desk", "/pauses/")}
        for member in members.order_by("id"):
            post(organisation, member.email, subject, body)
