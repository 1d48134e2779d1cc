"""What can go wrong with looks and hosts."""

from vouchsafe.common.errors import VouchsafeError


class LookError(VouchsafeError):
    """Root of this package's errors; `field` says which choice is at fault."""


class ContrastTooLow(LookError):
    """Text in or on the colour could not be read. `nearest` is the nearest one that can."""

    def __init__(self, message: str, nearest: str) -> None:
        super().__init__("look/contrast", message, field="accent")
        self.nearest = nearest
