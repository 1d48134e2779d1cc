"""Second factors of whoever has lost them all, and ties to OpenID Providers."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.people.errors import Refused
from vouchsafe.people.models import Member
from vouchsafe.people.services.changes import note_change, tell
from vouchsafe.people.services.sessions import end_other_sessions


@transaction.atomic
def forget_factors(email: str) -> Member:
    """Remove the member's second factors and ties to providers, and end their sessions; the record keeps it.

    Only the operator can. Raises Refused ("member/unknown").
    """
    member = Member.objects.filter(email=email.strip().lower()).first()
    if member is None:
        raise Refused("member/unknown", _("Nobody signs in with this e-mail address."), 404)
    Authenticator.objects.filter(user_id=member.id).delete()
    SocialAccount.objects.filter(user_id=member.id).delete()
    end_other_sessions(member, None)
    record(member.organisation_id, Tag.MEMBER_FACTORS_FORGOTTEN, actor=None, member=member.id)
    tell(member, Tag.MEMBER_FACTORS_FORGOTTEN)
    return member


@transaction.atomic
def untie(member: Member, provider: str) -> None:
    """End the member's own tie to a provider; Http404 where there is none.

    The provider ties them again the next time it vouches for the address of their invitation.
    Raises Refused ("member/no-other-way") for whoever could not sign in any more.
    """
    tie = SocialAccount.objects.filter(user_id=member.id, provider=provider).first()
    if tie is None:
        raise Http404
    passkeys = Authenticator.objects.filter(user_id=member.id, type=Authenticator.Type.WEBAUTHN)
    if not member.has_usable_password() and not passkeys.exists():
        raise Refused("member/no-other-way", _("Set a password or add a passkey first: this is your only way in."), 409)
    tie.delete()
    note_change(member, Tag.MEMBER_PROVIDER_UNTIED)
