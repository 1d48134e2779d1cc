"""The outbox: what is posted leaves once, by a real mail server, and no address is left behind."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage as Letter
from email.policy import default
from io import StringIO
from threading import Thread
from uuid import UUID, uuid4

import msgspec
import pytest
from aiosmtpd.smtp import Envelope
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction
from pytest_django import Settings

from vouchsafe.common import clock
from vouchsafe.delivery import tasks
from vouchsafe.delivery.backend import ORGANISATION_HEADER
from vouchsafe.delivery.errors import NoOrganisation
from vouchsafe.delivery.models import Message
from vouchsafe.delivery.services import ATTEMPTS, post, send_waiting
from vouchsafe.delivery.tests.mailbox import Mailbox, listening, pointed_at
from vouchsafe.delivery.transports import Console, Smtp, chosen

ADDRESS = "hana.weiss@meridian.example"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """A real mail server on loopback, to which the configuration points."""
    with listening() as (box, port):
        settings.VOUCHSAFE = pointed_at(settings.VOUCHSAFE, port)
        yield box


@pytest.fixture
def organisation(db: None) -> UUID:
    """An organisation, made without its domain: delivery stands below it."""
    organisation_id = uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_organisation (id, name, slug, demo) VALUES (%s, 'Meridian', 'meridian', false)",
            [organisation_id],
        )
    return organisation_id


def _letter(envelope: Envelope) -> Letter:
    assert isinstance(envelope.content, bytes)
    letter = message_from_bytes(envelope.content, policy=default)
    assert isinstance(letter, Letter)
    return letter


def test_a_notice_leaves_once_and_is_forgotten(organisation: UUID, mailbox: Mailbox) -> None:
    """The mail server gets it with sender, recipient and text; the outbox keeps no trace of it."""
    post(organisation, ADDRESS, "A new report", "There is a new report.\n\nhttp://desk.localhost:8000/")

    assert (send_waiting(chosen()), send_waiting(chosen())) == (1, 0)

    (envelope,) = mailbox.received
    letter = _letter(envelope)
    assert envelope.rcpt_tos == [ADDRESS]
    assert letter["From"] == "Vouchsafe <no-reply@vouchsafe.example>"
    assert (letter["Subject"], letter["Auto-Submitted"]) == ("A new report", "auto-generated")
    assert letter.get_content().startswith("There is a new report.")
    assert not Message.objects.exists()


def test_the_periodic_task_sends_by_the_chosen_transport(organisation: UUID, mailbox: Mailbox) -> None:
    """What procrastinate runs each minute empties the outbox."""
    post(organisation, ADDRESS, "A new report", "There is a new report.")

    tasks.send_waiting(0)

    assert len(mailbox.received) == 1
    assert tasks.send_waiting.queueing_lock == "delivery"


def test_a_notice_of_a_failed_act_never_leaves(organisation: UUID, mailbox: Mailbox) -> None:
    """Posted in a transaction that was rolled back, it is gone."""

    def act() -> None:
        with transaction.atomic():
            post(organisation, ADDRESS, "A new report", "There is a new report.")
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError, match="the act failed"):
        act()

    assert send_waiting(chosen()) == 0
    assert not mailbox.received


def test_a_busy_mail_server_is_asked_again_later(
    organisation: UUID, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A 4yz answer puts the message off, each time for longer; then it leaves."""
    mailbox.to_message = "451 Try again"
    post(organisation, ADDRESS, "A new report", "There is a new report.")
    assert send_waiting(chosen()) == 0
    message = Message.objects.get()
    assert (message.attempts, message.state) == (1, "waiting")
    mailbox.to_message = "250 OK"
    assert send_waiting(chosen()) == 0

    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    assert send_waiting(chosen()) == 1


@pytest.mark.parametrize("refusal", ["recipient", "message"])
def test_a_final_refusal_ends_it_and_blanks_the_text(organisation: UUID, mailbox: Mailbox, refusal: str) -> None:
    """A 5yz answer to the recipient or the message is not asked again; a one-time link does not stay in the outbox."""
    setattr(mailbox, f"to_{refusal}", "550 No such person here")
    post(organisation, ADDRESS, "A new password", "http://desk.localhost:8000/account/password/reset/key/secret/")

    assert send_waiting(chosen()) == 0

    message = Message.objects.get()
    assert (message.state, message.subject, message.body) == ("failed", "", "")


