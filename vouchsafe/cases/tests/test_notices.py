"""Telling handlers: when, whom, how often, and how little."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from vouchsafe.cases import notices, tasks
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.models import Channel
from vouchsafe.delivery.models import Message
from vouchsafe.people.models import Member

ON_THE_HOUR, LATER = 0, 17
BODY = (
    "Something new waits for you at the desk:\nhttp://desk.localhost:8000/\n\n"
    "This message says nothing more on purpose. Sign in to read."
)


def told() -> list[str]:
    """Who has a notice in the outbox, besides invitations."""
    return sorted(Message.objects.filter(subject__startswith="Something new").values_list("address", flat=True))


def test_on_the_hour_each_handler_of_the_channel_gets_one_notice(house: House) -> None:
    """Three reports make one e-mail each; a second round makes none."""
    for _each in range(3):
        cast.send(house)

    assert notices.post_notices(LATER) == 0
    assert notices.post_notices(ON_THE_HOUR) == 2
    assert notices.post_notices(ON_THE_HOUR) == 0

    assert told() == ["hana@meridian.example", "omar@meridian.example"]
    assert not Case.objects.filter(notice_pending=True).exists()


def test_a_channel_that_chose_at_once_is_told_within_the_minute(house: House) -> None:
    """The other channel waits for the hour."""
    Channel.objects.filter(id=house.channel.id).update(notify=Channel.Notify.AT_ONCE)
    cast.send(house)
    cast.send(house, channel="safety")

    notices.post_notices(LATER)
    assert told() == ["hana@meridian.example", "omar@meridian.example"]
    notices.post_notices(ON_THE_HOUR)
    assert told() == ["hana@meridian.example", "omar@meridian.example", "sofia@meridian.example"]


def test_a_notice_says_nothing_of_the_report(house: House) -> None:
    """No id, no channel, no title, no date: the same words to each, and the desk's address."""
    sent = cast.send(house)
    notices.post_notices(ON_THE_HOUR)

    messages = Message.objects.filter(subject__startswith="Something new")
    assert {(message.subject, message.body) for message in messages} == {
        ("Something new waits for you at the desk", BODY)
    }
    assert not any(str(sent.case) in message.body for message in messages)


def test_who_cannot_read_the_report_is_not_told_of_it(house: House) -> None:
    """Not whom the reporter left out, not who lost the right, not who was switched off."""
    cast.send(house, excluded=[house.omar.fingerprint])
    notices.post_notices(ON_THE_HOUR)
    assert told() == ["hana@meridian.example"]

    Message.objects.all().delete()
    house.hana.member.rights.all().delete()
    Member.objects.filter(id=house.omar.member.id).update(is_active=False)
    cast.send(house)
    notices.post_notices(ON_THE_HOUR)
    assert told() == []


def test_a_round_that_fails_tells_everybody_the_next_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flags are cleared in the transaction that posts, or not at all."""
    cast.send(house)

    def full(_organisation: UUID, address: str, _subject: str, _body: str) -> UUID:
        raise OSError(address)

    with monkeypatch.context() as patched:
        patched.setattr(notices, "post", full)
        with pytest.raises(OSError, match="meridian"):
            notices.post_notices(ON_THE_HOUR)
    assert told() == []

    assert notices.post_notices(ON_THE_HOUR) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_everybody_once() -> None:
    """Both scan the same flags; the second waits for the first and finds none."""
    house = cast.meridian()
    cast.send(house)
    posted: list[int] = []

    def work() -> None:
        posted.append(notices.post_notices(ON_THE_HOUR))
        connection.close()

    workers = [threading.Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(posted) == [0, 0, 0, 2]
    assert told() == ["hana@meridian.example", "omar@meridian.example"]


def test_the_periodic_task_tells_by_its_minute(house: House) -> None:
    """Its only argument is the moment, rounded to the minute: no job names a case."""
    cast.send(house)
    tasks.post_notices(timestamp=1_800_000_000 + 17 * 60)
    assert told() == []
    tasks.post_notices(timestamp=1_800_000_000)
    assert told() == ["hana@meridian.example", "omar@meridian.example"]
