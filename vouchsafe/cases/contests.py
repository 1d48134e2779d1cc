"""The reporter asked for another look at what came of their case: who had no part in it answers (design §1).

An independent handler, who stands outside the hierarchy; where the channel has none who could, another handler than
those who concluded. They read all of it, and reopen the case or uphold the outcome, with a letter either way.
"""

from typing import Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import checks, clocks, queries
from vouchsafe.cases.conclusions import note_erasure
from vouchsafe.cases.directory import holders_of
from vouchsafe.cases.errors import Conflict
from vouchsafe.cases.models import Case, Item, State
from vouchsafe.cases.services import record_step, reopen, waits_for_another_look, write_from_desk
from vouchsafe.cases.wire import Addition, SealedItem, Wire
from vouchsafe.common import clock
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Card, Member, Right, Role


class Answer(Wire, frozen=True):
    """What comes of another look, and the sealed letter that tells the reporter."""

    verdict: Literal["reopened", "upheld"]
    items: list[SealedItem]


def may_answer(member: Member, case: Case) -> bool:
    """Whether this reader of the case may answer: independent, or nobody who is could; and had no part in it."""
    if not waits_for_another_look(case) or member.id in case.concluded_by:
        return False
    independent = _independent(case)
    return member.id in independent or not independent


def answer(member: Member, case: UUID, given: Answer) -> Case:
    """Reopen the case, or uphold its outcome; recorded. The same again answers the same.

    Raises NotFound for who may not read the case, Conflict "contest/none" where nothing waits, and RightMissing for
    whoever may not answer.
    """
    checks.check_one_of_each(given.items, checks.CLOSING_LETTER)
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        if Item.objects.filter(organisation=found.organisation_id, case=found, id=given.items[0].id).exists():
            return found
        if not waits_for_another_look(found):
            raise Conflict("contest/none", _("No request for another look waits here. Reload the case."))
        if not may_answer(member, found):
            raise RightMissing
        write_from_desk(member, found, Addition(items=given.items))
        if given.verdict == "reopened":
            reopen(found)
            record_step(member, found, State.CONCLUDED, State.ADDRESSING)
        else:
            _uphold(found)
        tag = Tag.CONTEST_REOPENED if given.verdict == "reopened" else Tag.CONTEST_UPHELD
        audit.record(found.organisation_id, tag, actor=member.id, case=found.id)
        found.refresh_from_db()
    return found


def _uphold(case: Case) -> None:
    """The outcome stays, and its letter stands as long as the first one did."""
    today = clock.today()
    case.upheld_on = case.letter_on = today
    case.save(update_fields=["upheld_on", "letter_on"])
    clocks.wind(case)
    note_erasure(case)


def _independent(case: Case) -> frozenset[UUID]:
    """Active, independent handlers of the channel who had no part in the conclusion and were not left out.

    Independent is whom an administrator and the colleagues who sign the directory both call so, as for keys
    (`entitled`): no administrator alone chooses who answers.
    """
    holders = holders_of(case.organisation_id, case.channel_id)
    cards = [bytes.fromhex(each) for each in holders.independent & holders.handlers]
    listed = Card.objects.filter(organisation=case.organisation_id, fingerprint__in=cards).values("member")
    here = Q(channel_id=None) | Q(channel_id=case.channel_id)
    rights = Right.objects.filter(here, organisation=case.organisation_id, member__is_active=True)
    handling = rights.filter(role=Role.HANDLER).values("member")
    able = rights.filter(role=Role.INDEPENDENT, member__in=handling).filter(member__in=listed)
    return frozenset(able.exclude(member__in=[*case.concluded_by, *case.excluded]).values_list("member_id", flat=True))
