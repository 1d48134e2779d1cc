"""Second factors, for whoever has lost them all."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.people.errors import Refused
from vouchsafe.people.models import Member
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
    return member
