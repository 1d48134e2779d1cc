"""To whom cases may go: administrators list them, handlers read the list and ask what a partner publishes now."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.wire import Wire
from vouchsafe.handover import reach
from vouchsafe.handover.errors import PartnerError
from vouchsafe.handover.models import MOST_OF_ADDRESS, MOST_OF_NAME, NOTICE_DAYS, Partner
from vouchsafe.intake.terminal.door import read_address
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.words import parse_words

MOST_NOTICE_DAYS: Final = 90


class NewPartner(Wire, frozen=True):
    """What an administrator says of a partner."""

    name: str
    address: str
    words: str
    notice_days: int = NOTICE_DAYS


def partners_for(member: Member) -> list[Partner]:
    """The organisation's partners by name, for administrators and handlers; raises NotFound for everybody else."""
    if not (member_has(member, Role.ADMINISTRATOR) or member_has(member, Role.HANDLER)):
        raise _unknown()
    found = Partner.objects.filter(organisation=member.organisation_id, active=True).defer("published")
    return list(found.order_by("name", "id"))


def partner_for(member: Member, partner: UUID) -> Partner:
    """A partner that this handler may hand a case to; raises NotFound for everybody else, and for a removed one."""
    found = Partner.objects.filter(organisation=member.organisation_id, id=partner, active=True).first()
    if found is None or not member_has(member, Role.HANDLER):
        raise _unknown()
    return found


def add_partner(administrator: Member, new: NewPartner) -> Partner:
    """List a partner. Recorded. Raises RightMissing, and PartnerError with the field at fault."""
    _demand_administrator(administrator)
    name = new.name.strip()
    if not 0 < len(name) <= MOST_OF_NAME:
        raise PartnerError("partner/name", _("Give the partner a name of at most 120 characters."), "name")
    if not 1 <= new.notice_days <= MOST_NOTICE_DAYS:
        message = _("The reporter is told at least 1 and at most 90 days before.")
        raise PartnerError("partner/notice", message, "notice_days")
    address = _checked_address(new.address.strip())
    try:
        words = " ".join(parse_words(new.words))
    except Malformed as error:
        message = _("These are not twelve words of a directory. Copy them from the partner's poster.")
        raise PartnerError("partner/words", message, "words") from error
    with transaction.atomic(durable=True):
        made = Partner.objects.create(
            organisation_id=administrator.organisation_id,
            name=name,
            address=address,
            words=words,
            notice_days=new.notice_days,
        )
        audit.record(made.organisation_id, Tag.PARTNER_LISTED, actor=administrator.id, partner=made.id)
    return made


def remove_partner(administrator: Member, partner: UUID) -> None:
    """Take a partner off the list; what was released before still goes. Recorded. Raises RightMissing or NotFound."""
    _demand_administrator(administrator)
    with transaction.atomic(durable=True):
        listed = Partner.objects.filter(organisation=administrator.organisation_id, id=partner, active=True)
        if not listed.update(active=False):
            raise _unknown()
        audit.record(administrator.organisation_id, Tag.PARTNER_REMOVED, actor=administrator.id, partner=partner)


def ask_partner(member: Member, partner: UUID) -> int:
    """Note that what a partner publishes is to be fetched; gives the number that `looked` will reach.

    Call inside the transaction that defers the fetching.
    """
    found = partner_for(member, partner)
    Partner.objects.filter(organisation=found.organisation_id, id=found.id).update(look=F("look") + 1)
    return found.look + 1


def _checked_address(text: str) -> str:
    """The address of a channel, where this server may go. Raises PartnerError "partner/address"."""
    try:
        place = read_address(text)
    except TerminalError as error:
        raise PartnerError("partner/address", error.message, "address") from error
    if place.channel is None or len(text) > MOST_OF_ADDRESS:
        message = _("This is not the address of a channel: copy it from the channel's page.")
        raise PartnerError("partner/address", message, "address")
    if not reach.may_be_asked(place.origin, reach.here()):
        message = _("This server does not go there: it takes public https addresses and its own report door.")
        raise PartnerError("partner/address", message, "address")
    return text


def _demand_administrator(member: Member) -> None:
    if not member_has(member, Role.ADMINISTRATOR):
        raise RightMissing


def _unknown() -> NotFound:
    return NotFound("partner/not-found", _("There is no such partner for you."))
