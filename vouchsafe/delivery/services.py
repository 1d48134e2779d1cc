"""Posting finished notices and sending what waits."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.utils.text import Truncator

from vouchsafe.common import clock
from vouchsafe.delivery.errors import NotDelivered
from vouchsafe.delivery.models import Message
from vouchsafe.delivery.transports import Transport

log = logging.getLogger(__name__)

ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
SUBJECT_LENGTH = 200


def post(organisation_id: UUID, address: str, subject: str, body: str) -> UUID:
    """Put a finished notice into the outbox; it leaves with the next round of `send_waiting`.

    Part of the caller's transaction: rolled back with it. The subject becomes one line of at most 200 characters.
    Returns the message's id.
    """
    message = Message.objects.create(
        organisation_id=organisation_id, address=address, subject=one_line(subject), body=body
    )
    return message.id


def one_line(subject: str) -> str:
    """A subject as the outbox keeps it."""
    return Truncator(" ".join(subject.split())).chars(SUBJECT_LENGTH)


def send_waiting(transport: Transport) -> int:
    """Send every message that is due, one transaction each; returns how many left.

    A message is locked while it is being sent, so that two workers never send it both; it is deleted in the same
    transaction. A crash between the mail server's answer and the commit sends it twice: rather that than never.
    """
    sent = 0
    due = Message.objects.filter(state=Message.State.WAITING).filter(
        models.Q(not_before=None) | models.Q(not_before__lte=clock.now())
    )
    for message_id in list(due.values_list("id", flat=True)):
        sent += _send_one(message_id, transport)
    return sent


@transaction.atomic
def _send_one(message_id: UUID, transport: Transport) -> bool:
    message = (
        Message.objects.select_for_update(skip_locked=True).filter(id=message_id, state=Message.State.WAITING).first()
    )
    if message is None:
        return False
    try:
        transport.deliver(message)
    except NotDelivered as error:
        _put_off(message, error)
        return False
    message.delete()
    return True


def _put_off(message: Message, error: NotDelivered) -> None:
    """Wait twice as long each time; after the last attempt, or a final refusal, blank the text and give up."""
    message.attempts += 1
    fields = ["attempts"]
    if error.final or message.attempts >= ATTEMPTS:
        message.state = Message.State.FAILED
        message.subject = message.body = ""
        fields += ["state", "subject", "body"]
        log.error("Message %s was given up: %s.", message.id, error.reason)
    else:
        message.not_before = clock.now() + min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
        fields.append("not_before")
        log.warning("Message %s was put off: %s.", message.id, error.reason)
    message.save(update_fields=fields)
