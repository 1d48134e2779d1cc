"""What can go wrong with mail."""

from vouchsafe.common.errors import VouchsafeError


class DeliveryError(VouchsafeError):
    """Root of this package's errors."""

    def __init__(self, code: str, message: str, status: int = 500) -> None:
        super().__init__(code, message, status)


class NoOrganisation(DeliveryError):
    """A mail came to the outbox without saying whose it is."""

    def __init__(self) -> None:
        super().__init__(
            "delivery/no-organisation",
            "Mail leaves only in the name of an organisation: use delivery.services.post, or set the header.",
        )


class NotDelivered(DeliveryError):
    """The transport did not take the message. `final`: asking again would get the same answer.

    The message holds an SMTP code or the name of the failure, never an address.
    """

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__("delivery/not-delivered", f"The mail server did not take the message ({reason}).")
        self.reason = reason
        self.final = final
