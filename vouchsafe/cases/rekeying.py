"""A handler's browser makes new keys for a case: the next generation, for all who are entitled now (protocol §1, §4).

Due after somebody who held the keys left or was excluded. What was sealed before stays under the old keys, whose other
grants stay; what is sealed afterwards is under the new ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vouchsafe.cases import erasure, queries
from vouchsafe.cases.checks import check_generation, check_grants, check_holders
from vouchsafe.cases.directory import holders_of
from vouchsafe.cases.entitled import entitled_to
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.keys import add_key, refuse_excluded
from vouchsafe.cases.models import Case, CaseKey, Item
from vouchsafe.cases.queries import OpenableGrant
from vouchsafe.cases.wire import RECEIPT, NewKey, NewKeys
from vouchsafe.people.models import Member
from vouchsafe.people.queries import hold_rights
from vouchsafe.vault.place import KeyKind

PAGE: Final = 10
MADE_ANEW: Final = (int(KeyKind.CASE), int(KeyKind.DESK))
SAYS_WHO: Final = ("report", "succession")
"""Kinds of items that say who sent the report and which receipt is theirs now."""


@dataclass(frozen=True, slots=True)
class Due:
    """A case that is to get new keys, as far as making them needs it.

    `newest` are the newest generations by key kind; `entitled` the cards of handlers that are to hold the new keys.
    """

    case: Case
    newest: dict[int, int]
    entitled: frozenset[str]
    grants: list[OpenableGrant]
    items: list[Item]


def due_for(member: Member) -> QuerySet[Case]:
    """The cases due for new keys that this member can make: they hold the present case key."""
    return queries.readable(member).filter(rekey_due=True).order_by("id")


def due(member: Member, after: UUID | None = None, limit: int = PAGE) -> tuple[list[Due], bool]:
    """Some of these cases by id, and whether others follow. Reading them opens no case: no reporter is told so."""
    cases = due_for(member)
    if after is not None:
        cases = cases.filter(id__gt=after)
    found = list(cases[: limit + 1])
    return [describe(member, case) for case in found[:limit]], len(found) > limit


def describe(member: Member, case: Case) -> Due:
    """What making new keys for one case needs; `case` was fetched as this member's."""
    items = Item.objects.filter(organisation=case.organisation_id, case=case, kind__in=SAYS_WHO).order_by("position")
    return Due(case, _newest(case), entitled_to(case), queries.grants_for(member, case), list(items))


def rekey(member: Member, case: Case, new: NewKeys) -> None:
    """Store the next generation of the case key and, where there is one, of the desk key, in one transaction; recorded.

    Every handler who is entitled now and every recovery sheet holds each; the receipt holds the case key. Raises
    BundleError for other holders, Conflict "key/exists" for who lost the race to a colleague, and "key/receipt-changed"
    when the reporter put a new receipt in place of the one that the case key was sealed to.
    """
    for place, key in enumerate(new.keys):
        check_generation(key.generation, f"keys[{place}].generation")
        check_grants([grant.sealed for grant in key.grants], f"keys[{place}].grants")
    erasure_key = erasure.read_key(case.organisation_id, case.erasure_id)
    with transaction.atomic(durable=True):
        # 1. Rights, directory and case stand still.
        hold_rights(case.organisation_id)
        locked = queries.case_to_change(member, case.id)
        # 2. Every key that is made anew, each for exactly those who are to hold it.
        _check_keys(locked, new.keys)
        # 3. The reporter's receipt is the one that the granter knew.
        known = Item.objects.filter(organisation=case.organisation_id, case=case, kind="succession").count()
        if known != new.successions:
            message = _("The reporter has a new receipt since. Make the keys again.")
            raise Conflict("key/receipt-changed", message, "successions")
        # 4. The first to come wins each slot.
        for key in new.keys:
            add_key(member, locked, key, erasure_key)
        locked.rekey_due = False
        locked.save(update_fields=["rekey_due"])


def _check_keys(case: Case, keys: Sequence[NewKey]) -> None:
    newest = _newest(case)
    if sorted(key.key_kind for key in keys) != sorted(newest):
        message = _("New keys are made for all of a case at once. Reload the case and make them again.")
        raise BundleError("key/incomplete", message, "keys")
    recovery, entitled = holders_of(case.organisation_id, case.channel_id).recovery, entitled_to(case)
    for key in keys:
        refuse_excluded(case, [grant.holder for grant in key.grants])
        receipt = {RECEIPT} if key.key_kind == KeyKind.CASE else set()
        check_holders([grant.holder for grant in key.grants], recovery | entitled | receipt, entitled)


def _newest(case: Case) -> dict[int, int]:
    slots = CaseKey.objects.filter(organisation=case.organisation_id, case=case, key_kind__in=MADE_ANEW)
    newest: dict[int, int] = {}
    for kind, generation in slots.values_list("key_kind", "generation"):
        newest[kind] = max(generation, newest.get(kind, 0))
    return newest
