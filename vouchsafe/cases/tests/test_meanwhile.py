"""Somebody loses a right, or is left out of a case, at the very moment in which they act: the act is not done.

Both happen in connections of their own. The one that takes the right away is not over when the other one begins.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case, State
from vouchsafe.cases.tests import cast, opening
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import Answer, House, Sent
from vouchsafe.cases.tests.concluding import sealed_conclusion, sealed_letter
from vouchsafe.cases.tests.keys import as_member, with_desk_key
from vouchsafe.cases.tests.test_acts import propose, seal, until
from vouchsafe.common import clock
from vouchsafe.common.tests.meanwhile import meanwhile
from vouchsafe.people.models import Member
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import make_desk_key

pytestmark = pytest.mark.django_db(transaction=True)
Asked = tuple[str, dict[str, object]]
Body = Callable[[House, Sent], Asked]


def message(house: House, sent: Sent) -> Asked:
    """An answer to the reporter."""
    return "items", {"items": [AtDesk(house, house.hana, sent.case).message("We have it.")]}


def state(_house: House, _sent: Sent) -> Asked:
    """A step of the workflow."""
    return "state", {"to": "addressing"}


def question(house: House, sent: Sent) -> Asked:
    """A pause of the clock."""
    return "clocks/pause", {"message": message(house, sent)[1]}


def meeting(_house: House, _sent: Sent) -> Asked:
    """A note that the reporter asked for a meeting."""
    return "clocks/meeting", {"what": "meeting-asked", "on": clock.today().isoformat()}


def conclusion(house: House, sent: Sent) -> Asked:
    """The end of a case."""
    of = house, house.hana, sent.case, "substantiated"
    return "conclusion", {
        "outcome": "substantiated",
        "category": "bribe",
        "items": [sealed_conclusion(*of), sealed_letter(*of)],
    }


def another_look(house: House, sent: Sent) -> Asked:
    """The answer to a reporter who contests the outcome."""
    Case.objects.update(
        state=State.CONCLUDED, outcome="unsupported", concluded_on=clock.today(), contested_on=clock.today()
    )
    return "contest", {"verdict": "upheld", "items": [sealed_letter(house, house.hana, sent.case)]}


def proposal(house: House, sent: Sent) -> Asked:
    """A proposal of a hold."""
    told = {"until": until(90)}
    item = seal(house, house.hana, sent.case, "proposal", act="legal-hold", terms=_listed(told), reason="The court.")
    return "acts", {"act": "legal-hold", "terms": told, "item": item}


def agreement(house: House, sent: Sent) -> Asked:
    """The second person's word on a hold, which places it."""
    made = propose(house, house.omar, sent.case).json()["id"]
    item = seal(house, house.hana, sent.case, "verdict", proposal="5f" * 32, verdict="agreed", reason="Yes.")
    return f"acts/{made}/verdict", {"verdict": "agreed", "item": item}


def assignment(house: House, _sent: Sent) -> Asked:
    """Whose case it is."""
    return "assignment", {"to": str(house.omar.member.id), "instead_of": None}


def exclusion(house: House, _sent: Sent) -> Asked:
    """Somebody who is left out."""
    return "exclusions", {"member": str(house.omar.member.id)}


def desk_key(house: House, sent: Sent) -> Asked:
    """The desk's key."""
    _key, grants = make_desk_key(house.directory(), house.channel.id, sent.case, house.hana.keys.signing)
    others = [one for one in grants if one["holder"] != house.hana.fingerprint.hex()]
    return "keys", {
        "key_kind": 1,
        "generation": 0,
        "grants": [{"holder": one["holder"], "sealed": one["sealed"]} for one in others],
    }


KEYED = [message, state, question, meeting, conclusion, another_look, proposal, agreement, assignment]
"""What takes nothing, or a desk key that is there."""


