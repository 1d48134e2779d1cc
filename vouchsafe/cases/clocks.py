"""The clocks of a case: what is due by which day, as rows that follow from what happened in the case.

`wind` writes them anew, in the transaction of whatever moves one; nothing else writes them. The arithmetic, and what
the law says, is `vouchsafe.law`. The desk and the reporter read the same rows (protocol §14).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from vouchsafe.cases import queries
from vouchsafe.cases.models import Case, Clock, Event
from vouchsafe.cases.rows import ClockRow
from vouchsafe.cases.workflow import ERASING
from vouchsafe.common import clock
from vouchsafe.law import clocks as law
from vouchsafe.law.clocks import Deadline, Events, deadlines
from vouchsafe.law.packs import Matter, Pack, for_channel

What = Event.What

REPORTERS: Final = (Matter.ACKNOWLEDGE, Matter.MEETING, Matter.FEEDBACK)
"""What is due to the reporter, in the order in which it is told."""
OF_ROOMS: Final = (Matter.FEEDBACK, Matter.RETENTION)
"""What is due in a reply room: by when its subject is told how it goes on, and until when it is kept."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The clocks of a case with what moved them. `extendable_to`: the last day to which the answer may be put off."""

    clocks: list[Clock]
    events: list[Event]
    extendable_to: date | None


def pack_of(case: Case) -> Pack:
    """The law that the case's clocks go by: that of the definition which the report answers."""
    return _pack(_law_in(queries.definition_of(case).body))


def first_clocks(definition: Mapping[str, Any], received: date) -> tuple[tuple[Matter, date], ...]:
    """What is due, and by when, on the day on which a report to a channel of this definition arrives.

    The same for every report of the day, so that it costs the first of them alone.
    """
    return _first(_law_in(definition), received)


def is_missed(row: Clock | ClockRow) -> bool:
    """Whether the day passed before it was met."""
    return (row.met_on or clock.today()) > row.due_on


def events_of(case: Case) -> list[Event]:
    """What happened in the case that a clock hears of, oldest first."""
    return list(Event.objects.filter(organisation=case.organisation_id, case=case).order_by("on", "id"))


def happen(
    case: Case, what: Event.What, *, on: date | None = None, until: date | None = None, item: UUID | None = None
) -> None:
    """Note that this happened, today unless another day is given. Whoever calls winds the clocks."""
    Event.objects.create(
        organisation_id=case.organisation_id, case=case, what=what, on=on or clock.today(), until=until, item=item
    )


def has_happened(case: Case, what: Event.What) -> bool:
    """Whether it ever did."""
    return Event.objects.filter(organisation=case.organisation_id, case=case, what=what).exists()


def is_paused(case: Case) -> bool:
    """Whether the answer waits for the reporter."""
    return _lasting(case).exists()


def go_on(case: Case) -> bool:
    """End a pause; whether there was one. Whoever calls winds the clocks."""
    return _lasting(case).update(until=clock.today()) > 0


def wind(case: Case) -> None:
    """Write the clocks of a case anew, from what happened in it. Call inside the transaction of what happened.

    The case's row is locked first, as by everybody who writes to a case (`nightly`).
    """
    now = Case.objects.select_for_update().get(organisation=case.organisation_id, id=case.id)
    _write(now, clocks_by(pack_of(now), now, events_of(now)))


def of(case: Case) -> list[Clock]:
    """The clocks of a case; reckoned, not read, where an earlier release stored it and no hour has passed since."""
    rows = list(Clock.objects.filter(organisation=case.organisation_id, case=case).order_by("due_on", "matter"))
    return rows or clocks_by(pack_of(case), case, events_of(case))


def timing_of(case: Case) -> Timing:
    """As the desk shows it."""
    happened = events_of(case)
    return Timing(of(case), happened, extendable_to(pack_of(case), case, happened))


def clocks_by(pack: Pack, case: Case, happened: Sequence[Event]) -> list[Clock]:
    """What the rows are by this law, for a case in which this happened; nothing is stored."""
    today, told = clock.today(), _told(case, happened)
    now, tomorrow = (deadlines(pack, told, today=day) for day in (today, today + timedelta(days=1)))
    rows = []
    for matter, deadline in now.items():
        if case.is_room and matter not in OF_ROOMS:
            continue
        row = Clock(organisation_id=case.organisation_id, case=case, matter=matter, met_on=deadline.met)
        row.due_on, row.extended = _put_off(matter, deadline, happened, today)
        if matter == Matter.RETENTION and case.outcome in ERASING:
            # Nothing is to stay once the letter, the last one, has stood; where the law sets the very day, until then.
            told_by_letter = replace(told, outcome_told=case.letter_on)
            row.due_on = law.erased_on(pack, told_by_letter, unsupported=True) or row.due_on
        if matter == Matter.RETENTION and case.is_room:
            row.due_on = case.erase_due or row.due_on  # that day was said to who was cleared
        row.paused = deadline.paused
        if deadline.paused:
            row.still = _put_off(matter, tomorrow[matter], happened, today + timedelta(days=1))[0] > row.due_on
        rows.append(row)
    return rows


def erased_on(case: Case) -> date | None:
    """The day to the end of which a concluded case is kept, as its wound clocks have it; None for others."""
    rows = Clock.objects.filter(organisation=case.organisation_id, case=case, matter=Matter.RETENTION)
    return rows.values_list("due_on", flat=True).first()


