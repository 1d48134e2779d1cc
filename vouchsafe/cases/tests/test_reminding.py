"""Reminders of what is due, and the alarm for a report that nobody opened: when, to whom, once, and how little."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from vouchsafe.cases import reminding, services, tasks
from vouchsafe.cases.models import Case, Reminder
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.channels.models import Definition
from vouchsafe.delivery.models import Message

SOON, PASSED, WAITS = (
    "Something at the desk is due soon",
    "A day has passed at the desk",
    "A report waits that nobody has opened",
)
NOTHING_MORE = "This message says nothing more on purpose. Sign in to read."
HANA, OMAR, INES, TOM = (f"{name}@meridian.example" for name in ("hana", "omar", "ines", "tom"))


def told(subject: str) -> list[str]:
    """To whom an e-mail with this subject waits in the outbox; they are taken out."""
    found = Message.objects.filter(subject=subject)
    addresses = sorted(found.values_list("address", flat=True))
    found.delete()
    return addresses


def test_handlers_are_reminded_before_the_day_and_after_it(house: House, moving: Moving) -> None:
    """Of an answer a week and a day before; the day after, the coordinator too. Each once, however often it runs."""
    hana = AtDesk(house, house.hana, cast.send(house).case)
    services.open_case(house.hana.member, hana.case)
    hana.answer()
    due = (date.fromisoformat(hana.due("feedback")) - moving.day).days
    by_day = {}
    for day in range(1, due + 5):
        moving.forward(1)
        for _each in range(2):
            reminding.remind()
        found = told(SOON), told(PASSED)
        if found != ([], []):
            by_day[day - due] = found

    assert by_day == {
        -7: ([HANA, OMAR], []),
        -1: ([HANA, OMAR], []),
        1: ([], [HANA, INES, OMAR]),
    }


def test_an_acknowledgement_in_seven_days_is_not_announced_on_the_first(house: House, moving: Moving) -> None:
    """A day before is soon enough, and the notice of the report went out anyway."""
    cast.send(house)
    services.open_case(house.hana.member, Case.objects.get().id)
    reminding.remind()
    assert told(SOON) == []
    moving.forward(6)
    reminding.remind()
    assert told(SOON) == [HANA, OMAR]


def test_a_worker_that_comes_late_says_what_is_to_be_said_now(house: House, moving: Moving) -> None:
    """After a month without one: that the day has passed, and no reminder of before."""
    case = cast.send(house).case
    services.open_case(house.hana.member, case)
    moving.forward(40)
    reminding.remind()
    assert (told(SOON), told(PASSED)) == ([], [HANA, INES, OMAR])


def test_a_clock_that_stands_still_reminds_nobody(house: House, moving: Moving) -> None:
    """While the reporter is waited for, the day moves away; going on, it comes nearer again."""
    hana = AtDesk(house, house.hana, cast.send(house).case)
    services.open_case(house.hana.member, hana.case)
    hana.pause()
    for _each in range(9):
        moving.forward(10)
        reminding.remind()
    assert (told(SOON), told(PASSED)) == ([], [])
    hana.post("clocks/resume")
    moving.forward(86)
    reminding.remind()
    assert told(SOON) == [HANA, OMAR]


def test_where_a_pause_moves_nothing_its_handlers_are_reminded_all_the_same(house: House, moving: Moving) -> None:
    """By the directive the day stays, however long the reporter is waited for."""
    definition = house.definition()
    clock = {**definition.body["clock"], "law": "eu"}
    Definition.objects.filter(id=definition.id).update(body={**definition.body, "clock": clock})
    hana = AtDesk(house, house.hana, cast.send(house).case)
    services.open_case(house.hana.member, hana.case)
    hana.pause()
    moving.forward((date.fromisoformat(hana.due("feedback")) - moving.day).days - 5)
    reminding.remind()
    assert told(SOON) == [HANA, OMAR]


def test_a_day_that_moved_is_reminded_of_anew(house: House, moving: Moving) -> None:
    """What was sent stands with the day that it was about."""
    hana = AtDesk(house, house.hana, cast.send(house).case)
    services.open_case(house.hana.member, hana.case)
    hana.answer()
    due = date.fromisoformat(hana.due("feedback"))
    moving.forward((due - moving.day).days - 3)
    reminding.remind()
    assert told(SOON) == [HANA, OMAR]
    hana.extend(due + timedelta(days=30))
    moving.forward(26)
    reminding.remind()
    assert told(SOON) == [HANA, OMAR]
    assert set(Reminder.objects.filter(matter="feedback").values_list("step", flat=True)) == {"7"}


def test_a_report_that_nobody_opens_is_told_of_further_and_further(house: House, moving: Moving) -> None:
    """Handlers after three days, coordinators after six, the overseer on the day by which it is to be acknowledged."""
    cast.send(house)
    heard = {}
    for day in range(1, 12):
        moving.forward(1)
        for _each in range(2):
            reminding.remind()
        if found := told(WAITS):
            heard[day] = found
    assert heard == {3: [HANA, OMAR], 6: [INES], 7: [TOM]}


def test_one_that_somebody_opened_raises_no_alarm_nor_does_a_trial(house: House, moving: Moving) -> None:
    """Opened on the second day; an administrator's test is nobody's duty."""
    opened, trial = cast.send(house).case, cast.send(house).case
    Case.objects.filter(id=trial).update(is_test=True)
    moving.forward(1)
    services.open_case(house.omar.member, opened)
    moving.forward(30)
    reminding.remind()
    assert told(WAITS) == []
    assert Reminder.objects.filter(case=trial).count() == 0


def test_nobody_hears_of_a_case_from_which_they_are_excluded(house: House, moving: Moving) -> None:
    """Not the handler whom the reporter left out, nor a coordinator or an overseer whom somebody excluded."""
    cast.send(house, excluded=[house.omar.fingerprint])
    case = Case.objects.get()
    Case.objects.update(excluded=[*case.excluded, house.ines.member.id, house.tom.member.id])
    moving.forward(30)
    reminding.remind()
    assert told(WAITS) == told(PASSED) == [HANA]


def test_reminders_say_nothing_of_the_case(house: House, moving: Moving) -> None:
    """The same words to each: no id, no channel, no title, no date."""
    case = cast.send(house).case
    moving.forward(30)
    reminding.remind()
    messages = list(Message.objects.filter(subject__in=[SOON, PASSED, WAITS]))
    assert {(each.subject, each.body) for each in messages} == {
        (
            subject,
            f"{subject}:\nhttp://desk.localhost:8000/due/\n\n{NOTHING_MORE}",
        )
        for subject in (PASSED, WAITS)
    }
    assert not any(str(case)[:8] in each.body for each in messages)


def test_a_round_that_fails_tells_everybody_the_next_time(
    house: House, moving: Moving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent is noted in the transaction that posts, or not at all."""
    cast.send(house)
    moving.forward(3)

    def full(*_given: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(reminding, "post", full)
        with pytest.raises(OSError):
            reminding.remind()
    assert (told(WAITS), Reminder.objects.count()) == ([], 0)
    tasks.remind(timestamp=0)
    assert told(WAITS) == [HANA, OMAR]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_everybody_once(moving: Moving) -> None:
    """The second waits for the first and finds all of it noted."""
    house = cast.meridian()
    cast.send(house)
    moving.forward(3)

    def work() -> None:
        reminding.remind()
        connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert told(WAITS) == [HANA, OMAR]
