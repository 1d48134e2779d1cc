"""Between a stranger at the desk and a member: whose organisation a request belongs to (`common/tenancy.py`).

Who signs in is looked for across organisations by functions that give an id and nothing else; what follows sees that
organisation alone. The session keeps it from then on, so that the next request finds its member.
"""

from typing import Final
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from vouchsafe.common.tenancy import Way, ask, enter, enter_as
from vouchsafe.people.models import Member

SESSION_KEY: Final = "organisation"


def organisation_of(request: HttpRequest) -> UUID | None:
    """The organisation that this session belongs to, or None while nobody's password was right."""
    kept = request.session.get(SESSION_KEY)
    return None if kept is None else UUID(kept)


def keep(request: HttpRequest, user: AbstractBaseUser) -> None:
    """Let the session belong to the member's organisation; a second factor may still be asked for."""
    assert isinstance(user, Member)  # noqa: S101 - AUTH_USER_MODEL, narrowed for the type checker
    request.session[SESSION_KEY] = str(user.organisation_id)


def keep_signed_in(sender: object, request: HttpRequest, user: AbstractBaseUser, **_kwargs: object) -> None:  # noqa: ARG001 - a signal's signature
    """A session that begins belongs to the member's organisation."""
    keep(request, user)


def look_for_address(email: str) -> None:
    """Go on in the organisation of whoever signs in with this address; in none, if nobody does."""
    enter_as(Way.EMAIL, email.strip().lower())


def look_for_member(member_id: UUID) -> None:
    """Go on in the organisation of this member: a passkey or a link names them."""
    enter_as(Way.MEMBER, member_id)


def look_for_account(provider: str, uid: str, addresses: list[str]) -> None:
    """Go on in the organisation of the member whom a provider means: by its own id for them, else by an address."""
    found = ask(Way.ACCOUNT, provider, uid)
    for address in [] if found else addresses:
        found = found or ask(Way.EMAIL, address.strip().lower())
    enter(found)


user_logged_in.connect(keep_signed_in)
