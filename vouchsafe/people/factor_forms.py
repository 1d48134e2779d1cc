"""Codes of a second factor, typed when signing in and when asked again."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.forms import LoginWebAuthnForm
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from fido2.utils import websafe_decode

from vouchsafe.people import watching
from vouchsafe.people.sign_in import look_for_member

LAST = "last_counter"


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """A code of an authenticator app or of the recovery codes."""

    def clean_code(self) -> str:
        """The code, which from now on is worth nothing."""
        with heard(self.user):
            code: str = super().clean_code()
        use_up(self.authenticator, code)
        return code


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]  # as above
    """The same, of a member who is signed in."""

    def clean_code(self) -> str:
        """The code, which from now on is worth nothing."""
        with heard(self.user):
            code: str = super().clean_code()
        use_up(self.authenticator, code)
        return code


class PasskeyForm(LoginWebAuthnForm):  # type: ignore[misc]  # as above
    """A passkey that signs in alone: it names its member, who is then looked for."""

    def clean_credential(self) -> Authenticator:
        """The passkey, if it is a member's. Raises Django's ValidationError, also where a part is missing."""
        named = _named_by(self.cleaned_data["credential"])
        if named is not None:
            look_for_member(named)
        try:
            found: Authenticator = super().clean_credential()
        except KeyError as error:  # which allauth lets through
            watching.factor_refused(None, "a passkey")
            raise get_adapter().validation_error("incorrect_code") from error
        except ValidationError:
            watching.factor_refused(None, "a passkey")
            raise
        return found


@contextmanager
def heard(user: AbstractBaseUser) -> Iterator[None]:
    """Note that codes came too often to be looked at; of a wrong one allauth tells itself."""
    try:
        yield
    except ValidationError as error:
        if error.code == watching.TOO_OFTEN:
            watching.factor_refused(user, "codes", too_often=True)
        raise


def _named_by(credential: object) -> UUID | None:
    try:
        handle = credential["response"]["userHandle"]  # type: ignore[index]
        return UUID(websafe_decode(handle).decode())
    except (KeyError, TypeError, ValueError):
        return None


@transaction.atomic
def use_up(authenticator: Authenticator, code: str) -> None:
    """Let an app's code count once, in every process of the server, and none that is older (RFC 6238 §5.2).

    Which one counted last tells when somebody was here, so that is kept sealed. Recovery codes see to it themselves.
    Raises Django's ValidationError.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return
    locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
    secret, last = get_adapter().decrypt(locked.data["secret"]), _last_counter(locked)
    matching = [
        counter
        for counter in totp.yield_hotp_counters_from_time()
        if counter > last
        and totp.compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter)))
    ]
    if not matching:
        watching.factor_refused(authenticator.user, "a code that was used")
        raise get_adapter().validation_error("incorrect_code")
    locked.data[LAST] = get_adapter().encrypt(str(matching[0]))
    locked.save(update_fields=["data"])


def _last_counter(authenticator: Authenticator) -> int:
    """0 before the first; former releases kept it as a plain number."""
    kept = authenticator.data.get(LAST, 0)
    return kept if isinstance(kept, int) else int(get_adapter().decrypt(kept))
