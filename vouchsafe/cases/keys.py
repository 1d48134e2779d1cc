"""A key that a handler's browser made for a case, and who must hold it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import erasure, queries
from vouchsafe.cases.checks import check_generation, check_grants, check_holders
from vouchsafe.cases.directory import cards_of, holders_of
from vouchsafe.cases.entitled import entitled_to
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.models import Case, CaseKey
from vouchsafe.cases.store import insert_grants
from vouchsafe.cases.wire import NewKey, SealedGrant
from vouchsafe.people.models import Member
from vouchsafe.people.queries import hold_rights
from vouchsafe.vault.place import KeyKind


def store_key(member: Member, case: Case, new: NewKey) -> None:
    """Store a desk key's grants; the first to come wins.

    Raises Conflict "key/exists" for who lost the race, BundleError for grants that are not to the recovery sheets and
    at least one entitled handler and nobody else, and "key/excluded" for one to somebody who was excluded from the
    case, on whichever card.
    """
    if new.key_kind != KeyKind.DESK:
        message = _("Only the desk key is made here. Update the program that sends.")
        raise BundleError("bundle/key-kind-mismatch", message, "key_kind")
    check_generation(new.generation, "generation")
    check_grants([grant.sealed for grant in new.grants])
    erasure_key = erasure.read_key(case.organisation_id, case.erasure_id)
    with transaction.atomic(durable=True):
        hold_rights(case.organisation_id)
        locked = queries.case_to_change(member, case.id)
        holders = [grant.holder for grant in new.grants]
        refuse_excluded(locked, holders)
        check_holders(holders, holders_of(case.organisation_id, case.channel_id).recovery, entitled_to(locked))
        add_key(member, locked, new, erasure_key)


def add_key(member: Member, case: Case, new: NewKey, erasure_key: bytes) -> None:
    """Take the next slot of this key and store its grants, recorded; `case` is locked, and the holders are checked.

    Raises Conflict "key/exists" when a colleague was first.
    """
    slots = CaseKey.objects.filter(organisation=case.organisation_id, case=case, key_kind=new.key_kind)
    newest = slots.aggregate(newest=Max("generation"))["newest"]
    if newest is not None and new.generation <= newest:
        raise Conflict("key/exists", _("A colleague made this key first. Reload the case and use theirs."))
    if new.generation != (0 if newest is None else newest + 1):
        message = _("There is no such generation of this key. Reload and reseal.")
        raise BundleError("bundle/generation", message, "generation")
    CaseKey.objects.create(
        organisation_id=case.organisation_id, case=case, key_kind=new.key_kind, generation=new.generation
    )
    grants = [SealedGrant(one.holder, new.key_kind, new.generation, one.sealed) for one in new.grants]
    insert_grants(case, grants, erasure_key)
    audit.record(
        member.organisation_id,
        Tag.CASE_KEY_MADE,
        actor=member.id,
        case=case.id,
        key_kind=new.key_kind,
        generation=new.generation,
    )


def refuse_excluded(case: Case, holders: Sequence[str]) -> None:
    """Raises BundleError "key/excluded" for a card of somebody who was left out of the case, whichever it is."""
    cards = cards_of(case.organisation_id, case.excluded)
    for position, holder in enumerate(holders):
        if holder in cards:
            message = _(
                "A key was sealed to somebody who was excluded from this case. Reload the case and seal it again."
            )
            raise BundleError("key/excluded", message, f"grants[{position}].holder")
