"""What the desk looks at in every request: which sessions are open, and whether a second factor is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from vouchsafe.common.http import error_response
from vouchsafe.common.tenancy import enter_again
from vouchsafe.people import factors, services
from vouchsafe.people.errors import FactorMissing
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


class OpenSessionsMiddleware:
    """Notes each session with its member, so that members can see and end their own; ends what lasts too long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note what became of the session: what it was and what it is may be of two organisations."""
        before, organisation = request.session.session_key, organisation_of(request)
        known = _member_or_none(request)
        if known is not None and before and services.has_lapsed(known, before):
            logout(request)
        response = self.get_response(request)
        member, after = _member_or_none(request), request.session.session_key
        if before and before != after:
            enter_again(organisation)
            services.forget_session(before)
        if member is not None and after:
            enter_again(member.organisation_id)
            services.note_session(member, after)
        return response


class SecondFactorMiddleware:
    """Where a second factor is required, a member without one can set one up and do nothing else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; the work is done below, once the address is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: list[Any], _kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None to go on; else the way to set one up, for the API as an error."""
        member = _member_or_none(request)
        if member is None or not factors.is_required(member) or factors.has_one(member):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in SETTING_UP:
            return None
        return error_response(FactorMissing()) if request.path.startswith("/api/") else redirect("mfa_index")


def _member_or_none(request: HttpRequest) -> Member | None:
    user = request.user
    return user if isinstance(user, Member) and user.is_active else None