def extendable_to(pack: Pack, case: Case, happened: Sequence[Event]) -> date | None:
    """The last day to which the law lets the answer be put off; None where it does not, or no longer."""
    told = _told(case, happened)
    now = deadlines(pack, replace(told, extended=False), today=clock.today()).get(Matter.FEEDBACK)
    then = deadlines(pack, replace(told, extended=True), today=clock.today()).get(Matter.FEEDBACK)
    if now is None or then is None or now.met is not None or then.due <= now.due:
        return None
    return then.due


def wind_unwound() -> int:
    """Wind the clocks of cases that have none yet, and those that wait: a pause may move its day each day.

    Gives how many cases. For the hour's round: a transaction for each, safe to run twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNWOUND)
        ids = [row[0] for row in cursor.fetchall()]
    for case in ids:
        with transaction.atomic():
            found = Case.objects.filter(id=case).first()
            if found is not None:
                wind(found)
    return len(ids)


_UNWOUND: Final = """
SELECT id FROM cases_case AS c
WHERE NOT EXISTS (SELECT FROM cases_clock AS k WHERE k.organisation_id = c.organisation_id AND k.case_id = c.id)
UNION
SELECT case_id FROM cases_clock WHERE paused AND met_on IS NULL
"""


def _law_in(definition: Mapping[str, Any]) -> str:
    """All of a definition that a pack is made of."""
    return json.dumps(definition["clock"], sort_keys=True)


@lru_cache(maxsize=256)
def _pack(law: str) -> Pack:
    return for_channel({"clock": json.loads(law)})


@lru_cache(maxsize=256)
def _first(law: str, received: date) -> tuple[tuple[Matter, date], ...]:
    found = deadlines(_pack(law), Events(received=received), today=received)
    return tuple((matter, deadline.due) for matter, deadline in found.items())


def _lasting(case: Case) -> QuerySet[Event]:
    return Event.objects.filter(organisation=case.organisation_id, case=case, what=What.PAUSED, until=None)


def _told(case: Case, happened: Iterable[Event]) -> Events:
    """What happened, as the law's arithmetic takes it: the first of what counts once, every pause."""
    first: dict[str, date] = {}
    for event in happened:
        first.setdefault(event.what, event.on)
    return Events(
        received=case.received_on,
        opened=case.opened_on,
        acknowledged=case.acknowledged_on,
        meeting_asked=first.get(What.MEETING_ASKED),
        met=first.get(What.MEETING_HELD),
        investigated=first.get(What.INVESTIGATED),
        feedback_given=first.get(What.FEEDBACK_GIVEN),
        notice_due_from=first.get(What.NOTICE_DUE),
        subject_told=first.get(What.SUBJECT_TOLD),
        concluded=case.concluded_on,
        outcome_told=case.concluded_on,  # the mailbox shows it from that day on
        pauses=tuple((event.on, event.until) for event in happened if event.what == What.PAUSED),
        extended=What.EXTENDED in first,
    )


def _put_off(matter: Matter, deadline: Deadline, happened: Iterable[Event], today: date) -> tuple[date, bool]:
    """The day that was named for an answer or a notice, if one was, and whether one was.

    An answer's moves on with a pause that began since, and never beyond what the law allows. A notice's is the newest.
    """
    what = {Matter.FEEDBACK: What.EXTENDED, Matter.NOTICE: What.NOTICE_DEFERRED}.get(matter)
    named = [event for event in happened if event.what == what and event.until is not None]
    if not named or named[-1].until is None:
        return deadline.due, False
    until = named[-1].until
    if matter == Matter.NOTICE:
        return max(deadline.due, until), True
    waited = _waited(happened, since=named[-1].on, today=deadline.met or today)
    return min(deadline.due, until + waited), True


def _waited(happened: Iterable[Event], *, since: date, today: date) -> timedelta:
    """How long the reporter was waited for since that day; one pause ends before the next begins."""
    pauses = (
        (max(event.on, since), min(event.until or today, today)) for event in happened if event.what == What.PAUSED
    )
    return sum((max(until - begins, timedelta()) for begins, until in pauses), timedelta())


_WRITE: Final = """
WITH told AS (
  SELECT * FROM unnest(%(matters)s::text[], %(due_on)s::date[], %(met_on)s::date[], %(paused)s::bool[],
                       %(still)s::bool[], %(extended)s::bool[])
    AS t (matter, due_on, met_on, paused, still, extended)
), gone AS (
  DELETE FROM cases_clock
  WHERE organisation_id = %(organisation)s AND case_id = %(case)s AND NOT matter = ANY(%(matters)s)
)
INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, met_on, paused, still, extended)
SELECT %(organisation)s, %(case)s, matter, due_on, met_on, paused, still, extended FROM told
ON CONFLICT (organisation_id, case_id, matter) DO UPDATE SET
  due_on = excluded.due_on, met_on = excluded.met_on, paused = excluded.paused, still = excluded.still,
  extended = excluded.extended
"""


def _write(case: Case, rows: Sequence[Clock]) -> None:
    values: dict[str, Any] = {"organisation": case.organisation_id, "case": case.id}
    values["matters"] = [str(row.matter) for row in rows]
    for column in ("due_on", "met_on", "paused", "still", "extended"):
        values[column] = [getattr(row, column) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
