"""A hand-over from the proposal to the other organisation's desk, and everybody who may not take part."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.handover import services
from vouchsafe.handover.models import Partner, Sending
from vouchsafe.handover.tests.stage import Stage, door, nobody, odd, silence, stage
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.make_vectors.examples import EXAMPLES
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.thread import Opened


@pytest.fixture
def scene(house: House, other_house: House) -> Stage:
    """A report, and a partner that it may go to."""
    return stage(house, other_house)


def tags() -> list[str]:
    """What the record holds of proposals and hand-overs."""
    return list(Entry.objects.filter(tag__regex="^(proposal|handover):").order_by("id").values_list("tag", flat=True))


def test_a_case_is_handed_over_by_two_people_after_its_day(scene: Stage, moving: Moving) -> None:
    """Hana proposes, Omar agrees, seven days pass, Hana releases: Sven reads it; the case has the new receipt."""
    house, other = scene.house, scene.other
    proposal = scene.proposed(house.hana)
    assert scene.verdict(house.omar, proposal, "agreed").status_code == 201
    _new, given = scene.releasing(house.hana, proposal)
    early = scene.release(house.hana, proposal, given)
    assert (early.status_code, early.json()["error"]["code"]) == (409, "proposal/too-early")
    moving.forward(7)
    new, given = scene.releasing(house.hana, proposal)
    assert scene.release(house.hana, proposal, given).status_code == 202
    assert scene.release(house.hana, proposal, given).status_code == 202  # a lost answer

    assert services.send_waiting(door()) == 1
    assert services.send_waiting(door()) == 0

    read = cast.read(other, other.sven, new.case)
    assert (read.findings, Case.objects.get(id=new.case).organisation_id) == ((), other.organisation.id)
    ours = cast.read(house, house.omar, scene.sent.case)
    assert ours.findings == ()
    kinds = [entry.kind for entry in ours.entries if isinstance(entry, Opened)]
    assert kinds[-3:] == ["handover", "agreement", "release"]
    (release,) = (entry.body for entry in ours.entries if isinstance(entry, Opened) and entry.kind == "release")
    assert (release["case"], release["receipt"]) == (str(new.case), new.receipt.text)
    assert scene.states() == ["done"]
    assert not Sending.objects.exists()
    assert tags() == ["proposal:made", "proposal:agreed", "handover:released", "handover:arrived"]
    made = Entry.objects.get(tag="proposal:made").objects_touched
    assert made == {
        "case": str(scene.sent.case), "proposal": str(proposal), "act": "hand-over", "notice_days": 7,
    }  # fmt: skip


def test_the_reporter_finds_the_proposal_in_the_mailbox(scene: Stage) -> None:
    """What Hana proposes is among what the receipt opens, at once."""
    proposal = scene.proposed(scene.house.hana)
    token = {"lookup_token": to_base64(scene.sent.receipt.lookup_token)}
    client = Client(headers={"host": "report.localhost:8000"})
    answer = client.post("/api/v1/meridian/mailbox", json.dumps(token), content_type="application/json")
    assert str(proposal) in [item["id"] for item in answer.json()["items"] if item["kind"] == "handover"]


def test_nobody_agrees_with_themselves(scene: Stage) -> None:
    """Hana, who proposed, cannot agree or refuse; Omar cannot withdraw; the second verdict comes too late."""
    hana, omar = scene.house.hana, scene.house.omar
    proposal = scene.proposed(hana)
    for person, verdict in ((hana, "agreed"), (hana, "refused"), (omar, "withdrawn")):
        answer = scene.verdict(person, proposal, verdict)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "proposal/two-people")
    assert scene.verdict(omar, proposal, "refused").status_code == 201
    late = scene.verdict(omar, proposal, "agreed")
    assert late.json()["error"]["code"] == "proposal/decided"
    _new, given = scene.releasing(hana, proposal)
    assert scene.release(hana, proposal, given).json()["error"]["code"] == "proposal/not-agreed"
    assert tags() == ["proposal:made", "proposal:refused"]


def test_what_was_agreed_can_be_withdrawn_until_it_is_released(scene: Stage, moving: Moving) -> None:
    """Hana takes her proposal back; then another one may be made."""
    hana, omar = scene.house.hana, scene.house.omar
    proposal = scene.proposed(hana)
    assert scene.propose(omar).json()["error"]["code"] == "proposal/open"
    scene.verdict(omar, proposal, "agreed")
    assert scene.verdict(hana, proposal, "withdrawn").status_code == 201
    moving.forward(8)
    _new, given = scene.releasing(hana, proposal)
    assert scene.release(hana, proposal, given).json()["error"]["code"] == "proposal/not-agreed"
    assert scene.propose(omar).status_code == 201


def test_a_proposal_that_waits_too_long_is_over(scene: Stage, moving: Moving) -> None:
    """Thirty days after its day nobody can agree, nor release; a new one may be made."""
    hana, omar = scene.house.hana, scene.house.omar
    proposal = scene.proposed(hana)
    moving.forward(38)
    assert scene.states() == ["expired"]
    assert scene.verdict(omar, proposal, "agreed").json()["error"]["code"] == "proposal/expired"
    assert scene.propose(omar).status_code == 201


def test_an_administrator_takes_no_part(scene: Stage) -> None:
    """Omar, who also administers, neither proposes nor agrees nor releases."""
    house = scene.house
    rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.ADMINISTRATOR, None)]
    set_rights(house.administrator, house.omar.member, rights)
    assert scene.propose(house.omar).json()["error"]["code"] == "right/missing"
    proposal = scene.proposed(house.hana)
    answer = scene.verdict(house.omar, proposal, "agreed")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "right/missing")
    _new, given = scene.releasing(house.omar, proposal)
    assert scene.release(house.omar, proposal, given).status_code == 403


@pytest.mark.parametrize(("days", "code"), [(0, 201), (6, 400), (7, 201), (91, 400)])
def test_the_reporter_is_told_in_time(scene: Stage, days: int, code: int) -> None:
    """Seven days before at least, unless it is urgent (0: the proposal says why), and at most ninety."""
    assert scene.propose(scene.house.hana, days).status_code == code


def test_what_the_reporter_wrote_meanwhile_is_read_first(scene: Stage) -> None:
    """A message that came since the handler read the case stops the release until it was read."""
    hana = scene.house.hana
    proposal = scene.proposed(hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    _new, given = scene.releasing(hana, proposal)
    given["seen"] = str(Item.objects.filter(case=scene.sent.case).earliest("position").id)
    answer = scene.release(hana, proposal, given)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "hand-over/written-since")
    assert not Sending.objects.exists()


def test_a_partner_that_refuses_gets_it_sealed_anew(scene: Stage) -> None:
    """The readers over there changed: the bundle is not taken, that is recorded, and Omar releases a new one."""
    hana, omar, other = scene.house.hana, scene.house.omar, scene.other
    proposal = scene.proposed(hana, 0)
    scene.verdict(omar, proposal, "agreed")
    _new, given = scene.releasing(hana, proposal)
    cast.join(other, "nils", Holding(Role.HANDLER, None))
    cast.publish_directory(other, other.sven)
    scene.release(hana, proposal, given)
    assert services.send_waiting(door()) == 0
    shown = scene.at(hana.member).get(f"/api/v1/cases/{scene.sent.case}/proposals").json()["proposals"][0]
    assert (shown["state"], shown["sending"], shown["failure"]) == ("agreed", False, "bundle/directory-outdated")

    new, given = scene.releasing(omar, proposal)
    assert scene.release(omar, proposal, given).status_code == 202
    assert services.send_waiting(door()) == 1
    assert cast.read(other, other.nils, new.case).findings == ()
    assert tags()[2:] == ["handover:released", "handover:returned", "handover:released", "handover:arrived"]


def test_what_is_on_its_way_is_not_taken_back(scene: Stage) -> None:
    """Once it was released, the proposer cannot withdraw, and no other bundle is released beside it."""
    hana = scene.house.hana
    proposal = scene.proposed(hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    _new, given = scene.releasing(hana, proposal)
    scene.release(hana, proposal, given)
    assert scene.verdict(hana, proposal, "withdrawn").json()["error"]["code"] == "hand-over/under-way"
    _other, another = scene.releasing(hana, proposal)
    assert scene.release(hana, proposal, another).json()["error"]["code"] == "hand-over/under-way"


def test_the_worker_tries_again_and_at_last_gives_up(scene: Stage, moving: Moving) -> None:
    """A partner that does not answer is asked again; after two days the release comes back to the handlers."""
    hana = scene.house.hana
    proposal = scene.proposed(hana, 0)
    scene.verdict(scene.house.omar, proposal, "agreed")
    _new, given = scene.releasing(hana, proposal)
    scene.release(hana, proposal, given)
    moving.forward(2)
    assert services.send_waiting(silence()) == 0
    assert Sending.objects.get().failure == ""
    moving.forward(1)
    assert services.send_waiting(silence()) == 0
    assert Sending.objects.get().failure == "door/unreachable"
    assert scene.states() == ["agreed"]


def test_an_odd_partner_keeps_nothing_that_goes_to_others(scene: Stage, moving: Moving) -> None:
    """What failed unforeseen is told, the other hand-over arrives, and after two days the first is given back."""
    hana = scene.house.hana
    stages = [scene, replace(scene, sent=cast.send(scene.house))]
    for each in stages:
        proposal = each.proposed(hana, 0)
        each.verdict(scene.house.omar, proposal, "agreed")
        assert each.release(hana, proposal, each.releasing(hana, proposal)[1]).status_code == 202
    first = Sending.objects.order_by("proposal_id")[0]
    first.partner = Partner.objects.create(
        organisation=scene.house.organisation, name="Odd", address="http://odd.localhost/en/harbour/integrity/"
    )
    first.save(update_fields=["partner"])

    with pytest.raises(RuntimeError):
        services.send_waiting(odd("odd.localhost"))
    assert Sending.objects.get().proposal_id == first.proposal_id
    assert Sending.objects.get().failure == ""
    moving.forward(3)
    with pytest.raises(RuntimeError):
        services.send_waiting(odd("odd.localhost"))
    assert Sending.objects.get().failure == "hand-over/unforeseen"


def test_a_partner_who_is_not_listed_gets_nothing(scene: Stage) -> None:
    """Neither one that nobody listed, nor another organisation's, nor one that was removed since."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    scene.verdict(house.omar, proposal, "agreed")
    _new, given = scene.releasing(house.hana, proposal)
    theirs = stage(scene.other, house).partner
    removed = scene.at(house.administrator).delete(f"/api/v1/partners/{scene.partner}")
    assert removed.status_code == 204
    for partner in (nobody(), theirs, scene.partner):
        answer = scene.release(house.hana, proposal, {**given, "partner": str(partner)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "partner/not-found")
    assert not Sending.objects.exists()


def test_everybody_else_gets_the_answer_of_a_case_that_does_not_exist(scene: Stage) -> None:
    """Sofia of another channel, Ines, Tom, Lena and Sven: no proposal to see, to make, to agree to or to release."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    made = scene.proposal(house.omar)
    agreed = {"verdict": "agreed", "item": scene.seal(house.omar, "agreement", _agreement())}
    _new, given = scene.releasing(house.omar, proposal)
    wrong = [house.sofia, house.ines, house.tom, scene.other.sven]
    path = f"cases/{scene.sent.case}"
    for member in (*(person.member for person in wrong), house.administrator):
        answers = [
            scene.at(member).get(f"/api/v1/{path}/proposals"),
            scene.post(member, f"{path}/hand-overs", made),
            scene.post(member, f"{path}/proposals/{proposal}/verdict", agreed),
            scene.post(member, f"{path}/proposals/{proposal}/release", given),
        ]
        assert {answer.status_code for answer in answers} <= {404, 403}
        assert answers[0].status_code == 404
    assert Client(headers={"host": "desk.localhost:8000"}).get(f"/api/v1/{path}/proposals").status_code == 401
    assert scene.states() == ["open"]


def test_a_proposal_of_another_case_is_none(scene: Stage) -> None:
    """A proposal is found in its own case only."""
    house = scene.house
    proposal = scene.proposed(house.hana, 0)
    second = Stage(house, scene.other, cast.send(house), scene.partner)
    agreed = {"verdict": "agreed", "item": second.seal(house.omar, "agreement", _agreement())}
    answer = second.post(house.omar.member, f"cases/{second.sent.case}/proposals/{proposal}/verdict", agreed)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "proposal/not-found")


@pytest.mark.parametrize("kind", ["handover", "agreement", "release"])
def test_these_documents_have_no_other_way_in(scene: Stage, kind: str) -> None:
    """What proposes, agrees or releases is not taken among messages and notes."""
    body = {"handover": _handover(), "agreement": _agreement(), "release": _release()}[kind]
    items = {"items": [scene.seal(scene.house.hana, kind, body)], "blobs": []}
    answer = scene.post(scene.house.hana.member, f"cases/{scene.sent.case}/items", items)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bundle/kind-not-allowed")


def _handover() -> dict[str, object]:
    return {**EXAMPLES["handover"], "seen": []}


def _agreement() -> dict[str, object]:
    return {"act": "hand-over", "proposal": "0a" * 32, "verdict": "agreed", "reason": ""}


def _release() -> dict[str, object]:
    receipt = "000G-40R4-0M30-E209-185G-R38E-X55A"
    return {"proposal": "0a" * 32, "case": str(UUID(int=0)), "receipt": receipt, "address": "https://report.example/"}
