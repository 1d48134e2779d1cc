"""A change of what opens a member's account or key: an entry of the record, and a mail, in the same transaction."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin

from vouchsafe.audit.services import Opaque, record
from vouchsafe.audit.tags import Tag
from vouchsafe.delivery.services import post
from vouchsafe.people import notices
from vouchsafe.people.models import Member


def note_change(member: Member, tag: Tag, **touched: Opaque | None) -> None:
    """Record that the member changed something, and tell them by mail, in case it was not they who did."""
    record(member.organisation_id, tag, actor=member.id, **touched)
    tell(member, tag)


def tell(member: Member, tag: Tag) -> None:
    """Mail the member what was changed of their account or key."""
    notice = notices.changed(member, tag)
    post(member.organisation_id, member.email, notice.subject, notice.body)


def factor_added(sender: type, instance: Authenticator, created: bool, **_kwargs: object) -> None:  # noqa: ARG001, FBT001 - a signal's signature
    """A second factor, or recovery codes, were made; saving one again is only its use."""
    if not created:
        return
    kind = Authenticator.Type(instance.type)
    if kind == Authenticator.Type.RECOVERY_CODES:
        note_change(instance.user, Tag.MEMBER_CODES_MADE)
    else:
        note_change(instance.user, Tag.MEMBER_FACTOR_ADDED, factor=kind)


def factor_removed(sender: type, user: Member, authenticator: Authenticator, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """The member removed a second factor; recovery codes go with the last one and are no news of their own."""
    kind = Authenticator.Type(authenticator.type)
    if kind != Authenticator.Type.RECOVERY_CODES:
        note_change(user, Tag.MEMBER_FACTOR_REMOVED, factor=kind)


def password_changed(sender: type, user: Member, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """The member set a password, by the old one or by a link."""
    note_change(user, Tag.MEMBER_PASSWORD_CHANGED)


def provider_tied(sender: type, sociallogin: SocialLogin, **_kwargs: object) -> None:  # noqa: ARG001 - as above
    """A provider's word signs the member in from now on."""
    note_change(sociallogin.user, Tag.MEMBER_PROVIDER_TIED)
