"""What stops a command of the operator: a code for programs, a sentence for people."""

from vouchsafe.common.errors import VouchsafeError


class OperatingError(VouchsafeError):
    """Root of these errors; the command prints `message` and exits with 1."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, 500)
