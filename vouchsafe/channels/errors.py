"""What can go wrong with channels."""

from vouchsafe.common.errors import VouchsafeError


class ChannelError(VouchsafeError):
    """Root of this package's errors."""


class DefinitionRefused(ChannelError):
    """A definition breaks a rule of channels/schemas/definition.json; `field` says where."""
