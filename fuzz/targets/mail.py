"""A notice of the outbox, as it leaves: one letter, to one person, with these headers and no others."""

import atexit
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from vouchsafe.delivery.errors import NotDelivered
from vouchsafe.delivery.models import Message
from vouchsafe.delivery.services import SUBJECT_LENGTH, one_line
from vouchsafe.delivery.tests.mailbox import Mailbox, listening, pointed_at
from vouchsafe.delivery.transports import Smtp

HEADERS = frozenset(
    ("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID")
) | {"Auto-Submitted"}
_LONGEST_LINE = 998  # RFC 5322 §2.1.1


def target(data: bytes) -> None:
    """`data` is an address, a subject and a body, with NUL between them, as a database could hold them."""
    address, subject, body = [*(part.decode("utf-8", "replace") for part in data.split(b"\0", 2)), "", ""][:3]
    try:
        validate_email(address)
    except ValidationError:
        address = "hana@meridian.example"
    message = Message(address=address[:254], subject=one_line(subject), body=body)
    assert len(message.subject) <= SUBJECT_LENGTH
    assert len(message.subject.splitlines()) <= 1
    box, port = _mailbox()
    settings.VOUCHSAFE = pointed_at(settings.VOUCHSAFE, port)
    box.received.clear()
    try:
        Smtp().deliver(message)
    except NotDelivered:
        assert not box.received
        return
    (envelope,) = box.received
    assert len(envelope.rcpt_tos) == 1
    assert isinstance(envelope.content, bytes)
    _check_letter(envelope.content, message)


def _check_letter(content: bytes, message: Message) -> None:
    assert max(map(len, content.split(b"\r\n"))) <= _LONGEST_LINE
    letter = message_from_bytes(content, policy=default)
    assert isinstance(letter, EmailMessage)
    assert sorted(letter.keys()) == sorted(HEADERS)
    assert not letter.is_multipart()
    if "=?" not in message.subject:  # which readers take for an encoded word, as RFC 2047 asks them to
        assert letter["Subject"].strip() == message.subject.strip()  # a folded line begins with a space
    assert len(letter["To"].addresses) == 1
    said = letter.get_content()
    assert _lines(said) == _lines(message.body)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@cache
def _mailbox() -> tuple[Mailbox, int]:
    """A real mail server on loopback, until the process ends."""
    context = listening()
    atexit.register(context.__exit__, None, None, None)
    return context.__enter__()
