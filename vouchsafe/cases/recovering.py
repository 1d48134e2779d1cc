"""Recovery sheets at the desk: what was granted to a sheet, for a handler who has it at hand (protocol §16).

The server gives out grants that only the sheet opens; the keys in them are handed on as any are (`regranting`).
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.errors import NotFound
from vouchsafe.cases.regranting import Page, lacking
from vouchsafe.people.models import Card, Member


def lacking_by_sheet(member: Member, sheet: bytes, after: UUID | None = None) -> Page:
    """The cases that this handler handles and in which somebody entitled lacks a key that the sheet has. Recorded.

    `sheet` is the fingerprint (32 bytes) of a recovery sheet's card; the grants in the page are that sheet's. Raises
    NotFound "sheet/unknown" for any other card.
    """
    sheets = Card.objects.filter(organisation=member.organisation_id, kind=Card.Kind.RECOVERY)
    if not sheets.filter(fingerprint=sheet).exists():
        raise NotFound("sheet/unknown", _("This is not a recovery sheet of your organisation."))
    with transaction.atomic(durable=True):
        page = lacking(member, sheet, after)
        if page.rows:
            audit.record(member.organisation_id, Tag.SHEET_USED, actor=member.id, sheet=sheet, cases=len(page.rows))
    return page
