"""The desk's API of hand-overs. Every address answers 404 to whoever may not read the case."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from vouchsafe.cases import agreements, checks, queries
from vouchsafe.cases.models import Proposal
from vouchsafe.cases.wire import SealedItem, Wire, read
from vouchsafe.common.http import json_response
from vouchsafe.handover import services, tasks
from vouchsafe.handover.forms import proposal_form
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


class Verdict(Wire, frozen=True):
    """What somebody says to a proposal, and the sealed item that says it with a reason."""

    verdict: Literal["agreed", "refused", "withdrawn"]
    item: SealedItem


@require_safe
@desk_api
def list_proposals(_request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: every hand-over proposed in the case, and how far it is."""
    case = queries.case_for(member, case_id)
    sendings = services.sending_of(case)
    found = agreements.proposals_of(case, [Proposal.Act.HAND_OVER])
    return json_response({"proposals": [proposal_form(member, each, sendings.get(each.id)) for each in found]})


@require_POST
@desk_api
def propose(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """POST: propose to hand the case over. Recorded."""
    made = services.propose(member, case_id, read(request, services.Proposed))
    return json_response(proposal_form(member, made, None), 201)


@require_POST
@desk_api
def decide(request: HttpRequest, member: Member, case_id: UUID, proposal_id: UUID) -> HttpResponseBase:
    """POST: agree, refuse or withdraw. Recorded."""
    given = read(request, Verdict)
    checks.check_items([given.item], checks.AGREEMENT)
    verdict = Proposal.State(given.verdict)
    found = services.decide(member, case_id, proposal_id, verdict, given.item)
    return json_response(proposal_form(member, found, None), 201)


@require_POST
@desk_api
def release(request: HttpRequest, member: Member, case_id: UUID, proposal_id: UUID) -> HttpResponseBase:
    """POST: release what two people agreed to; the worker sends it at once. Recorded."""
    sending = services.release(member, case_id, proposal_id, read(request, services.Released))
    tasks.send_now.defer()
    return json_response({"case": sending.new_case}, 202)
