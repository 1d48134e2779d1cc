"""What comes of a case (ISO 37002: conclude): never without an outcome, and the letter that tells the reporter.

Why, which measures, what damage is sealed. The server is told the outcome and the category, for the figures. What ends
a report with nothing done takes two people (`acts/concluding.py`), so that nobody buries one alone; then what was kept
apart in it, who reported and whom it concerns, is erased the same day.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import checks, clocks, queries
from vouchsafe.cases.errors import BundleError, Conflict
from vouchsafe.cases.models import Case, CaseKey, Concluded, Grant, HandedShare, Item, Outcome, State
from vouchsafe.cases.services import record_step, write_from_desk
from vouchsafe.cases.wire import Addition, SealedItem, Wire
from vouchsafe.cases.workflow import ERASING, MAY_CONCLUDE
from vouchsafe.common import clock
from vouchsafe.common.sweeps import for_each
from vouchsafe.people.models import Member
from vouchsafe.vault.place import KeyKind

TWO_PEOPLE: Final = frozenset({Outcome.UNSUPPORTED, Outcome.OUTSIDE_SCOPE, Outcome.PASSED_ON})
"""Outcomes by which a report could be buried, or goes where its reporter did not send it."""
APART: Final = (KeyKind.IDENTITY, KeyKind.SUBJECT)
"""Under these keys is sealed who reported and whom it concerns."""
_CONCLUDES: Final = {**checks.CONCLUSION, **checks.CLOSING_LETTER}


class Conclusion(Wire, frozen=True):
    """What the server is told of a conclusion, and the sealed items: the conclusion, and the letter to the reporter."""

    outcome: Outcome
    category: str
    items: list[SealedItem]


def conclude(member: Member, case: UUID, given: Conclusion) -> Case:
    """Conclude a case that this handler reads, alone. Recorded; the same again answers the same.

    Raises NotFound for who may not read the case, Conflict "conclusion/two-people" for an outcome that takes two, and
    as `check`.
    """
    items = checks.check_one_of_each(given.items, _CONCLUDES)
    if given.outcome in TWO_PEOPLE:
        message = _("This outcome takes two people. Propose it, and let a colleague read it and agree.")
        raise Conflict("conclusion/two-people", message, "outcome")
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        queries.demand_report(found)
        if not write_from_desk(member, found, Addition(items=given.items)):
            return found
        check(found, given.category)
        close(found, given.outcome, given.category, items["conclusion"].id, by=[member])
    return found


def check(case: Case, category: str) -> None:
    """Raises Conflict "conclusion/not-now" unless the case is assessed or addressed, BundleError for no category of it.

    The category is one of those that the reporter was asked about; "" where the channel has none.
    """
    if State(case.state) not in MAY_CONCLUDE:
        message = _("Only a case that is being assessed or addressed is concluded. Reload to see its state.")
        raise Conflict("conclusion/not-now", message)
    known = [each["id"] for each in queries.definition_of(case).body.get("categories", ())] or [""]
    if category not in known:
        message = _("This is no category of the report's channel. Choose one of them.")
        raise BundleError("conclusion/category", message, "category")


def close(case: Case, outcome: Outcome, category: str, conclusion: UUID, *, by: Sequence[Member]) -> None:
    """Conclude a locked case, in the caller's transaction, in which the letter is stored: the last of `by` does it."""
    today, came_from = clock.today(), State(case.state)
    case.state, case.outcome, case.category, case.conclusion = State.CONCLUDED, outcome, category, conclusion
    case.concluded_on = case.letter_on = today
    case.concluded_by = [member.id for member in by]
    case.contested_on = case.upheld_on = None
    case.save(
        update_fields=[
            "state",
            "outcome",
            "category",
            "conclusion",
            "concluded_on",
            "concluded_by",
            "letter_on",
            "contested_on",
            "upheld_on",
        ]
    )
    Concluded.objects.create(
        organisation_id=case.organisation_id,
        channel_id=case.channel_id,
        case=case,
        category=category,
        outcome=outcome,
        day=today,
        counts=not case.is_test,
    )
    actor = by[-1]
    record_step(actor, case, came_from, State.CONCLUDED)
    note_erasure(case)
    audit.record(case.organisation_id, Tag.CASE_CONCLUDED, actor=actor.id, case=case.id, outcome=outcome)
    if outcome in ERASING:
        erase_particulars(case)


def note_erasure(case: Case) -> None:
    """Keep the day on which nothing is to stay of a concluded case, as its wound clocks have it; none for others."""
    case.erase_due = clocks.erased_on(case) if Outcome(case.outcome) in ERASING else None
    case.save(update_fields=["erase_due"])


def erase_particulars(case: Case) -> None:
    """Erase who reported and whom it concerns, with every share of their keys; recorded. Not while a hold lasts.

    When a hold is over, `erase_freed` calls it again. An older backup keeps them until it has rotated (protocol §10).
    """
    if case.held_until is not None and case.held_until >= clock.today():
        return
    apart = {"organisation": case.organisation_id, "case": case, "key_kind__in": APART}
    items, _kinds = Item.objects.filter(**apart).delete()
    grants, _kinds = Grant.objects.filter(**apart).delete()
    HandedShare.objects.filter(organisation=case.organisation_id, case=case).delete()
    CaseKey.objects.filter(**apart).delete()
    if items or grants:
        audit.record(case.organisation_id, Tag.CASE_PARTICULARS_ERASED, actor=None, case=case.id, items=items)


def erase_freed() -> int:
    """Erase what is kept apart in cases whose hold is over, and which would have lost it on the day they ended.

    Gives how many cases lost something. Each in a transaction of its own; safe to run twice and late.
    """
    freed = _freed().values_list("organisation_id", "id")
    return for_each(_erase_if_freed, list(freed))


def _freed() -> QuerySet[Case]:
    apart = {"case": OuterRef("id"), "organisation": OuterRef("organisation"), "key_kind__in": APART}
    standing = Exists(Item.objects.filter(**apart)) | Exists(Grant.objects.filter(**apart))
    ended = Case.objects.filter(state=State.CONCLUDED, outcome__in=ERASING, held_until__lt=clock.today())
    return ended.filter(standing).order_by("organisation", "id")


def _erase_if_freed(named: tuple[UUID, UUID]) -> bool:
    organisation, case = named
    with transaction.atomic(durable=True):
        locked = _freed().select_for_update(of=("self",)).filter(organisation=organisation, id=case).first()
        if locked is None:
            return False  # a hold came meanwhile, or the case was reopened
        erase_particulars(locked)
    return True
