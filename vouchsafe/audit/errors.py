"""What can go wrong when writing the record: programming mistakes, so they are loud."""

from vouchsafe.common.errors import VouchsafeError


class AuditError(VouchsafeError):
    """Root of this package's errors."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, 500)


class OutsideTransaction(AuditError):
    """The record was written outside the transaction of the act, so one could be kept without the other."""

    def __init__(self) -> None:
        super().__init__("audit/outside-transaction", "The record is written only inside the transaction of the act.")


class NotOpaque(AuditError):
    """Something other than an id, a hash, a number or a word of our own vocabulary was to enter the record."""

    def __init__(self, name: str) -> None:
        super().__init__("audit/not-opaque", f"'{name}' is not an opaque id, hash, number or known word.")
