"""Django's e-mail backend: whatever Django or a library would send goes to the outbox instead."""

from collections.abc import Sequence
from uuid import UUID

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from vouchsafe.delivery.errors import NoOrganisation
from vouchsafe.delivery.services import post

ORGANISATION_HEADER = "X-Vouchsafe-Organisation"


class OutboxBackend(BaseEmailBackend):
    """Posts each recipient's copy. The mail names its organisation in a header, which does not leave the server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post all; returns how many mails were taken. Raises NoOrganisation."""
        for mail in email_messages:
            organisation = mail.extra_headers.get(ORGANISATION_HEADER)
            if not organisation:
                raise NoOrganisation
            for address in mail.recipients():
                post(UUID(organisation), address, str(mail.subject), str(mail.body))
        return len(email_messages)
