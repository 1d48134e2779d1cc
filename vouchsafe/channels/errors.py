"""What can go wrong with channels."""

from django.utils.translation import gettext as _

from vouchsafe.common.errors import VouchsafeError


class ChannelError(VouchsafeError):
    """Root of this package's errors."""


class DefinitionRefused(ChannelError):
    """A definition breaks a rule of channels/schemas/definition.json; `field` says where."""


class Conflict(ChannelError):
    """What the caller saw has changed meanwhile, or exists already."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(code, message, 409, field=field)


class NotFound(ChannelError):
    """Nothing there for the one who asks; the same answer whether it exists or not."""

    def __init__(self) -> None:
        super().__init__(
            "channel/not-found", _("There is no such channel for you. Go back to the list of channels."), 404
        )
