"""What can go wrong with organisations, members, rights and keys."""

from django.utils.translation import gettext as _

from vouchsafe.common.errors import VouchsafeError


class PeopleError(VouchsafeError):
    """Root of this package's errors."""


class RightMissing(PeopleError):
    """The member is known, but may not do this."""

    def __init__(self) -> None:
        super().__init__(
            "right/missing",
            _("Your rights do not cover this, so nothing was changed. An administrator can widen them."),
            403,
        )


class NotSignedIn(PeopleError):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__(
            "session/missing", _("You are not signed in, so nothing was done. Sign in, then try again."), 401
        )


class NotFresh(PeopleError):
    """What was asked for needs proof from the last minutes that it is still the member who sits here."""

    def __init__(self) -> None:
        super().__init__("session/not-fresh", _("Show again that it is you, then repeat this."), 403)


class FactorMissing(PeopleError):
    """A second factor is required, and the member has not set one up."""

    def __init__(self) -> None:
        super().__init__("factor/missing", _("Set up a second factor first."), 403)


class PasskeyMissing(PeopleError):
    """Passkeys alone count here, and this session was opened by something else."""

    def __init__(self) -> None:
        super().__init__("factor/passkey", _("Here only a passkey lets you in: use yours first, or add one."), 403)


class Refused(PeopleError):
    """A form was understood and cannot be accepted; `code` says why."""


class Conflict(PeopleError):
    """What the caller saw has changed meanwhile, or exists already."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, 409)


class FactorUnreadable(PeopleError):
    """A second factor was sealed under another SECRET_KEY than the server has now."""

    def __init__(self) -> None:
        super().__init__(
            "factor/unreadable", _("The secret key of this server has changed: set up second factors anew."), 500
        )
