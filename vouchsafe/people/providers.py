"""Signing in with an OpenID Provider: for members who were invited with that e-mail address, and for nobody else."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import Provider
from django.http import HttpRequest
from django.shortcuts import render
from requests import Session

from vouchsafe.people import watching
from vouchsafe.people.models import Member
from vouchsafe.people.openid import StrictProvider, Unbelieved, demand_object
from vouchsafe.people.sign_in import look_for_account

SIGNING_IN = "login"


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Ties what a provider says to a member."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """One that is asked strictly (`openid.py`)."""
        return StrictProvider(request, app=super().get_provider(request, provider, client_id).app)

    def get_requests_session(self) -> Session:
        """As allauth, but led nowhere: a redirect fails, before it takes a code and our secret to another place.

        What is answered is an object, or refused.
        """
        session: Session = super().get_requests_session()
        session.max_redirects = 0
        session.hooks["response"].append(demand_object)
        return session

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's
        provider: Provider,
        error: str | None = None,  # noqa: ARG002 - as above
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Somebody turned back there, or the provider could not be asked or believed: the last two are noted."""
        if exception is not None:
            note_failure(provider.app.provider_id, exception)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth's
        """Never: members are invited by an administrator."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Member:  # noqa: ARG002 - allauth's signature
        """Nobody is made from what a provider says; this is the moment before allauth looks for whom it means."""
        look_for_account(sociallogin.account.provider, sociallogin.account.uid, _confirmed(sociallogin))
        suggested: Member = sociallogin.user
        return suggested

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in whom the provider has vouched for before, or whose verified address is an active member's.

        1. Both answers of the provider speak of the same person (OpenID Connect Core §5.3.2).
        2. Whoever is known by the provider's own id is that member, whatever their address is by now.
        3. An address ties a member once for each provider: it may be given to somebody else later.

        Raises ImmediateHttpResponse with the page that refuses, the same for every reason.
        """
        if sociallogin.state.get("process") != SIGNING_IN or not _speaks_of_one(sociallogin):
            raise _refusal(request)
        if sociallogin.is_existing:
            return
        member = _invited(sociallogin)
        if member is None:
            raise _refusal(request)
        sociallogin.connect(request, member)


def note_failure(provider_id: str, error: Exception) -> None:
    """In the log: why, in words of ours, else the kind of the error, whose text may hold what a provider said."""
    watching.provider_failed(provider_id, str(error) if isinstance(error, Unbelieved) else type(error).__name__)


def forget_claims(sender: type, instance: SocialAccount, **_kwargs: object) -> None:  # noqa: ARG001 - a signal's signature
    """Before saving: of all that a provider says of a member, only its id for them is kept."""
    instance.said = instance.extra_data  # allauth saves what is known already before it asks pre_social_login
    instance.extra_data = {}


def forget_hours(sender: type, instance: SocialAccount, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """After saving, because Django sets the time itself: when somebody was last here is not kept."""
    day = instance.date_joined.replace(hour=0, minute=0, second=0, microsecond=0)
    SocialAccount.objects.filter(pk=instance.pk).update(last_login=day, date_joined=day)


def _speaks_of_one(sociallogin: SocialLogin) -> bool:
    account = sociallogin.account
    said = getattr(account, "said", account.extra_data)
    return bool(said.get("id_token", {}).get("sub") == account.uid)


def _invited(sociallogin: SocialLogin) -> Member | None:
    member = Member.objects.filter(email__in=_confirmed(sociallogin), is_active=True).first()
    if member is None:
        return None
    tied = SocialAccount.objects.filter(user_id=member.id, provider=sociallogin.account.provider)
    return None if tied.exists() else member


def _confirmed(sociallogin: SocialLogin) -> list[str]:
    return [each.email.strip().lower() for each in sociallogin.email_addresses if each.verified is True]


def _refusal(request: HttpRequest) -> ImmediateHttpResponse:
    watching.provider_refused()
    return ImmediateHttpResponse(render(request, "account/not_invited.html", status=403))
