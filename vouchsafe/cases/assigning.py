"""Who has a case: a handler takes it or is given it. It gives no right, and takes none.

Only somebody who reads the case can have it: who handles its channel, and holds its key on their present card.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.errors import Conflict, NotFound
from vouchsafe.cases.models import Case, Grant
from vouchsafe.people.models import KeyFile, Member, Right, Role
from vouchsafe.vault.place import KeyKind


def assignable(member: Member) -> QuerySet[Case]:
    """The cases that this member may assign, as a handler who reads them or as their coordinator."""
    return queries.readable(member) | queries.coordinated_by(member)


def case_to_assign(member: Member, case: UUID) -> Case:
    """The case as this member may assign it; raises NotFound "case/not-found"."""
    return queries.one(assignable(member), case)


def who_may_have(case: Case) -> QuerySet[Member]:
    """The active members who read this case now, by name."""
    rights = Right.objects.filter(
        Q(channel_id=case.channel_id) | Q(channel_id=None),
        organisation=case.organisation_id,
        member=OuterRef("id"),
        role=Role.HANDLER,
    )
    holders = Grant.objects.filter(
        organisation=case.organisation_id, case=case, key_kind=int(KeyKind.CASE), holder__isnull=False
    ).values("holder")
    keys = KeyFile.objects.filter(
        organisation=case.organisation_id, member=OuterRef("id"), card__fingerprint__in=holders
    )
    members = Member.objects.filter(Exists(rights), Exists(keys), organisation=case.organisation_id, is_active=True)
    return members.exclude(id__in=case.excluded).order_by("name", "id")


def assign(by: Member, case: UUID, *, to: UUID | None, instead_of: UUID | None) -> Case:
    """Give the case to a member, or, with None, to nobody; recorded, unless it is so already.

    `instead_of` is who had it when this was decided. Raises NotFound for who may not assign the case and for a member
    who cannot have it, and Conflict "assignment/changed" when somebody else was quicker.
    """
    with transaction.atomic(durable=True):
        found = queries.locked(assignable(by), case)
        if found.assigned_to_id == to:
            return found
        if to is not None and not who_may_have(found).filter(id=to).exists():
            raise NotFound(
                "member/not-found",
                _("There is no such member for you. Nothing was changed. Reload the page and choose again."),
            )
        if found.assigned_to_id != instead_of:
            message = _("Somebody else was quicker: the case went to another member. Look who has it now.")
            raise Conflict("assignment/changed", message, "instead_of")
        before, found.assigned_to_id = found.assigned_to_id, to
        found.save(update_fields=["assigned_to"])
        tag, whom = (Tag.CASE_PUT_DOWN, before) if to is None else (Tag.CASE_ASSIGNED, to)
        audit.record(found.organisation_id, tag, actor=by.id, case=found.id, member=whom)
    return found
