"""What the sealed store refuses: one root, a code that a client matches, a sentence that a person can act on."""

from typing import ClassVar

from vouchsafe.common.errors import VouchsafeError


class CaseError(VouchsafeError):
    """Root of every refusal about cases; `field` names the place in the request, when there is one."""

    answers: ClassVar[int] = 400

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(code, message, self.answers, field=field)


class BundleError(CaseError):
    """Sealed content that is not as protocol §3, §4 and §7 ask."""


class TooLarge(BundleError):
    """More bytes or more things than this door takes."""

    answers = 413


class Conflict(CaseError):
    """What was asked no longer fits what is stored."""

    answers = 409


class Outdated(CaseError):
    """A bundle was sealed to an entry of the directory, or to a questionnaire, that is no longer the newest."""

    answers = 409


class NotFound(CaseError):
    """Nothing there for the one who asks; the same answer whether it exists or not."""

    answers = 404
