"""What is told of pauses: to overseers with the figures, and to everyone without them."""

from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from vouchsafe.channels import pauses
from vouchsafe.channels import queries as channels
from vouchsafe.common import clock
from vouchsafe.law.clocks import add_months
from vouchsafe.oversight import limits, pausing
from vouchsafe.oversight.models import Pause
from vouchsafe.people.models import Member, Organisation

TOLD_FOR: Final = timedelta(days=2 * 365)
"""How long everyone is told of a pause that is over, as of outcomes (`outcomes.QUARTERS`)."""

Text = dict[str, str]


class Shown(NamedTuple):
    """A pause as an overseer sees it: of the last `concluded`, so many were `unsupported` when it began."""

    id: UUID
    channel: str
    category: str
    act: Text | None
    concluded: int
    unsupported: int
    paused_on: date
    until: date
    reviewed_on: date | None
    reviewed_by: str | None
    kept: bool
    reason: Text | None
    ended_on: date | None


class Open(NamedTuple):
    """A category beyond the limit that is not paused, and why not: as `pausing.why_open`, "rested" or "tonight"."""

    channel: str
    category: str
    act: Text | None
    concluded: int
    unsupported: int
    why: str


class Reviews(NamedTuple):
    """What an overseer is to look at. `longest`: the last day until which a pause may be kept today."""

    may_review: bool
    longest: date
    paused: list[Shown]
    open: list[Open]
    ended: list[Shown]


class Told(NamedTuple):
    """A pause as everyone is told of it; `channel` and `act` are texts by language."""

    channel: Text
    act: Text
    paused_on: date
    until: date
    reviewed_on: date | None
    kept: bool
    reason: Text | None
    ended_on: date | None


def reviews_for(overseer: Member) -> Reviews:
    """Everything of the own organisation. Http404 for who does not oversee all channels."""
    beyond = limits.over(overseer)
    bodies = _bodies(overseer.organisation)
    shown = [_shown(pause, bodies) for pause in _pauses(overseer.organisation)]
    return Reviews(
        may_review=pausing.is_independent(overseer),
        longest=add_months(clock.today(), pausing.MONTHS),
        paused=[each for each in shown if each.ended_on is None],
        open=[_open(each, bodies) for each in beyond if not each.paused],
        ended=[each for each in shown if each.ended_on is not None],
    )


def published(organisation: Organisation) -> list[Told]:
    """The pauses of open channels, of two years, the newest first. Never a figure, nor who reviewed it."""
    bodies = _bodies(organisation)
    told = []
    for pause in _pauses(organisation):
        body = bodies.get(pause.channel_id)
        category = None if body is None else pauses.category_of(body, pause.category)
        if body is not None and category is not None:
            dates = (pause.paused_on, pause.until, pause.reviewed_on, pause.kept, pause.reason, pause.ended_on)
            told.append(Told(body["name"], category["act"], *dates))
    return told


def _pauses(organisation: Organisation) -> list[Pause]:
    recent = Pause.objects.filter(organisation=organisation, paused_on__gte=clock.today() - TOLD_FOR)
    return list(recent.select_related("channel", "reviewed_by").order_by("-paused_on", "channel", "category"))


def _bodies(organisation: Organisation) -> dict[UUID, dict[str, Any]]:
    """The newest definition of each open channel."""
    return {channel.id: definition.body for channel, definition in channels.published_channels(organisation)}


def _act(bodies: dict[UUID, dict[str, Any]], channel: UUID, name: str) -> Text | None:
    category = pauses.category_of(bodies.get(channel, {}), name)
    return None if category is None else category["act"]


def _shown(pause: Pause, bodies: dict[UUID, dict[str, Any]]) -> Shown:
    return Shown(
        id=pause.id,
        channel=pause.channel.name,
        category=pause.category,
        act=_act(bodies, pause.channel_id, pause.category),
        concluded=pause.concluded,
        unsupported=pause.unsupported,
        paused_on=pause.paused_on,
        until=pause.until,
        reviewed_on=pause.reviewed_on,
        reviewed_by=pause.reviewed_by.name if pause.reviewed_by else None,
        kept=pause.kept,
        reason=pause.reason,
        ended_on=pause.ended_on,
    )


def _open(over: limits.Over, bodies: dict[UUID, dict[str, Any]]) -> Open:
    why = pausing.why_open(bodies.get(over.channel, {}), over.category)
    act = _act(bodies, over.channel, over.category)
    waits = "tonight" if over.since else "rested"
    return Open(over.name, over.category, act, over.concluded, over.unsupported, why or waits)
