"""How django-allauth behaves here: e-mail and password, no sign-up, no visitor's address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from vouchsafe.delivery.services import post
from vouchsafe.people import notices
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
