"""What the report door refuses, besides what `cases` refuses of sealed content."""

from vouchsafe.cases.errors import CaseError


class IntakeError(CaseError):
    """Root of the report door's own refusals."""


class MailboxNotFound(IntakeError):
    """No case has this receipt: the one answer to an unknown and to a malformed token."""

    answers = 404


class Outdated(IntakeError):
    """The report was sealed to an entry of the directory, or to a questionnaire, that is no longer the newest."""

    answers = 409
