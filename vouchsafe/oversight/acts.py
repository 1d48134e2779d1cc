"""Who did what to which case: the record as an overseer reads it, newest first, a page at a time.

Ids only: no content, no reporter. Of cases from which the overseer is excluded nothing is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit.models import CASE, Entry, Place
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries as cases
from vouchsafe.common.errors import ApiError
from vouchsafe.oversight.record import record_for
from vouchsafe.people.models import Member

PAGE: Final = 50
MOST: Final = 1000
_LAST: Final = date.max


class Wanted(NamedTuple):
    """Which acts: of one tag, done by one member, to one case, on some days (UTC, both included); None is any."""

    tag: Tag | None = None
    member: UUID | None = None
    case: UUID | None = None
    since: date | None = None
    until: date | None = None


class Cursor(NamedTuple):
    """The last act that was told: what comes next is older. As text: time and a row's number."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"


@dataclass(frozen=True, slots=True)
class Act:
    """One entry. `index` is its place in the log, None until it has one; `objects` are opaque ids, hashes, words."""

    index: int | None
    at: datetime
    tag: str
    actor: UUID | None
    objects: dict[str, str | int]


class Page(NamedTuple):
    """Some acts, the newest first, and the cursor of what follows them."""

    acts: list[Act]
    next: str | None


def acts_for(overseer: Member, wanted: Wanted, after: Cursor | None = None, limit: int = PAGE) -> Page:
    """A page of what was done. Raises RightMissing for whoever does not oversee all channels, and Http404."""
    organisation = record_for(overseer).organisation_id
    found = _matching(Entry.objects.filter(organisation=organisation), wanted)
    if hidden := cases.excluding(overseer):
        found = found.alias(of_case=CASE).exclude(of_case__in=[str(case) for case in hidden])
    if after is not None:
        found = found.filter(at__lte=after.at).exclude(at=after.at, id__gte=after.id)
    entries = list(found.order_by("-at", "-id")[: min(limit, MOST) + 1])
    shown = entries[: min(limit, MOST)]
    places = Place.objects.filter(organisation=organisation, entry_id__in=[entry.id for entry in shown])
    index = dict(places.values_list("entry_id", "index"))
    acts = [Act(index.get(each.id), each.at, each.tag, each.actor, each.objects_touched) for each in shown]
    return Page(acts, str(Cursor(shown[-1].at, shown[-1].id)) if len(entries) > len(shown) else None)


def _matching(entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    if wanted.tag is not None:
        entries = entries.filter(tag=wanted.tag)
    if wanted.member is not None:
        entries = entries.filter(actor=wanted.member)
    if wanted.case is not None:
        entries = entries.alias(of_case=CASE).filter(of_case=str(wanted.case))
    if wanted.since is not None:
        entries = entries.filter(at__gte=datetime.combine(wanted.since, time.min, UTC))
    if wanted.until is not None and wanted.until < _LAST:
        entries = entries.filter(at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, UTC))
    return entries


def members_of(overseer: Member) -> list[dict[str, Any]]:
    """Everybody who is or was a member, by name: {"id", "name", "active"}, for naming who acted."""
    members = Member.objects.filter(organisation=overseer.organisation_id).order_by("name", "id")
    return [{"id": each.id, "name": each.name, "active": each.is_active} for each in members]


def read_wanted(query: Mapping[str, str]) -> tuple[Wanted, Cursor | None, int]:
    """What an address asks for: `tag`, `member`, `case`, `since`, `until`, `after`, `limit`. Raises ApiError (400)."""
    try:
        wanted = Wanted(
            tag=Tag(query["tag"]) if query.get("tag") else None,
            member=UUID(query["member"]) if query.get("member") else None,
            case=UUID(query["case"]) if query.get("case") else None,
            since=date.fromisoformat(query["since"]) if query.get("since") else None,
            until=date.fromisoformat(query["until"]) if query.get("until") else None,
        )
        return wanted, _cursor(query.get("after", "")), max(1, int(query.get("limit") or PAGE))
    except (ValueError, OverflowError) as error:
        raise ApiError("record/filter", _("The record cannot be filtered by this."), 400) from error


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    at, _tilde, row = text.partition("~")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None or not 0 <= int(row) < 1 << 63:
        raise ValueError(text)
    return Cursor(moment, int(row))
