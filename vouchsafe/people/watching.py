"""What the log says of signing in, and of what the desk refused: for whoever looks into an attack on members.

A line names a member by the opaque id, and never what was typed, an address or a browser; `config/logs.py` keeps the
time of a line to the hour. Nothing of a reporter comes here: there is no signing in at the report door.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from vouchsafe.audit.models import Entry
from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.delivery.services import post
from vouchsafe.people import notices
from vouchsafe.people.models import Member

GetResponse = Callable[[HttpRequest], HttpResponseBase]

TOO_OFTEN: Final = "too_many_login_attempts"
"""allauth's code for a limit that was reached."""
REFUSALS: Final = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 429})

logger = logging.getLogger(__name__)


def signed_in(sender: object, request: HttpRequest, user: AbstractBaseUser, **_kwargs: object) -> None:  # noqa: ARG001 - a signal's signature
    """A member is in, by these ways."""
    ways = [way.get("type") or way["method"] for way in request.session.get("account_authentication_methods", [])]
    logger.info("signed in: member %s by %s", user.pk, ", ".join(ways) or "a link")


def signed_out(sender: object, user: AbstractBaseUser | None, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """A member left."""
    if user is not None:
        logger.info("signed out: member %s", user.pk)


def password_refused(member: Member | None, *, too_often: bool = False) -> None:
    """A password was wrong, or came too often to be looked at. None: nobody signs in with that address."""
    logger.warning("refused %s: %s", "too many passwords" if too_often else "a password", _named(member))
    if too_often and member is not None:
        _tell(member, password_known=False)


def factor_refused(user: AbstractBaseUser | None, kind: str, *, too_often: bool = False) -> None:
    """A code or a passkey was wrong; of a code, the password was right before."""
    member = user if isinstance(user, Member) else None
    logger.warning("refused %s: %s", f"too many of {kind}" if too_often else kind, _named(member))
    if too_often and member is not None:
        _tell(member, password_known=True)


def code_refused(sender: type, user: AbstractBaseUser, authenticator: Authenticator, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """A code of a second factor was wrong."""
    factor_refused(user, f"a code ({authenticator.type})")


def provider_refused() -> None:
    """A provider vouched for somebody who is not let in."""
    logger.warning("refused a provider's word: nobody known")


def provider_failed(provider_id: str, why: str) -> None:
    """A provider could not be asked, or what it says is not to be believed."""
    logger.warning("refused a provider's word: %s, because %s", provider_id, why)


class RefusalsMiddleware:
    """Notes each refusal at the desk: the view, the status, and the member whose session it was."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note."""
        response = self.get_response(request)
        if response.status_code in REFUSALS:
            view = request.resolver_match.view_name if request.resolver_match else "no view"
            who = request.session.get(SESSION_KEY)
            logger.info(
                "refused with %d: %s to %s", response.status_code, view, f"member {who}" if who else "nobody known"
            )
        return response


def _named(member: Member | None) -> str:
    return "nobody known" if member is None else f"member {member.pk}"


@transaction.atomic
def _tell(member: Member, *, password_known: bool) -> None:
    """Mail the member that somebody guesses, and record it: each once a day (UTC), guessed passwords and guessed codes.

    So whoever has the password cannot use up the worse news by guessing passwords first. The language is the server's:
    whoever guesses must not choose one that the member does not read.
    """
    since = datetime.combine(clock.today(), time.min, UTC)
    guessed = Entry.objects.filter(organisation_id=member.organisation_id, tag=Tag.MEMBER_GUESSED_AT, at__gte=since)
    known = int(password_known)
    if not guessed.filter(objects_touched__member=str(member.pk), objects_touched__password_known=known).exists():
        record(member.organisation_id, Tag.MEMBER_GUESSED_AT, actor=None, member=member.pk, password_known=known)
        with translation.override(settings.LANGUAGE_CODE):
            notice = notices.guessed(member, password_known=password_known)
        post(member.organisation_id, member.email, notice.subject, notice.body)
