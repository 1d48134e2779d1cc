"""What the desk looks at in every request: which sessions are open, and whether a factor is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from vouchsafe.common.http import error_response
from vouchsafe.common.tenancy import enter_again
from vouchsafe.people import factors, services
from vouchsafe.people.errors import FactorMissing, PasskeyMissing, PeopleError
from vouchsafe.people.factors import Rule
from vouchsafe.people.models import Member
from vouchsafe.people.sign_in import organisation_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Where a member who must set up a second factor may go: there, and out.
SETTING_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_reauthenticate",
        "account_login",
        "account_logout",
    }
)
# The same, where passkeys alone count; and where a member who has one must use it: there, and out. Whoever knows a
# password and no more must be able to add no passkey beside the one that keeps them out.
ADDING_PASSKEY = SETTING_UP - {"mfa_activate_totp", "mfa_view_recovery_codes"}
USING_PASSKEY = frozenset({"mfa_reauthenticate_webauthn", "account_login", "account_logout"})


class OpenSessionsMiddleware:
    """Notes each session with its member, so that members can see and end their own; ends what lasts too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note what became of the session: what it was and what it is may be of two organisations."""
        before, organisation = request.session.session_key, organisation_of(request)
        known = _member_or_none(request)
        noted = services.noted_of(known, before) if known is not None and before else None
        if noted is not None and noted.has_lapsed:
            logout(request)
            known = None
        response = self.get_response(request)
        member, after = _member_or_none(request), request.session.session_key
        if before and before != after:
            enter_again(organisation)
            if known is not None and known == member and after:
                services.move_session(known, before, after)
            services.forget_session(before)
        if member is not None and after:
            enter_again(member.organisation_id)
            services.note_session(member, after, noted if before == after else None)
        return response


class SecondFactorMiddleware:
    """Where a second factor is required, a member without one can set one up and do nothing else.

    Where passkeys alone count, a session in which none was used leads to using one and to nothing else.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the work is done below, once the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None to go on; else the way to what is missing, for the API as an error."""
        member = _member_or_none(request)
        rule = Rule.NOTHING if member is None else factors.rule_for(member)
        if member is None or rule is Rule.NOTHING:
            return None
        has_one = factors.counting(member).exists()
        if rule is Rule.ANY:
            return None if has_one else _lead(request, SETTING_UP, FactorMissing(), reverse("mfa_index"))
        if not has_one:
            return _lead(request, ADDING_PASSKEY, PasskeyMissing(), reverse("mfa_index"))
        if factors.has_shown_passkey(request, member):
            return None
        back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
        return _lead(request, USING_PASSKEY, PasskeyMissing(), f"{reverse('mfa_reauthenticate_webauthn')}?{back}")


def _lead(request: HttpRequest, allowed: frozenset[str], error: PeopleError, there: str) -> HttpResponseBase | None:
    """None where the address is one of those that lead on."""
    match = request.resolver_match
    if match is not None and match.url_name in allowed:
        return None
    return error_response(error) if request.path.startswith("/api/") else redirect(there)


def _member_or_none(request: HttpRequest) -> Member | None:
    user = request.user
    return user if isinstance(user, Member) and user.is_active else None
