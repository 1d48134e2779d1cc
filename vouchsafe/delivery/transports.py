"""Ways out of the outbox. The configuration's `mail.transport` chooses; an address never enters a log."""

import smtplib
import sys
from typing import Protocol, TextIO

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from vouchsafe.delivery.errors import NotDelivered
from vouchsafe.delivery.models import Message

TIMEOUT_SECONDS = 30
FINAL_FROM = 500  # SMTP: 5yz is a permanent refusal (RFC 5321 §4.2.1)


class Transport(Protocol):
    """Hands one message on. Raises NotDelivered, and then the message was not handed on."""

    def deliver(self, message: Message) -> None:
        """Send `message` now."""


class Smtp:
    """A mail server, as the configuration names it."""

    def deliver(self, message: Message) -> None:
        """Send over a fresh connection. A refusal with a 5yz code is final, everything else may be tried again."""
        mail = settings.VOUCHSAFE.mail
        connection = EmailBackend(
            host=mail.host,
            port=mail.port,
            username=mail.user,
            password=settings.VOUCHSAFE.mail_password,
            use_tls=mail.security == "starttls",
            use_ssl=mail.security == "tls",
            timeout=TIMEOUT_SECONDS,
        )
        letter = EmailMessage(message.subject, message.body, mail.sender, [message.address], connection=connection)
        letter.extra_headers["Auto-Submitted"] = "auto-generated"
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotDelivered(f"SMTP {code}", final=code >= FINAL_FROM) from None
        except smtplib.SMTPResponseException as error:
            # A refused sender or password is a setting to mend, not a reason to drop the notice.
            final = error.smtp_code >= FINAL_FROM and isinstance(error, smtplib.SMTPDataError)
            raise NotDelivered(f"SMTP {error.smtp_code}", final=final) from None
        except ValueError as error:  # an address that no mail can have, as of a domain that is too long in ASCII
            raise NotDelivered(type(error).__name__, final=True) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(type(error).__name__, final=False) from None


class Console:
    """Prints the message, for the demo. The address is shown by its domain only."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out

    def deliver(self, message: Message) -> None:
        """Write the message to the terminal."""
        domain = message.address.rpartition("@")[2]
        out = self.out or sys.stdout
        out.write(f"\n--- mail to somebody at {domain} ---\n{message.subject}\n\n{message.body}\n---\n")
        out.flush()


def chosen() -> Transport:
    """The transport of this server's configuration."""
    return Console() if settings.VOUCHSAFE.mail.transport == "console" else Smtp()
