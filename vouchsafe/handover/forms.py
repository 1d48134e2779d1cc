"""How things of a hand-over look in an answer."""

from typing import Any

from vouchsafe.cases import forms
from vouchsafe.cases.models import Proposal
from vouchsafe.handover.models import Partner, Room, Sending
from vouchsafe.people.models import Member


def partner_form(partner: Partner) -> dict[str, Any]:
    """A partner in the list."""
    return {
        "id": partner.id,
        "name": partner.name,
        "address": partner.address,
        "words": partner.words,
        "notice_days": partner.notice_days,
    }


def looked_form(partner: Partner) -> dict[str, Any]:
    """A partner with what it published when it was last looked at, as JSON text: nothing of it is believed yet."""
    published = None if partner.published is None else bytes(partner.published).decode()
    return {
        **partner_form(partner),
        "looked": partner.looked,
        "published": published,
        "failure": partner.failure,
    }


def room_form(room: Room) -> dict[str, Any]:
    """Room at a partner: `blob` is null until the partner gave it, `failure` says why it did not."""
    return {"number": room.number, "size": room.sealed_length, "blob": room.blob, "failure": room.failure}


def proposal_form(member: Member, proposal: Proposal, sending: Sending | None) -> dict[str, Any]:
    """A proposal as a reader of its case sees it; what it says is in the sealed item of the same id."""
    return {
        **forms.proposal_form(member, proposal),
        "not_before": proposal.not_before,
        "sending": sending is not None and not sending.failure,
        "failure": "" if sending is None else sending.failure,
    }
