"""Second factors as django-allauth keeps them here: secrets are sealed, and nothing tells when they were used."""

from base64 import b64decode, b64encode
from enum import IntEnum
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vouchsafe.common.qr import draw
from vouchsafe.people import sealing
from vouchsafe.people.errors import FactorUnreadable
from vouchsafe.people.models import Member

NAME = "Vouchsafe"
PURPOSE = b"vouchsafe second factors, version 1"
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


class Rule(IntEnum):
    """What a member must show beside, or instead of, a password; the stricter is the greater."""

    NOTHING = 0
    ANY = 1
    PASSKEY = 2


_OF_THE_SERVER: Final = {"offered": Rule.NOTHING, "required": Rule.ANY, "passkey": Rule.PASSKEY}


def rule_for(member: Member) -> Rule:
    """The stricter of what the server asks of everybody ([sign_in]) and what the member's organisation asks."""
    organisation = member.organisation
    asked = Rule.ANY if organisation.second_factor_required else Rule.NOTHING
    return max(
        _OF_THE_SERVER[settings.VOUCHSAFE.sign_in.second_factor], Rule.PASSKEY if organisation.passkeys_only else asked
    )


def counting(member: Member) -> "QuerySet[Authenticator]":
    """The member's factors that count where they are: apps and passkeys, or passkeys alone."""
    kinds = SECOND[1:] if rule_for(member) is Rule.PASSKEY else SECOND
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=member.id, type__in=kinds)
    return found


def has_shown_passkey(request: HttpRequest, member: Member) -> bool:
    """Whether a passkey of theirs was used in this session: to sign in, after the password, or when asked again.

    One that was removed since then does not count: whoever holds it is out.
    """
    used = [record.get("id") for record in get_authentication_records(request, member) if record["method"] == "mfa"]
    return bool(Authenticator.objects.filter(user_id=member.id, type=Authenticator.Type.WEBAUTHN, pk__in=used).exists())


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Authenticator apps, passkeys and recovery codes of members."""

    error_messages = {  # noqa: RUF012 - allauth's attribute
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not match. A code works once, and one from an app for half a minute."),
        "cannot_delete_authenticator": gettext_lazy("A second factor is required here: set up another one first."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret under a key that follows from SECRET_KEY: a copy of the database alone signs nobody in."""
        return b64encode(sealing.seal(text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; raises FactorUnreadable where the secret was sealed under another SECRET_KEY."""
        try:
            return sealing.unseal(b64decode(encrypted_text), PURPOSE).decode()
        except InvalidTag as error:
            raise FactorUnreadable from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is required, the last one that counts stays."""
        others = counting(authenticator.user).exclude(pk=authenticator.pk)
        return rule_for(authenticator.user) is Rule.NOTHING or bool(others.exists())

    def get_totp_issuer(self) -> str:
        """How an authenticator app calls this place."""
        return f"{NAME} ({settings.HOSTS['desk']})"

    def build_totp_svg(self, url: str) -> SafeString:
        """The QR code as an element of the page: black on white in every look, because cameras need that."""
        drawing = draw(url)
        return format_html(
            '<svg class="factor-qr" role="img" aria-label="{label}" viewBox="0 0 {size} {size}"'
            ' width="220" height="220" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
            '<path d="{path}" fill="#000"/></svg>',
            label=_("QR code for the authenticator app"),
            size=drawing.size,
            path=drawing.path,
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the configured desk, whatever Host a request names."""
        return {"id": settings.HOSTS["desk"].partition(":")[0], "name": NAME}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """What a passkey is called until its owner names it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def forget_use(sender: type, instance: Authenticator, **_kwargs: object) -> None:  # noqa: ARG001 - a signal's signature
    """Before saving: when a member was last here is nobody's business; when a factor was added, only to the day."""
    instance.last_used_at = None
    instance.created_at = instance.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    if instance.type == Authenticator.Type.RECOVERY_CODES and instance.data.get("viewed_at"):
        instance.data["viewed_at"] = 1
