"""What the report door refuses, besides what `cases` refuses of sealed content."""

from vouchsafe.cases.errors import CaseError


class IntakeError(CaseError):
    """Root of the report door's own refusals."""


class MailboxNotFound(IntakeError):
    """No case has this receipt: the one answer to an unknown and to a malformed token."""

    answers = 404


class ProofMissing(IntakeError):
    """This costs a proof of work, and none came."""

    answers = 428


class ProofRefused(IntakeError):
    """A proof of work that is wrong, or for something else, or of another day."""

    answers = 403


class QuotaFull(IntakeError):
    """The day has no room left for this. The sentence says when it opens again, and what other ways there are."""

    answers = 429
