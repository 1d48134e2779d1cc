"""What a hand-over refuses."""

from vouchsafe.cases.errors import CaseError, Conflict, NotFound

__all__ = ["CaseError", "Conflict", "NotFound", "PartnerError"]


class PartnerError(CaseError):
    """A partner that cannot be listed as it was given."""