@pytest.mark.parametrize("body", [*KEYED, desk_key])
def test_who_just_lost_the_right_does_nothing_with_it(body: Body) -> None:
    """Hana is withdrawn while what she sent waits: she is answered as somebody who never could, and nothing is kept."""
    house, sent = _stage(body)
    asked = body(house, sent)
    before = _recorded(sent.case)

    answer = _acting(house.hana.member, sent, asked, lambda: _withdraw_hana(house))

    assert _code(answer) == (404, "case/not-found")
    assert _recorded(sent.case) == before


@pytest.mark.parametrize(("body", "who"), [(assignment, "ines"), (exclusion, "ines"), (message, "hana")])
def test_who_was_just_left_out_does_nothing_more(body: Body, who: str) -> None:
    """A coordinator and a handler are excluded while what they sent waits."""
    house, sent = _stage(body)
    asked = body(house, sent)
    member, before = house.people[who].member, _recorded(sent.case)

    answer = _acting(member, sent, asked, lambda: _leave_out(sent.case, member))

    assert _code(answer) == (404, "case/not-found")
    assert _recorded(sent.case) == before


def test_a_room_is_not_ended_by_who_just_lost_the_right() -> None:
    """The letter is not stored, and the room goes on."""
    house = cast.meridian()
    sent = cast.open_room(house)
    asked = {"cleared": True, "items": [sealed_letter(house, house.hana, sent.case)]}

    answer = _acting(house.hana.member, sent, ("ending", asked), lambda: _withdraw_hana(house), under="rooms")

    assert _code(answer) == (404, "case/not-found")
    assert Case.objects.get(id=sent.case).state == State.ASSESSING


def test_a_share_is_not_handed_to_who_was_just_left_out() -> None:
    """Omar gave his; Hana is excluded while she fetches it."""
    house = cast.meridian()
    asked = opening.asked_by(house, opening.send_apart(house), house.hana)
    assert opening.give(house.omar, asked, house.hana).status_code == 201

    answer = meanwhile(
        lambda: _leave_out(asked.case, house.hana.member), lambda: opening.fetch(house.hana.member, asked)
    )

    assert _code(answer) == (404, "case/not-found")
    assert not Entry.objects.filter(tag="request:opened").exists()


def test_who_was_just_left_out_refuses_no_request() -> None:
    """Omar's word on it is not taken, and the request stands."""
    house = cast.meridian()
    asked = opening.asked_by(house, opening.send_apart(house), house.hana)
    refusal = opening.decision(house.omar, asked, "refused", "I do not see why.")

    answer = meanwhile(
        lambda: _leave_out(asked.case, house.omar.member), lambda: opening.decide(house.omar.member, asked, refusal)
    )

    assert _code(answer) == (404, "request/not-found")
    assert not Entry.objects.filter(tag="request:refused").exists()


def _stage(body: Body) -> tuple[House, Sent]:
    """Rana's report, which is assessed."""
    house = cast.meridian()
    sent = cast.send(house)
    if body is not desk_key:
        with_desk_key(house, sent.case)
    Case.objects.update(state=State.ASSESSING, received_on=clock.today() - timedelta(days=1))
    return house, sent


def _acting(member: Member, sent: Sent, asked: Asked, change: Callable[[], object], under: str = "cases") -> Answer:
    """What somebody is answered who asks this of the desk while that changes."""
    address, body = asked
    client, text = as_member(member), json.dumps(body, default=str)
    path = f"/api/v1/{under}/{sent.case}/{address}"
    return meanwhile(change, lambda: client.post(path, text, content_type="application/json"))


def _withdraw_hana(house: House) -> None:
    set_rights(house.administrator, house.hana.member, [])


def _leave_out(sent_case: UUID, member: Member) -> None:
    Case.objects.filter(id=sent_case).update(excluded=[member.id])


def _listed(told: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in told.items()]


def _recorded(case: UUID) -> list[str]:
    entries = Entry.objects.filter(objects_touched__case=str(case)).order_by("id")
    return list(entries.values_list("tag", flat=True))


def _code(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]
