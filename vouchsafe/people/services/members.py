"""Organisations, members and their rights."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common.inserting import insert
from vouchsafe.delivery.services import post
from vouchsafe.people import notices
from vouchsafe.people.errors import Conflict, Refused, RightMissing
from vouchsafe.people.links import password_link
from vouchsafe.people.models import Member, Organisation, Right, Role
from vouchsafe.people.queries import Holding, member_has
from vouchsafe.people.services.sessions import end_other_sessions
from vouchsafe.people.signals import rights_changed

NAME_LENGTH = 120
EMAIL_LENGTH = 254
SLUG_LENGTH = 60


class Founding(NamedTuple):
    """A new organisation, its first member, and the one-time link by which that member sets a password."""

    organisation: Organisation
    founder: Member
    password_link: str


@transaction.atomic
def found_organisation(
    name: str,
    slug: str,
    *,
    founder_email: str,
    founder_name: str,
    roles: Iterable[Role] = (Role.ADMINISTRATOR, Role.HANDLER),
    parent: str | None = None,
    demo: bool = False,
) -> Founding:
    """Create an organisation with its founding member, who holds `roles` in all channels. It has no directory yet.

    `parent` is the slug of the organisation whose overseers will see this one's figures.
    The founder signs in by the link, makes a key in the browser, prints the recovery sheet(s) and posts entry 0.
    Raises Refused ("organisation/name", "organisation/slug", "organisation/parent", "member/name", "member/email",
    "right/no-administrator")
    and Conflict ("organisation/exists", "member/exists").
    """
    name = _checked_name(name, "organisation/name")
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not slug or len(slug) > SLUG_LENGTH or slug != slug.lower():
        raise Refused("organisation/slug", _("Use small letters, digits and hyphens for the address, at most 60."))
    held = {Holding(role, None) for role in roles}
    if Holding(Role.ADMINISTRATOR, None) not in held:
        raise Refused("right/no-administrator", _("The founding member must be an administrator."))
    above = _parent(parent)
    organisation = Organisation(name=name, slug=slug, parent=above, demo=demo)
    insert(organisation, Conflict("organisation/exists", _("An organisation with this address exists already.")))
    founder = _new_member(organisation, founder_name, founder_email)
    under = None if above is None else above.id
    record(organisation.id, Tag.ORGANISATION_FOUNDED, actor=None, member=founder.id, parent=under)
    _replace_rights(None, founder, held)
    return Founding(organisation, founder, password_link(founder))


@transaction.atomic
def invite_member(actor: Member, *, name: str, email: str, holdings: Iterable[Holding]) -> Member:
    """Create a member of the administrator's organisation and mail them the link that sets their password.

    Raises RightMissing, Refused ("member/name", "member/email") and Conflict ("member/exists").
    """
    if not member_has(actor, Role.ADMINISTRATOR):
        raise RightMissing
    member = _new_member(actor.organisation, name, email)
    record(member.organisation_id, Tag.MEMBER_INVITED, actor=actor.id, member=member.id)
    _replace_rights(actor, member, set(holdings))
    notice = notices.invitation(member, password_link(member))
    post(member.organisation_id, member.email, notice.subject, notice.body)
    return member


@transaction.atomic
def set_rights(actor: Member, member: Member, holdings: Iterable[Holding]) -> None:
    """Make `holdings` the whole set of the member's rights. What is withdrawn ends at once.

    An administrator cannot introduce a key holder (protocol §2): a handler reads reports only once a handler or
    coordinator has listed their card in the directory.
    Raises RightMissing (also for a member of another organisation), Refused ("right/last-administrator"), and
    "member/not-found" for somebody who has left: who comes back begins without rights.
    """
    if not member_has(actor, Role.ADMINISTRATOR) or member.organisation_id != actor.organisation_id:
        raise RightMissing
    # Two administrators who withdraw each other's right at the same moment must not both succeed.
    Organisation.objects.select_for_update(no_key=True).get(id=actor.organisation_id)
    if not Member.objects.filter(organisation_id=actor.organisation_id, id=member.id, is_active=True).exists():
        message = _("There is no such member for you. Nothing was changed. Reload the page and choose again.")
        raise Refused("member/not-found", message, 404)
    _replace_rights(actor, member, set(holdings))
    _demand_administrator(actor.organisation_id)


@transaction.atomic
def leave(actor: Member, member: Member) -> None:
    """A member leaves the organisation: every right is withdrawn, every session ends, nobody signs in with the address.

    What they wrote stays, under their name; twice is no error. Raises RightMissing (also for a member of another
    organisation) and Refused ("right/last-administrator").
    """
    if not member_has(actor, Role.ADMINISTRATOR) or member.organisation_id != actor.organisation_id:
        raise RightMissing
    Organisation.objects.select_for_update(no_key=True).get(id=actor.organisation_id)
    present = Member.objects.filter(organisation=actor.organisation_id, id=member.id, is_active=True)
    if not present.update(is_active=False):
        return
    member.is_active = False
    record(member.organisation_id, Tag.MEMBER_LEFT, actor=actor.id, member=member.id)
    _replace_rights(actor, member, set())
    end_other_sessions(member, None)
    _demand_administrator(actor.organisation_id)


@transaction.atomic
def take_back(actor: Member, member: Member) -> None:
    """A member who left is back: they may sign in, without any right yet, and get a link to set a new password.

    Raises RightMissing (also for a member of another organisation).
    """
    if not member_has(actor, Role.ADMINISTRATOR) or member.organisation_id != actor.organisation_id:
        raise RightMissing
    if member.is_active:
        return
    member.is_active = True
    member.set_unusable_password()
    member.save(update_fields=["is_active", "password"])
    record(member.organisation_id, Tag.MEMBER_RETURNED, actor=actor.id, member=member.id)
    notice = notices.invitation(member, password_link(member))
    post(member.organisation_id, member.email, notice.subject, notice.body)


def _demand_administrator(organisation_id: UUID) -> None:
    administrators = Right.objects.filter(
        organisation_id=organisation_id, role=Role.ADMINISTRATOR, member__is_active=True
    )
    if not administrators.exists():
        raise Refused("right/last-administrator", _("Somebody must remain administrator: name another one first."), 409)


@transaction.atomic
def require_second_factor(actor: Member, *, required: bool, passkeys_only: bool) -> None:
    """Ask every member of the administrator's organisation for a second factor, or no longer. Raises RightMissing.

    Whoever has none can from the next request on only set one up; with `passkeys_only` it is a passkey, and each
    session needs it. What the server asks of everybody stays.
    """
    if not member_has(actor, Role.ADMINISTRATOR):
        raise RightMissing
    organisation = Organisation.objects.select_for_update(no_key=True).get(id=actor.organisation_id)
    asked = required or passkeys_only, passkeys_only
    if asked == (organisation.second_factor_required, organisation.passkeys_only):
        return
    organisation.second_factor_required, organisation.passkeys_only = asked
    organisation.save(update_fields=["second_factor_required", "passkeys_only"])
    record(organisation.id, Tag.ORGANISATION_SECOND_FACTOR, actor=actor.id, required=sum(asked))


def _parent(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise Refused("organisation/parent", _("There is no organisation here under the parent's address."))
    return found


def _new_member(organisation: Organisation, name: str, email: str) -> Member:
    name = _checked_name(name, "member/name")
    email = email.strip().lower()
    if not _is_address(email):
        raise Refused(
            "member/email", _("This is not an e-mail address, so nobody was invited. Write it as in name@example.org.")
        )
    member = Member(organisation=organisation, name=name, email=email)
    member.set_unusable_password()
    message = _("Somebody signs in with this e-mail address already, so nobody was invited. Use another address.")
    insert(member, Conflict("member/exists", message))
    return member


def _is_address(email: str) -> bool:
    """Whether mail can be sent there: letters of other alphabets are for the domain alone, and it must fit in ASCII."""
    local, _at, domain = email.rpartition("@")
    try:
        validate_email(email)
        domain.encode("idna")
    except (ValidationError, UnicodeError):
        return False
    return local.isascii() and len(email) <= EMAIL_LENGTH


def _checked_name(name: str, code: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise Refused(code, _("Give a name of at most 120 characters."))
    return name


def _replace_rights(actor: Member | None, member: Member, wanted: set[Holding]) -> None:
    organisation_id = member.organisation_id
    rights = Right.objects.filter(organisation_id=organisation_id, member_id=member.id)
    present = {Holding(Role(right.role), right.channel_id): right for right in rights}
    acting = None if actor is None else actor.id
    for holding in _in_order(present.keys() - wanted):
        present[holding].delete()
        _record_right(Tag.RIGHT_WITHDRAWN, acting, member, holding)
    for holding in _in_order(wanted - present.keys()):
        Right.objects.create(
            organisation_id=organisation_id, member_id=member.id, role=holding.role, channel_id=holding.channel
        )
        _record_right(Tag.RIGHT_GRANTED, acting, member, holding)
    rights_changed.send(sender=Member, member=member)


def _in_order(holdings: Iterable[Holding]) -> list[Holding]:
    return sorted(holdings, key=lambda holding: (holding.role.value, str(holding.channel)))


def _record_right(tag: Tag, acting: UUID | None, member: Member, holding: Holding) -> None:
    record(member.organisation_id, tag, actor=acting, member=member.id, role=holding.role, channel=holding.channel)
