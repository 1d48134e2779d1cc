"""The desk's API of acts that take two people. Every address answers 404 to whoever may not read the case."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST
from msgspec import field

from vouchsafe.cases import acts as two_person
from vouchsafe.cases import forms, queries
from vouchsafe.cases.models import Proposal
from vouchsafe.cases.wire import SealedItem, Wire, read
from vouchsafe.common.http import json_response
from vouchsafe.people.access import desk_api
from vouchsafe.people.models import Member


class Verdict(Wire, frozen=True):
    """What somebody says to a proposal, the sealed item that says it with a reason, and what comes with it."""

    verdict: Literal["agreed", "refused", "withdrawn"]
    item: SealedItem
    brings: list[SealedItem] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_api
def acts(request: HttpRequest, member: Member, case_id: UUID) -> HttpResponseBase:
    """GET: what was proposed to be done by two people, and how far it is. POST: propose an act. Recorded."""
    if request.method == "POST":
        made = two_person.propose(member, case_id, read(request, two_person.Proposed))
        return json_response(_form(member, made), 201)
    case = queries.case_for(member, case_id)
    return json_response({"acts": [_form(member, each) for each in two_person.acts_of(case)]})


@require_POST
@desk_api
def decide(request: HttpRequest, member: Member, case_id: UUID, proposal_id: UUID) -> HttpResponseBase:
    """POST: agree, which does the act; refuse or withdraw. Recorded."""
    given = read(request, Verdict)
    verdict = Proposal.State(given.verdict)
    found = two_person.decide(member, case_id, proposal_id, verdict, [given.item, *given.brings])
    return json_response(_form(member, found), 201)


def _form(member: Member, proposal: Proposal) -> dict[str, Any]:
    return {**forms.proposal_form(member, proposal), "terms": proposal.terms}
