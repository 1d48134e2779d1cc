"""A member's own sessions and passkeys, beside the pages that django-allauth answers."""

from typing import Any
from uuid import UUID

from allauth.account import views as allauth
from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView, OAuth2View
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from vouchsafe.people import queries, services
from vouchsafe.people.access import member_of
from vouchsafe.people.errors import Refused
from vouchsafe.people.factors import Rule, counting, has_shown_passkey, rule_for
from vouchsafe.people.links import member_in_link
from vouchsafe.people.openid import StrictAdapter
from vouchsafe.people.providers import note_failure
from vouchsafe.people.sign_in import look_for_member


class FactorsView(IndexView):  # type: ignore[misc]  # allauth ships no types
    """How the member signs in, on one page."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Beside allauth's: the providers that they are tied to, and whether they need a second factor."""
        known: dict[str, Any] = super().get_context_data(**kwargs)
        member = member_of(self.request)
        rule = rule_for(member)
        return {
            **known,
            "ties": queries.ties_of(member),
            "factor_missing": rule is not Rule.NOTHING and not counting(member).exists(),
            "passkeys_only": rule is Rule.PASSKEY,
        }


factors = FactorsView.as_view()


class SecondStepView(AuthenticateView):  # type: ignore[misc]  # as above
    """Asks for a second factor after the password."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Beside allauth's: whether a code would lead nowhere; who has no passkey yet is led by it to adding one."""
        known: dict[str, Any] = super().get_context_data(**kwargs)
        member = self.stage.login.user
        return {**known, "passkey_is_the_way": rule_for(member) is Rule.PASSKEY and counting(member).exists()}


second_step = SecondStepView.as_view()


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]  # as above
    """Adds a passkey, and shows the recovery codes that come with a first factor where they are worth something."""

    def get_success_url(self) -> str:
        """Where to after it was added."""
        onward: str = super().get_success_url()
        return reverse("mfa_index") if rule_for(member_of(self.request)) is Rule.PASSKEY else onward


add_passkey = AddPasskeyView.as_view()


class UsePasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # as above
    """Asks for a passkey, again or, where passkeys alone count, to let the session in."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Beside allauth's: whether it is the only way on."""
        known: dict[str, Any] = super().get_context_data(**kwargs)
        member = member_of(self.request)
        only = rule_for(member) is Rule.PASSKEY and not has_shown_passkey(self.request, member)
        return {**known, "passkey_is_the_way": only}


use_passkey = UsePasskeyView.as_view()


@require_POST
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth ships no types
def untie(request: HttpRequest, provider_id: str) -> HttpResponse:
    """POST: end one's own tie to a provider; 404 for any other."""
    try:
        services.untie(member_of(request), provider_id)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("mfa_index")


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]  # allauth ships no types
    """Asks, then removes a passkey; of an app allauth asks whether it may go, of a passkey it does not."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Form) -> HttpResponse:
        """Remove it, unless it is the last factor where one is required."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            refused: HttpResponse = self.form_invalid(form)
            return refused
        gone: HttpResponse = super().form_valid(form)
        return gone


remove_passkey = RemovePasskeyView.as_view()


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """GET: where the member is signed in."""
    shown = queries.sessions_of(member_of(request), request.session.session_key)
    return render(request, "account/sessions.html", {"sessions": shown, "others": len(shown) > 1})


@require_POST
@login_required
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """POST: end one of the member's own sessions; 404 for any other."""
    services.end_session(member_of(request), session_id)
    return redirect("account_sessions")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    """POST: end all of the member's sessions but this one."""
    services.end_other_sessions(member_of(request), request.session.session_key)
    return redirect("account_sessions")


@require_POST
def sign_in_with(request: HttpRequest, provider_id: str) -> HttpResponse:
    """POST: on to an OpenID Provider, by a page that goes there itself.

    The desk's policy lets forms go to the desk only, redirects included; a page that refreshes is no form any more.
    """
    answer = _ask(OAuth2LoginView, request, provider_id)
    if "Location" not in answer.headers:
        return answer
    onward = answer.headers["Location"]
    page = render(request, "account/onward.html", {"onward": onward})
    page.headers["Refresh"] = f"0; url={onward}"
    return page


def back_from(request: HttpRequest, provider_id: str) -> HttpResponse:
    """GET: a member comes back from an OpenID Provider, with a code for what it says of them."""
    return _ask(OAuth2CallbackView, request, provider_id)


def _ask(view: type[OAuth2View], request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask a provider; whoever cannot be asked, or is not who is configured, signs nobody in. 404 for no provider."""
    try:
        answer: HttpResponse = view.adapter_view(StrictAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException) as error:
        note_failure(provider_id, error)
        return render(request, "socialaccount/authentication_error.html", status=401)
    return answer


@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """GET, POST: a new password. A member who has none (a provider signs them in) is sent the link that sets one."""
    if not member_of(request).has_usable_password():
        return redirect("account_reset_password")
    with transaction.atomic():  # the entry of the record with the password, or neither
        answer: HttpResponse = allauth.password_change(request)
    return answer


def set_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """GET, POST: the link by which a member sets a password. It names them, so it is answered in their organisation."""
    asking = request.user.pk  # looked up in the session's organisation, while that is still the one
    member_id = member_in_link(uidb36)
    if member_id is not None and member_id != asking:
        look_for_member(member_id)
    with transaction.atomic():  # the entry of the record with the password, or neither
        answer: HttpResponse = allauth.password_reset_from_key(request, uidb36=uidb36, key=key)
    return answer


@require_safe
def not_signed_in(request: HttpRequest) -> HttpResponse:
    """GET: the member turned back at the provider."""
    return render(request, "socialaccount/authentication_error.html")