def test_a_mail_server_that_is_away_is_tried_a_number_of_times(
    organisation: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No connection: put off, at last given up, and never an exception that stops the other messages."""
    mail = msgspec.structs.replace(settings.VOUCHSAFE.mail, host="127.0.0.1", port=1)
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, mail=mail)
    post(organisation, ADDRESS, "A new report", "There is a new report.")

    for attempt in range(1, ATTEMPTS + 1):
        at = clock.now() + timedelta(days=attempt)
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda at=at: at)
            send_waiting(Smtp())
        message = Message.objects.get()
        assert message.attempts == attempt
        assert message.state == ("failed" if attempt == ATTEMPTS else "waiting")


def test_one_refused_message_does_not_hold_up_the_next(organisation: UUID, mailbox: Mailbox) -> None:
    """Each message stands alone."""
    mailbox.to_recipient = "451 Later"
    post(organisation, ADDRESS, "First", "First.")
    send_waiting(chosen())
    mailbox.to_recipient = "250 OK"
    post(organisation, "omar@meridian.example", "Second", "Second.")

    assert send_waiting(chosen()) == 1
    assert mailbox.received[0].rcpt_tos == ["omar@meridian.example"]


@pytest.mark.parametrize("address", ["noa@ä" + "b" * 62 + ".example", "noa\r\n@meridian.example"])
def test_an_address_that_no_mail_can_have_holds_up_nothing(organisation: UUID, mailbox: Mailbox, address: str) -> None:
    """It is given up at once; what waits behind it leaves, of whichever organisation it is."""
    post(organisation, address, "First", "First.")
    post(organisation, ADDRESS, "Second", "Second.")

    assert send_waiting(chosen()) == 1

    assert mailbox.received[0].rcpt_tos == [ADDRESS]
    assert Message.objects.get().state == "failed"
    assert send_waiting(chosen()) == 0


@pytest.mark.parametrize("answer", ["250 OK", "451 Later", "550 No such person here: hana.weiss@meridian.example"])
def test_no_address_is_logged(
    organisation: UUID, mailbox: Mailbox, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    """Sent, put off or refused: no log record names an address, even where the mail server's answer does."""
    mailbox.to_recipient = answer
    post(organisation, ADDRESS, "A new report", "There is a new report.")

    with caplog.at_level(logging.DEBUG):
        send_waiting(chosen())

    ours = [record for record in caplog.records if record.name.startswith("vouchsafe")]
    assert bool(ours) is not answer.startswith("250")
    said = "".join(f"{record.getMessage()} {record.exc_text}" for record in ours)
    assert "hana" not in said
    assert "meridian.example" not in said


def test_a_subject_is_one_line(organisation: UUID, mailbox: Mailbox) -> None:
    """A name with a line break cannot add a header."""
    post(organisation, ADDRESS, "A new report\r\nBcc: spy@elsewhere.example", "There is a new report.")

    send_waiting(chosen())

    (envelope,) = mailbox.received
    assert envelope.rcpt_tos == [ADDRESS]
    assert _letter(envelope)["Bcc"] is None


def test_the_console_shows_the_notice_without_the_address(organisation: UUID) -> None:
    """In the demo the terminal shows what would be sent, and to which domain."""
    out = StringIO()
    post(organisation, ADDRESS, "A new report", "There is a new report.")

    assert send_waiting(Console(out)) == 1

    assert "There is a new report." in out.getvalue()
    assert "meridian.example" in out.getvalue()
    assert "hana.weiss" not in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message(organisation: UUID) -> None:
    """While one worker is handing a message on, another passes over it."""
    sent_meanwhile = []

    class Slow:
        def deliver(self, _message: Message) -> None:
            other = Thread(target=another_worker)
            other.start()
            other.join()

    def another_worker() -> None:
        sent_meanwhile.append(send_waiting(Console(StringIO())))
        connection.close()

    post(organisation, ADDRESS, "A new report", "There is a new report.")

    assert send_waiting(Slow()) == 1
    assert sent_meanwhile == [0]
    assert not Message.objects.exists()


def test_what_a_library_sends_goes_through_the_outbox(organisation: UUID, settings: Settings) -> None:
    """Django's own mail functions post; the header that names the organisation stays here."""
    settings.EMAIL_BACKEND = "vouchsafe.delivery.backend.OutboxBackend"
    headers = {ORGANISATION_HEADER: str(organisation)}

    EmailMessage("Subject", "Body", to=[ADDRESS], headers=headers).send()

    message = Message.objects.get()
    assert (message.organisation_id, message.address, message.body) == (organisation, ADDRESS, "Body")


@pytest.mark.django_db
def test_mail_of_no_organisation_is_refused(settings: Settings) -> None:
    """A mail that does not say whose it is does not leave unnoticed."""
    settings.EMAIL_BACKEND = "vouchsafe.delivery.backend.OutboxBackend"

    with pytest.raises(NoOrganisation):
        send_mail("Subject", "Body", None, [ADDRESS])

    assert not Message.objects.exists()
