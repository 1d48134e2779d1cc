"""A coordinator excludes a member from a case: their keys of it are destroyed, no later one is taken (protocol §7)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import queries
from vouchsafe.cases.directory import cards_of
from vouchsafe.cases.errors import Conflict, NotFound
from vouchsafe.cases.models import Case, Grant
from vouchsafe.people.models import KeyFile, Member, Right, Role
from vouchsafe.vault.place import KeyKind


def exclude(coordinator: Member, case: UUID, other: UUID) -> Case:
    """Exclude a member of the organisation from a case that this coordinator may list; recorded, and for good.

    From then on the case does not exist for them. What they read before they have read: the case is due for new keys.
    Somebody who is excluded already stays so, unrecorded. Raises NotFound for who does not coordinate the channel, for
    a case from which they were excluded themselves and for a member of elsewhere, and Conflict "exclusion/no-handler"
    when nobody who handles the channel would be left with the case key.
    """
    with transaction.atomic(durable=True):
        found = queries.locked(queries.coordinated_by(coordinator), case)
        if not Member.objects.filter(organisation=found.organisation_id, id=other).exists():
            raise NotFound(
                "member/not-found",
                _("There is no such member for you. Nothing was changed. Reload the page and choose again."),
            )
        if other in found.excluded:
            return found
        if not _is_left(found, other):
            message = _("Nobody who handles this channel could read the case then. Add another handler first.")
            raise Conflict("exclusion/no-handler", message, "member")
        holders = [bytes.fromhex(each) for each in cards_of(found.organisation_id, [other])]
        gone, _kinds = Grant.objects.filter(organisation=found.organisation_id, case=found, holder__in=holders).delete()
        found.excluded = sorted([*found.excluded, other])
        found.rekey_due = found.rekey_due or gone > 0
        if found.assigned_to_id == other:
            found.assigned_to_id = None
        found.save(update_fields=["excluded", "rekey_due", "assigned_to"])
        audit.record(found.organisation_id, Tag.CASE_MEMBER_EXCLUDED, actor=coordinator.id, case=found.id, member=other)
    return found


def _is_left(case: Case, other: UUID) -> bool:
    """Whether an active handler of the channel but `other` holds the case key on the card of their present key."""
    rights = Right.objects.filter(
        organisation=case.organisation_id, role=Role.HANDLER, channel_id__isnull=True
    ) | Right.objects.filter(organisation=case.organisation_id, role=Role.HANDLER, channel_id=case.channel_id)
    handlers = rights.filter(member__is_active=True).exclude(member__in=[*case.excluded, other]).values("member")
    present = KeyFile.objects.filter(organisation=case.organisation_id, member__in=handlers)
    grants = Grant.objects.filter(organisation=case.organisation_id, case=case, key_kind=int(KeyKind.CASE))
    return grants.filter(holder__in=present.values("card__fingerprint")).exists()
