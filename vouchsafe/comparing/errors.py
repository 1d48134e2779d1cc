"""Why a door cannot be compared at all, each with a code and a sentence that says what to do."""

from vouchsafe.common.errors import VouchsafeError


class CannotCompare(VouchsafeError):
    """The comparison ended before it began; that a page differs is a finding, and no error."""
