"""The desk's API of clocks. Every address answers 404 to whoever may not read the case."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from vouchsafe.cases import blobs, checks, clocks, queries, timing
from vouchsafe.cases.forms import clock_form, event_form
from vouchsafe.cases.models import Event
from vouchsafe.cases.wire import Addition, SealedItem, Wire, read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


class Words(Wire, frozen=True):
    """What the reporter is told or asked: one message, and what belongs to it."""

    message: Addition


class Extension(Wire, frozen=True):
    """To which day an answer is put off: the reasons as a note, and what the reporter is told."""

    until: date
    reasons: SealedItem
    message: SealedItem


class Meeting(Wire, frozen=True):
    """That the reporter asked for a meeting, or that it was held, and on which day."""

    what: Literal["meeting-asked", "meeting-held"]
    on: date


class Notice(Wire, frozen=True):
    """That there is somebody who must be told, or that they were, and on which day."""

    what: Literal["notice-due", "subject-told"]
    on: date


class Deferral(Wire, frozen=True):
    """Until when somebody is not told yet: the reasons as a note."""

    until: date
    reasons: SealedItem


@require_safe
@desk_api
def show(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: the case's clocks, what moved them, and until when the answer may be put off."""
    return _answer(member, case_id)


@require_POST
@desk_api
def pause(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: stop the clock of the answer with a question. The same question again answers the same. Recorded."""
    timing.pause(member, case_id, _message(request, member))
    return _answer(member, case_id)


@require_POST
@desk_api
def feedback(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: tell the reporter what is done or planned. The same message again answers the same. Recorded."""
    timing.give_feedback(member, case_id, _message(request, member))
    return _answer(member, case_id)


@require_POST
@desk_api
def resume(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: let the clock of the answer go on. Recorded."""
    timing.resume(member, case_id)
    return _answer(member, case_id)


@require_POST
@desk_api
def extend(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: put the answer off, with reasons. The same reasons again answer the same. Recorded."""
    asked = read(request, Extension)
    checks.check_items([asked.reasons], checks.REASONS)
    checks.check_items([asked.message], checks.QUESTION)
    timing.extend(member, case_id, asked.until, Addition(items=[asked.message, asked.reasons]))
    return _answer(member, case_id)


@require_POST
@desk_api
def meeting(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: note that a meeting was asked for, or held. Recorded."""
    asked = read(request, Meeting)
    timing.note_meeting(member, case_id, Event.What(asked.what), asked.on)
    return _answer(member, case_id)


@require_POST
@desk_api
def notice(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: note that somebody must be told of the case, or was. Recorded."""
    asked = read(request, Notice)
    timing.note_notice(member, case_id, Event.What(asked.what), asked.on)
    return _answer(member, case_id)


@require_POST
@desk_api
def defer(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: put off telling them, with reasons. The same reasons again answer the same. Recorded."""
    asked = read(request, Deferral)
    checks.check_items([asked.reasons], checks.REASONS)
    timing.defer_notice(member, case_id, asked.until, Addition(items=[asked.reasons]))
    return _answer(member, case_id)


def _message(request: HttpRequest, member: Member) -> Addition:
    message = read(request, Words).message
    checks.check_addition(message, checks.QUESTION, blobs.Waiting(member.organisation_id))
    checks.check_has(message.items, "message")
    return message


def _answer(member: Member, case_id: UUID) -> HttpResponseBase:
    found = clocks.timing_of(queries.case_for(member, case_id))
    return json_response(
        {
            "clocks": [clock_form(row) for row in found.clocks],
            "events": [event_form(event) for event in found.events],
            "extendable_to": found.extendable_to,
        }
    )
