"""Once a day is over, what is stored tells the day and no more."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import clocks, nightly, tasks
from vouchsafe.cases.models import Blob, Case, Clock, Event, Grant, Item, Recording
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock


def arrive(house: House, *, days_ago: int, times: int = 1) -> set[UUID]:
    """Reports of a past day."""
    cases = {cast.send(house, attachment=b"the ledger").case for _each in range(times)}
    day = clock.today() - timedelta(days=days_ago)
    Case.objects.filter(id__in=cases).update(received_on=day)
    Item.objects.filter(case__in=cases).update(day=day)
    return cases


@pytest.fixture
def fresh_tables(house: House) -> None:
    """Tables without room left by other tests, so that the order of the rows is plain to see."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE cases_case CASCADE")


def rising(ids: Sequence[UUID]) -> bool:
    """Whether two thirds or more of the ids rise; of two dozen in the order of arrival about one third does.

    Not all: PostgreSQL may put a small row into room on an earlier page. Where it goes hangs on the ids and the sizes.
    """
    ends: list[UUID] = []
    for each in ids:
        at = bisect_left(ends, each)
        ends[at : at + 1] = [each]
    return len(ends) >= 2 * len(ids) / 3


def rows_as_they_lie(table: str) -> list[UUID]:
    """The ids of a table's rows, in the order in which they lie on the disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY ctid")  # noqa: S608 - the names stand below
        return [row[0] for row in cursor.fetchall()]


def test_yesterdays_arrivals_enter_the_record_in_the_order_of_their_ids(house: House) -> None:
    """Once each, by nobody; today's wait for the night."""
    past, today = arrive(house, days_ago=1, times=6), cast.send(house).case

    assert nightly.close_days() == len(past)
    assert nightly.close_days() == 0

    entries = Entry.objects.filter(tag=Tag.CASE_RECEIVED).order_by("id")
    assert [entry.objects_touched["case"] for entry in entries] == sorted(map(str, past))
    assert {entry.actor for entry in entries} == {None}
    assert not Case.objects.get(id=today).arrival_recorded


@pytest.mark.usefixtures("fresh_tables")
def test_rows_of_a_past_day_lie_in_the_order_of_their_ids(house: House) -> None:
    """Neither cases nor items, grants or attachments keep the order in which they came."""
    arrive(house, days_ago=1, times=8)

    tasks.close_days(timestamp=0)

    for table in ("cases_case", "cases_blob"):  # their rows are all of one size
        ids = rows_as_they_lie(table)
        assert ids == sorted(ids), table
    for table in ("cases_item", "cases_grant"):
        assert rising(rows_as_they_lie(table)), table


@pytest.mark.usefixtures("fresh_tables")
def test_what_a_reporter_stirs_in_an_old_case_lies_in_order_again_too(house: House) -> None:
    """A message moves the case's row, a new receipt the receipt's grants: after the night neither tells when."""
    arrive(house, days_ago=20, times=8)
    nightly.close_days()
    for case in Case.objects.order_by("-id")[:5]:
        Case.objects.filter(id=case.id).update(notice_pending=False)
        Grant.objects.filter(case=case, holder=None).update(wrapped=b"")
        Item.objects.filter(case=case, kind="title").update(day=clock.today() - timedelta(days=1))
    tables = ("cases_case", "cases_grant")
    assert all(rows_as_they_lie(table) != sorted(rows_as_they_lie(table)) for table in tables)

    nightly.close_days()

    stirred = set(
        Item.objects.filter(kind="title", day__gte=clock.today() - timedelta(days=7)).values_list("case", flat=True)
    )
    assert len(stirred) == 5
    in_order = [case for case in rows_as_they_lie("cases_case") if case in stirred]
    assert in_order == sorted(stirred)
    grants = set(Grant.objects.filter(case__in=stirred).values_list("id", flat=True))
    assert rising([grant for grant in rows_as_they_lie("cases_grant") if grant in grants])


@pytest.mark.usefixtures("fresh_tables")
def test_what_moved_a_clock_lies_in_the_order_of_its_ids(house: House) -> None:
    """A reporter asks for a meeting, and a pause ends when they write: after the night neither tells when."""
    for case in arrive(house, days_ago=1, times=8):
        clocks.happen(Case.objects.get(id=case), Event.What.PAUSED)
        clocks.wind(Case.objects.get(id=case))
        clocks.go_on(Case.objects.get(id=case))

    nightly.close_days()

    by_case = "SELECT case_id FROM cases_{} ORDER BY ctid"
    with connection.cursor() as cursor:
        for table in ("event", "clock"):
            cursor.execute(by_case.format(table))
            cases = [row[0] for row in cursor.fetchall()]
            assert cases == sorted(cases), table


@pytest.mark.usefixtures("fresh_tables")
def test_recordings_with_minutes_lie_in_the_order_of_their_ids(house: House) -> None:
    """A reporter says that minutes are right, and a hold keeps the recording: after the night nothing tells when."""
    arrive(house, days_ago=1, times=8)
    for blob in Blob.objects.all():
        made = Recording.objects.create(organisation=house.organisation, case=blob.case, blob=blob.id, minutes=uuid4())
        Recording.objects.filter(id=made.id).update(erase_on=clock.today())

    nightly.close_days()

    ids = rows_as_they_lie("cases_recording")
    assert (len(ids), ids) == (8, sorted(ids))


def test_nothing_is_lost_in_the_night(house: House) -> None:
    """Every row is what it was, and every handler reads what they read before."""
    cases = arrive(house, days_ago=1, times=2)
    for case in cases:
        clocks.happen(Case.objects.get(id=case), Event.What.MEETING_ASKED)
    models = (Case, Item, Grant, Blob, Event, Clock)
    before = [sorted(map(repr, model._default_manager.values_list())) for model in models[1:]]
    read = {case: cast.read(house, house.hana, case) for case in cases}

    nightly.close_days()

    assert [sorted(map(repr, model._default_manager.values_list())) for model in models[1:]] == before
    assert {case: cast.read(house, house.hana, case).entries for case in cases} == {
        case: found.entries for case, found in read.items()
    }


@pytest.mark.django_db(transaction=True)
def test_the_night_is_committed_with_every_link_between_the_rows() -> None:
    """Foreign keys are checked when it is committed: they hold."""
    house = cast.meridian()
    (case,) = arrive(house, days_ago=3)

    assert nightly.close_days() == 1

    assert cast.read(house, house.omar, case).findings == ()
