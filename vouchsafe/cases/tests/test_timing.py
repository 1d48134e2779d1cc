"""What moves a case's clocks at the desk: pauses, extensions, meetings, telling the subject."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import clocks
from vouchsafe.cases.models import Case, Event, Item
from vouchsafe.cases.services import add_from_reporter
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import House, Sent, code
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.cases.tests.test_desk import tags
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.channels.models import Definition
from vouchsafe.law.clocks import add_months


@pytest.fixture
def sent(house: House) -> Sent:
    """A report to `integrity`."""
    return cast.send(house)


@pytest.fixture
def hana(house: House, sent: Sent) -> AtDesk:
    """Hana, who handles it."""
    return AtDesk(house, house.hana, sent.case)


def writes(sent: Sent, hana: AtDesk, text: str) -> None:
    """The reporter writes again, under the case's key: the server cannot tell who sealed it."""
    item = hana.message(text)
    add_from_reporter(Case.objects.get(id=sent.case), decode(json.dumps({"items": [item]}).encode(), Addition))


def test_a_question_stops_the_clock_until_the_reporter_writes(sent: Sent, hana: AtDesk, moving: Moving) -> None:
    """Four days of waiting move the answer by four days; the question is an ordinary message, and acknowledges."""
    before = moving.day
    assert hana.pause().status_code == 200
    paused = hana.shown()["feedback"]
    moving.forward(4)
    writes(sent, hana, "Hall nine.")
    after = hana.shown()["feedback"]

    assert (paused["paused"], paused["still"], paused["due"]) == (True, True, add_months(before, 3).isoformat())
    assert (after["paused"], after["due"]) == (False, (add_months(before, 3) + timedelta(days=4)).isoformat())
    assert hana.shown()["acknowledge"]["met"] == before.isoformat()
    assert "clock:paused" in tags(sent.case)
    assert "clock:resumed" not in tags(sent.case)  # what a reporter does is never recorded


def test_a_handler_lets_the_clock_go_on(sent: Sent, hana: AtDesk, moving: Moving) -> None:
    """Once; a clock that goes stays so, and nothing is recorded."""
    hana.pause()
    moving.forward(2)
    assert [hana.post("clocks/resume").status_code for _each in range(2)] == [200, 200]
    assert tags(sent.case).count("clock:resumed") == 1


def test_a_pause_never_moves_an_answer_past_the_outer_limit(hana: AtDesk, moving: Moving) -> None:
    """Six months from the acknowledgement, by the channel's law; then it stands still no more."""
    day = moving.day
    hana.pause()
    moving.forward(400)
    found = hana.shown()
    hana.post("clocks/resume")

    assert hana.due("feedback") == add_months(day, 6).isoformat()
    assert found["feedback"]["missed"]


def goes_by(house: House, law: str) -> None:
    """From now on the channel's cases go by this law."""
    definition = house.definition()
    clock = {**definition.body["clock"], "law": law}
    Definition.objects.filter(id=definition.id).update(body={**definition.body, "clock": clock})


def test_where_a_statute_lets_a_pause_move_nothing_the_day_stays(house: House, sent: Sent, moving: Moving) -> None:
    """By the directive: the question is asked, the answer is due when it was, and it cannot be put off."""
    goes_by(house, "eu")
    hana = AtDesk(house, house.hana, sent.case)
    hana.answer()
    before = hana.due("feedback")
    hana.pause()
    moving.forward(10)
    found = hana.shown()["feedback"]

    assert (found["due"], found["paused"], found["still"]) == (before, True, False)
    assert code(hana.extend(date.fromisoformat(before) + timedelta(days=1))) == (409, "clock/not-extendable")


