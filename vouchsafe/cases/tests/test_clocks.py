"""A case's clocks are rows that follow from what happened in it."""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vouchsafe.cases import clocks, services, tasks
from vouchsafe.cases.models import Case, Clock, Event
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.law.clocks import add_days, add_months

What = Event.What
DAYS = st.dates(date(2023, 1, 1), date(2033, 12, 31))


def rows(case: UUID) -> dict[str, tuple[date, date | None]]:
    """Each clock: by when, and when it was met."""
    return {row.matter: (row.due_on, row.met_on) for row in Clock.objects.filter(case=case)}


def test_a_report_comes_with_its_clocks_in_the_statement_that_stores_it(house: House, moving: Moving) -> None:
    """Seven days to acknowledge, three months from then to answer; no statement more than before."""
    sent = cast.seal(house)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        cast.store_sent(house, sent)

    found = rows(sent.case)
    assert found["acknowledge"] == (add_days(moving.day, 7), None)
    assert found["feedback"] == (add_months(add_days(moving.day, 7), 3), None)
    assert [query["sql"] for query in asked if "INSERT" in query["sql"] and "cases_clock" not in query["sql"]] == []
    assert sum("cases_clock" in query["sql"] for query in asked) == 1


def test_the_first_answer_meets_the_acknowledgement_and_sets_the_answers_day(house: House, moving: Moving) -> None:
    """A second one moves nothing."""
    sent = cast.send(house)
    arrived = moving.day
    hana = AtDesk(house, house.hana, sent.case)
    moving.forward(2)
    hana.answer()
    moving.forward(3)
    hana.answer("One more thing.")

    assert rows(sent.case)["acknowledge"] == (arrived + timedelta(days=7), arrived + timedelta(days=2))
    assert rows(sent.case)["feedback"] == (add_months(arrived + timedelta(days=2), 3), None)


def test_a_conclusion_meets_the_answer_and_sets_the_day_of_erasure_and_reopening_takes_both_back(
    house: House, moving: Moving
) -> None:
    """Two years after the conclusion, by the house's own rule."""
    sent = cast.send(house)
    hana = AtDesk(house, house.hana, sent.case)
    day = moving.forward(20)
    hana.conclude()
    concluded = rows(sent.case)
    moving.forward(1)
    hana.post("state", to="addressing")

    assert concluded["feedback"][1] == day
    assert concluded["retention"] == (add_months(day, 24), None)
    assert rows(sent.case)["feedback"][1] is None
    assert "retention" not in rows(sent.case)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(received=DAYS, acknowledged=st.none() | st.integers(0, 40), waited=st.lists(st.integers(1, 60), max_size=3))
def test_rows_are_what_the_calendar_says_across_months_and_leap_days(
    house: House, received: date, acknowledged: int | None, waited: list[int]
) -> None:
    """Whatever happened: never earlier than without a pause, never later than six months, and wound twice the same."""
    case = Case.objects.filter(organisation=house.organisation).first() or Case.objects.get(id=cast.send(house).case)
    Case.objects.filter(id=case.id).update(
        received_on=received, acknowledged_on=None if acknowledged is None else received + timedelta(days=acknowledged)
    )
    Event.objects.all().delete()
    clocks.wind(case)
    before = rows(case.id)
    on = received + timedelta(days=1)
    for days in waited:
        clocks.happen(case, What.PAUSED, on=on, until=on + timedelta(days=days))
        on += timedelta(days=days + 1)
    clocks.wind(case)
    after = rows(case.id)
    clocks.wind(case)

    assert rows(case.id) == after
    assert before["acknowledge"][0] == after["acknowledge"][0] == received + timedelta(days=7)
    if acknowledged is not None and acknowledged <= 7:
        assert before["feedback"][0] == add_months(received + timedelta(days=acknowledged), 3)
    pauses = timedelta(days=sum(waited))
    assert before["feedback"][0] <= after["feedback"][0] <= before["feedback"][0] + pauses
    assert after["feedback"][0] <= add_months(received + timedelta(days=acknowledged or 7), 6) + timedelta(days=7)


def test_the_hour_winds_cases_of_an_earlier_release_and_those_that_stand_still(house: House, moving: Moving) -> None:
    """Until then both sides are shown what the rows would be; running it twice changes nothing."""
    old, paused = cast.send(house).case, cast.send(house).case
    Clock.objects.filter(case=old).delete()
    hana = AtDesk(house, house.hana, paused)
    hana.pause()
    first = rows(paused)["feedback"][0]
    day = moving.forward(5)
    assert AtDesk(house, house.omar, old).due("acknowledge") == (day + timedelta(days=2)).isoformat()

    tasks.remind(timestamp=0)
    tasks.remind(timestamp=0)

    assert rows(old)["acknowledge"][0] == day + timedelta(days=2)
    assert rows(paused)["feedback"][0] == first + timedelta(days=5)


def test_two_who_reach_a_case_at_once_leave_one_row_for_each_matter(house: House) -> None:
    """The rows are keyed by the matter."""
    sent = cast.send(house)
    case = Case.objects.get(id=sent.case)
    for _each in range(3):
        clocks.wind(case)
    services.open_case(house.hana.member, sent.case)
    assert sorted(rows(sent.case)) == sorted(set(rows(sent.case)))


def test_nobody_sees_clocks_of_a_case_that_they_may_not_read(house: House) -> None:
    """Not who handles another channel, coordinates, oversees or administers, nor who is of elsewhere."""
    sent = cast.send(house)
    for who in (house.sofia.member, house.ines.member, house.tom.member, house.administrator):
        assert as_member(who).get(f"/api/v1/cases/{sent.case}/clocks").status_code == 404
