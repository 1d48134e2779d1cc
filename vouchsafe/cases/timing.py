"""What moves a case's clocks at the desk: a pause, an extension, a meeting, telling the subject.

Each verb is one transaction with its entry in the record, and winds the clocks. Reasons are sealed items: the server
learns that there are some, and the days.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import clocks, queries
from vouchsafe.cases.errors import CaseError, Conflict
from vouchsafe.cases.models import Case, Event, State
from vouchsafe.cases.services import write_from_desk
from vouchsafe.cases.wire import Addition
from vouchsafe.common import clock
from vouchsafe.common.formats import day_text
from vouchsafe.law.packs import Matter
from vouchsafe.people.models import Member

What = Event.What

LONGEST_DEFERRAL: Final = timedelta(days=92)
"""How long telling the subject may be put off with one reason; then somebody decides anew."""


def pause(member: Member, case: UUID, question: Addition) -> None:
    """Stop the clock of the answer, with a question to the reporter. Their next message sets it going again.

    The same question again changes nothing. Raises NotFound, and Conflict "clock/paused" or "clock/concluded".
    """

    def stop(found: Case) -> None:
        if clocks.is_paused(found):
            raise Conflict("clock/paused", _("The clock stands still already. Reload the case."))
        if not write_from_desk(member, found, question):
            return
        clocks.happen(found, What.PAUSED, item=_of_kind(question, "message"))
        audit.record(found.organisation_id, Tag.CLOCK_PAUSED, actor=member.id, case=found.id)

    _during(member, case, question, stop)


def resume(member: Member, case: UUID) -> None:
    """Let the clock of the answer go on; one that goes stays so, unrecorded. Raises NotFound."""
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        if clocks.go_on(found):
            audit.record(found.organisation_id, Tag.CLOCK_RESUMED, actor=member.id, case=found.id)
            clocks.wind(found)


def extend(member: Member, case: UUID, until: date, reasons: Addition) -> None:
    """Put the answer off to `until`: with reasons for colleagues (a note) and for the reporter (a message).

    The same reasons again change nothing. Raises NotFound, Conflict "clock/concluded" or "clock/not-extendable", and
    CaseError "clock/day" for a day that is not after the present one, or beyond what the law allows.
    """

    def put_off(found: Case) -> None:
        timing = clocks.timing_of(found)
        if timing.extendable_to is None:
            message = _("The law that this channel goes by does not let this answer be put off.")
            raise Conflict("clock/not-extendable", message)
        present = next(row.due_on for row in timing.clocks if row.matter == Matter.FEEDBACK)
        if not present < until <= timing.extendable_to:
            message = _("Name a day after %(present)s, until %(last)s at the latest.")
            days = {"present": day_text(present), "last": day_text(timing.extendable_to)}
            raise CaseError("clock/day", message % days, "until")
        if not write_from_desk(member, found, reasons):
            return
        clocks.happen(found, What.EXTENDED, until=until, item=_of_kind(reasons, "note"))
        days_more = (until - present).days
        audit.record(found.organisation_id, Tag.CLOCK_EXTENDED, actor=member.id, case=found.id, days=days_more)

    _during(member, case, reasons, put_off)


def give_feedback(member: Member, case: UUID, message: Addition) -> None:
    """Tell the reporter what is done or planned: the answer that the law asks for, before the outcome.

    The same message again changes nothing. Raises NotFound, and Conflict "clock/concluded".
    """

    def give(found: Case) -> None:
        if not write_from_desk(member, found, message):
            return
        clocks.happen(found, What.FEEDBACK_GIVEN, item=_of_kind(message, "message"))
        clocks.go_on(found)
        audit.record(found.organisation_id, Tag.FEEDBACK_GIVEN, actor=member.id, case=found.id)

    _during(member, case, message, give)


def note_meeting(member: Member, case: UUID, what: Event.What, on: date) -> None:
    """Note that the reporter asked for a meeting, in words of the desk, or that it was held; once for each.

    Raises NotFound, Conflict "clock/no-meeting" for one that was held and never asked for, and CaseError "clock/day".
    """
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        queries.demand_report(found)
        _check_past(found, on)
        if clocks.has_happened(found, what):
            return
        if what == What.MEETING_HELD and not clocks.has_happened(found, What.MEETING_ASKED):
            raise Conflict("clock/no-meeting", _("Nobody asked for a meeting in this case. Note that first."))
        clocks.happen(found, what, on=on)
        tag = Tag.MEETING_ASKED if what == What.MEETING_ASKED else Tag.MEETING_HELD
        audit.record(found.organisation_id, tag, actor=member.id, case=found.id)
        clocks.wind(found)


def note_notice(member: Member, case: UUID, what: Event.What, on: date) -> None:
    """Note that there is a subject who must be told, from `on`; or that they were told. Once for each.

    Raises NotFound, Conflict "clock/no-subject" for one who was told and never noted, and CaseError "clock/day".
    """
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        queries.demand_report(found)
        _check_past(found, on)
        if clocks.has_happened(found, what):
            return
        if what == What.SUBJECT_TOLD:
            _demand_subject(found)
        clocks.happen(found, what, on=on)
        tag = Tag.NOTICE_DUE if what == What.NOTICE_DUE else Tag.NOTICE_GIVEN
        audit.record(found.organisation_id, tag, actor=member.id, case=found.id)
        clocks.wind(found)


def defer_notice(member: Member, case: UUID, until: date, reasons: Addition) -> None:
    """Put off telling the subject, with reasons (a note); on that day it is due, and putting off again takes new ones.

    The same reasons again change nothing. Raises NotFound, Conflict "clock/no-subject" or "clock/concluded", and
    CaseError "clock/day" for a day that is past, or more than three months away.
    """

    def put_off(found: Case) -> None:
        _demand_subject(found)
        if not clock.today() < until <= clock.today() + LONGEST_DEFERRAL:
            message = _("Name a day within the next three months. Then it can be put off again, with new reasons.")
            raise CaseError("clock/day", message, "until")
        if not write_from_desk(member, found, reasons):
            return
        clocks.happen(found, What.NOTICE_DEFERRED, until=until, item=_of_kind(reasons, "note"))
        days = (until - clock.today()).days
        audit.record(found.organisation_id, Tag.NOTICE_DEFERRED, actor=member.id, case=found.id, days=days)

    _during(member, case, reasons, put_off)


def _during(member: Member, case: UUID, addition: Addition, act: Callable[[Case], None]) -> None:
    """Do it in one transaction, unless these very items are stored already, and wind the clocks."""
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        if queries.items_of(found).filter(id__in=[item.id for item in addition.items]).exists():
            write_from_desk(member, found, addition)  # refuses another document under the same id
            return
        if found.state == State.CONCLUDED:
            raise Conflict("clock/concluded", _("The case is concluded. Reopen it first."))
        act(found)
        clocks.wind(found)


def _demand_subject(case: Case) -> None:
    queries.demand_report(case)
    if not clocks.has_happened(case, What.NOTICE_DUE):
        raise Conflict("clock/no-subject", _("Nobody who must be told was noted in this case. Note that first."))


def _check_past(case: Case, on: date) -> None:
    if not case.received_on <= on <= clock.today():
        raise CaseError("clock/day", _("Name a day between the arrival of the report and today."), "on")


def _of_kind(addition: Addition, kind: str) -> UUID:
    return next(item.id for item in addition.items if item.kind == kind)