def test_a_pause_moves_an_answer_that_was_put_off_too(hana: AtDesk, moving: Moving) -> None:
    """From the day that was named, by the days of waiting since; not by those before, and not past the law's end."""
    day = moving.day
    hana.pause()
    moving.forward(5)
    hana.post("clocks/resume")
    named = add_months(day, 4)
    hana.extend(named)
    hana.pause("And which month?")
    moving.forward(7)
    clocks.wind_unwound()  # as each hour does
    waiting = hana.shown()["feedback"]
    moving.forward(300)
    hana.post("clocks/resume")

    assert (waiting["due"], waiting["still"]) == ((named + timedelta(days=7)).isoformat(), True)
    assert named + timedelta(days=7) < date.fromisoformat(hana.due("feedback")) <= add_months(day, 9)


def test_only_one_pause_at_a_time_and_none_of_a_concluded_case(hana: AtDesk) -> None:
    """The second question goes as an ordinary answer."""
    hana.pause()
    assert code(hana.pause()) == (409, "clock/paused")
    hana.conclude()
    assert not hana.shown()["feedback"]["paused"]
    assert code(hana.pause()) == (409, "clock/concluded")


def test_the_same_question_again_answers_the_same(sent: Sent, hana: AtDesk) -> None:
    """A lost answer is asked for again: one message, one pause, one entry."""
    body = {"message": {"items": [hana.message("Which hall?")]}}
    answers = [hana.post("clocks/pause", **body) for _each in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Event.objects.filter(case=sent.case, what="paused").count() == 1
    assert Item.objects.filter(case=sent.case, kind="message").count() == 1
    assert tags(sent.case).count("clock:paused") == 1


def test_an_answer_is_put_off_with_reasons(sent: Sent, hana: AtDesk, moving: Moving) -> None:
    """By up to three months; the reasons are a note and a message, and the server learns the day."""
    hana.answer()
    present = date.fromisoformat(hana.due("feedback"))
    asked = hana.client.get(f"/api/v1/cases/{sent.case}/clocks").json()
    until = present + timedelta(days=30)

    assert asked["extendable_to"] == add_months(present, 3).isoformat()
    assert hana.extend(until).status_code == 200
    assert (hana.due("feedback"), hana.shown()["feedback"]["extended"]) == (until.isoformat(), True)
    found = hana.client.get(f"/api/v1/cases/{sent.case}/clocks").json()["events"]
    [extended] = [event for event in found if event["what"] == "extended"]
    assert Item.objects.get(id=extended["item"]).kind == "note"
    entry = Entry.objects.get(tag="clock:extended")
    assert entry.objects_touched == {"case": str(sent.case), "days": 30}


@pytest.mark.parametrize("days", [-1, 0, 93])
def test_an_answer_is_not_put_off_beyond_the_law_nor_back(hana: AtDesk, days: int) -> None:
    """The refusal names the last day; nothing is stored."""
    hana.answer()
    until = date.fromisoformat(hana.due("feedback")) + timedelta(days=days)

    assert code(hana.extend(until)) == (400, "clock/day")
    assert not hana.shown()["feedback"]["extended"]
    assert Item.objects.filter(case=hana.case, kind="note").count() == 0


def test_reasons_are_a_note_and_a_message_and_nothing_else(hana: AtDesk) -> None:
    """Reasons under the case key, which the reporter holds, are refused; so is an extension without a message."""
    note, message = hana.note("The bank."), hana.message("It takes longer.")
    until = "2040-01-01"
    answers = [
        hana.post("clocks/extension", until=until, reasons=message, message=message),
        hana.post("clocks/extension", until=until, reasons=note, message=note),
        hana.post("clocks/extension", until=until, reasons=note),
        hana.post("clocks/pause", message={"items": [note]}),
        hana.post("clocks/pause", message={"items": [message, hana.message("And where?")]}),
    ]
    assert [code(answer) for answer in answers] == [
        (400, "bundle/kind-not-allowed"),
        (400, "bundle/kind-not-allowed"),
        (400, "bundle/malformed"),
        (400, "bundle/kind-not-allowed"),
        (400, "bundle/one-of-kind"),
    ]


def test_feedback_before_the_outcome_meets_the_answer(hana: AtDesk, moving: Moving) -> None:
    """What is done or planned was told; the clock is met, a pause is over, and nothing can be put off any more."""
    hana.pause()
    day = moving.forward(3)
    assert hana.post("clocks/feedback", message={"items": [hana.message("We look into it.")]}).status_code == 200

    assert (hana.shown()["feedback"]["met"], hana.shown()["feedback"]["paused"]) == (day.isoformat(), False)
    assert code(hana.extend(day + timedelta(days=100))) == (409, "clock/not-extendable")


def test_a_meeting_has_a_clock_from_the_day_on_which_it_was_asked_for(hana: AtDesk, moving: Moving) -> None:
    """By the desk's word too, for who asked on the telephone; held, it is met."""
    day = moving.day
    assert code(hana.post("clocks/meeting", what="meeting-held", on=day)) == (409, "clock/no-meeting")
    assert code(hana.post("clocks/meeting", what="meeting-asked", on=day + timedelta(days=1))) == (400, "clock/day")
    hana.post("clocks/meeting", what="meeting-asked", on=day)
    assert hana.due("meeting") == (day + timedelta(days=14)).isoformat()
    held = moving.forward(3)
    hana.post("clocks/meeting", what="meeting-held", on=held)
    assert hana.shown()["meeting"]["met"] == held.isoformat()


def test_telling_the_subject_has_a_clock_that_reasons_put_off_until_they_expire(hana: AtDesk, moving: Moving) -> None:
    """On that day it is due; putting it off again takes new reasons; told, it is met."""
    day = moving.day
    assert code(hana.defer(day + timedelta(days=60))) == (409, "clock/no-subject")
    hana.post("clocks/notice", what="notice-due", on=day)
    assert hana.due("notice") == add_months(day, 1).isoformat()
    assert hana.defer(day + timedelta(days=60)).status_code == 200
    assert (hana.due("notice"), hana.shown()["notice"]["extended"]) == ((day + timedelta(days=60)).isoformat(), True)

    moving.forward(61)
    assert hana.shown()["notice"]["missed"]
    assert code(hana.defer(moving.day + timedelta(days=93))) == (400, "clock/day")
    assert hana.defer(moving.day + timedelta(days=20)).status_code == 200
    assert not hana.shown()["notice"]["missed"]
    told = moving.forward(5)
    hana.post("clocks/notice", what="subject-told", on=told)
    assert hana.shown()["notice"]["met"] == told.isoformat()


VERBS: list[tuple[str, dict[str, Any]]] = [
    ("clocks/resume", {}),
    ("clocks/meeting", {"what": "meeting-asked", "on": "2026-01-01"}),
    ("clocks/notice", {"what": "notice-due", "on": "2026-01-01"}),
]


@pytest.mark.parametrize(("what", "body"), VERBS)
def test_nobody_moves_a_clock_of_a_case_that_they_may_not_read(
    house: House, sent: Sent, hana: AtDesk, what: str, body: dict[str, Any]
) -> None:
    """Another channel's handler, a coordinator, an overseer; and Hana herself, once she is excluded."""
    for who in (house.sofia, house.ines, house.tom):
        assert AtDesk(house, who, sent.case).post(what, **body).status_code == 404
    Case.objects.filter(id=sent.case).update(excluded=[house.hana.member.id])
    assert hana.post(what, **body).status_code == 404


def test_nobody_stops_or_puts_off_a_clock_of_a_case_that_they_may_not_read(
    house: House, sent: Sent, hana: AtDesk
) -> None:
    """Sealed by a colleague who may, and sent by one who may not: nothing is stored."""
    message, note = hana.message("Which hall?"), hana.note("The bank.")
    for who in (house.sofia, house.ines, house.tom):
        other = AtDesk(house, who, sent.case)
        asked = [
            other.post("clocks/pause", message={"items": [message]}),
            other.post("clocks/feedback", message={"items": [message]}),
            other.post("clocks/extension", until="2040-01-01", reasons=note, message=message),
            other.post("clocks/deferral", until="2040-01-01", reasons=note),
        ]
        assert {answer.status_code for answer in asked} == {404}
    assert Event.objects.filter(case=sent.case).count() == 0
