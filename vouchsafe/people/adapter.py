"""How django-allauth behaves here: e-mail and password, no sign-up, no visitor's address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from vouchsafe.delivery.services import post
from vouchsafe.people import notices, sign_in, watching
from vouchsafe.people.links import password_path
from vouchsafe.people.models import Member

EVERYBODY = "everybody"


class DeskAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-in for members of the desk."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Never: members are invited by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """No address is known behind the porch: a limit "per ip" holds for all visitors together."""
        return EVERYBODY

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401 - as below
        """Look for who signs in across organisations; the password is then compared inside theirs."""
        if "email" in credentials:
            sign_in.look_for_address(credentials["email"])
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return found

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's
        """Count the attempt; whose it is hears of it when there are too many."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            watching.password_refused(_meant(credentials), too_often=True)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401, ARG002 - allauth's
        """The password was not theirs."""
        watching.password_refused(_meant(credentials))

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:  # noqa: ANN401 - allauth's
        """Whoever gave the password belongs to their organisation while a second factor is asked for."""
        refused: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refused is None:
            sign_in.keep(request, user)
        return refused

    def clean_email(self, email: str) -> str:
        """An address is typed by who has forgotten a password: whose it is decides where it is looked for."""
        sign_in.look_for_address(email)
        cleaned: str = super().clean_email(email)
        return cleaned

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Our own text, through the outbox, to the address on file (never to what was typed)."""
        assert isinstance(user, Member)  # noqa: S101 - AUTH_USER_MODEL, narrowed for the type checker
        del email
        notice = notices.password_reset(user, context["password_reset_url"])
        post(user.organisation_id, user.email, notice.subject, notice.body)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link at the configured desk address, whatever Host the request named."""
        member_id, _dash, token = key.partition("-")
        return settings.VOUCHSAFE.address("desk", password_path(member_id, token))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No other mail of allauth's is ours to send: one that a later setting switches on must get its own text."""
        message = f"allauth wanted to send {template_prefix}, which has no text in people/notices.py"
        raise NotImplementedError(message)


def _meant(credentials: dict[str, Any]) -> Member | None:
    """Whom the typed address means, in the organisation where they were looked for."""
    email = str(credentials.get("email", "")).strip().lower()
    return Member.objects.filter(email=email).first() if email else None
