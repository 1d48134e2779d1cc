"""A real mail server on loopback, and what it received."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A mail server's memory; `answer` is what it says to each recipient or message."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.to_recipient = "250 OK"
        self.to_message = "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take or refuse the message."""
        if self.to_message.startswith("250"):
            self.received.append(envelope)
        return self.to_message


@contextmanager
def listening() -> Iterator[tuple[Mailbox, int]]:
    """The server while the context lasts, and its port."""
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def pointed_at(config: Any, port: int) -> Any:  # noqa: ANN401 - `config` stands above delivery
    """The configuration, its mail server being this one."""
    mail = msgspec.structs.replace(config.mail, transport="smtp", host="127.0.0.1", port=port, security="none")
    return msgspec.structs.replace(config, mail=mail)
