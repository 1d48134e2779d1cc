"""Acts that two people do together, tried by one person, by the same person twice, and by the wrong pair."""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import exclusion
from vouchsafe.cases.models import Blob, Case, Proposal
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import Answer, House, Person, Sent
from vouchsafe.common import clock
from vouchsafe.common.tests import laid
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import leave, set_rights
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.wire import ItemJson, seal_body


@pytest.fixture
def sent(house: House) -> Sent:
    """Rana's report, in which the handlers have a desk key."""
    sent = cast.send(house, attachment=b"the ledger of hall four")
    keys.with_desk_key(house, sent.case)
    return sent


def until(days: int) -> str:
    """A day to come."""
    return (clock.today() + timedelta(days=days)).isoformat()


def seal(house: House, person: Person, case: UUID, kind: str, **body: object) -> ItemJson:
    """An item of the case under the desk key, by somebody who reads it."""
    read = cast.read(house, person, case)
    today = clock.today().isoformat()
    return seal_body(key_for(read, kind), case, person.keys.signing, kind, {"written_on": today, "seen": [], **body})


def post(member: Member, path: str, body: object) -> Answer:
    """Ask something of the desk."""
    return keys.as_member(member).post(f"/api/v1/cases/{path}", json.dumps(body, default=str), "application/json")


def propose(house: House, person: Person, case: UUID, *, act: str = "legal-hold", **terms: str) -> Answer:
    """Propose an act on these terms."""
    told = terms or {"until": until(90)}
    listed = [{"name": name, "value": value} for name, value in sorted(told.items())]
    item = seal(house, person, case, "proposal", act=act, terms=listed, reason="The court asked for the file.")
    return post(person.member, f"{case}/acts", {"act": act, "terms": told, "item": item})


def decide(house: House, person: Person, case: UUID, proposal: str, verdict: str) -> Answer:
    """Agree to it, refuse it or take it back."""
    item = seal(house, person, case, "verdict", proposal="5f" * 32, verdict=verdict, reason="I looked into it.")
    return post(person.member, f"{case}/acts/{proposal}/verdict", {"verdict": verdict, "item": item})


def held_until(case: UUID) -> date | None:
    """The last day of the case's hold."""
    return Case.objects.get(id=case).held_until


def states(house: House, person: Person, case: UUID) -> list[str]:
    """How far each act is, as somebody who reads the case sees it."""
    answer = keys.as_member(person.member).get(f"/api/v1/cases/{case}/acts")
    return [act["state"] for act in answer.json()["acts"]]


def test_two_people_do_it_at_once(house: House, sent: Sent) -> None:
    """Hana proposes a hold, Omar agrees: it stands from that moment, and the record says who and for how long."""
    made = propose(house, house.hana, sent.case)
    assert (made.status_code, held_until(sent.case)) == (201, None)
    agreed = decide(house, house.omar, sent.case, made.json()["id"], "agreed")
    assert (agreed.status_code, agreed.json()["state"]) == (201, "done")
    assert held_until(sent.case) == clock.today() + timedelta(days=90)
    entries = Entry.objects.filter(tag__regex="^(proposal|hold):").order_by("id")
    assert [(entry.tag, entry.actor) for entry in entries] == [
        ("proposal:made", house.hana.member.id),
        ("proposal:agreed", house.omar.member.id),
        ("hold:placed", house.omar.member.id),
    ]
    assert entries[2].objects_touched == {"case": str(sent.case), "days": 90}


def test_a_lost_answer_does_it_once(house: House, sent: Sent) -> None:
    """The same agreement again answers the same, and is not recorded twice."""
    made = propose(house, house.hana, sent.case).json()["id"]
    item = seal(house, house.omar, sent.case, "verdict", proposal="5f" * 32, verdict="agreed", reason="")
    path = f"{sent.case}/acts/{made}/verdict"
    for _try in range(2):
        answer = post(house.omar.member, path, {"verdict": "agreed", "item": item})
        assert (answer.status_code, answer.json()["state"]) == (201, "done")
    assert Entry.objects.filter(tag="hold:placed").count() == 1


def test_nobody_agrees_with_themselves(house: House, sent: Sent) -> None:
    """Hana, who proposed, cannot agree or refuse, and Omar cannot take it back; nothing is held."""
    made = propose(house, house.hana, sent.case).json()["id"]
    for person, verdict in ((house.hana, "agreed"), (house.hana, "refused"), (house.omar, "withdrawn")):
        answer = decide(house, person, sent.case, made, verdict)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "proposal/two-people")
    assert (held_until(sent.case), states(house, house.hana, sent.case)) == (None, ["open"])


def test_the_same_person_with_a_new_key_is_the_same_person(house: House, sent: Sent) -> None:
    """A second card makes nobody a second person."""
    made = propose(house, house.hana, sent.case).json()["id"]
    hana = keys.new_card(house, "hana", house.omar)
    keys.hand_on(house, house.omar)
    answer = decide(house, hana, sent.case, made, "agreed")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "proposal/two-people")


@pytest.mark.parametrize("verdict", ["refused", "withdrawn"])
def test_what_was_refused_or_taken_back_is_not_done(house: House, sent: Sent, verdict: str) -> None:
    """Afterwards nobody can agree any more, and another proposal may be made."""
    made = propose(house, house.hana, sent.case).json()["id"]
    assert propose(house, house.omar, sent.case).json()["error"]["code"] == "proposal/open"
    who = house.omar if verdict == "refused" else house.hana
    assert decide(house, who, sent.case, made, verdict).status_code == 201
    assert decide(house, house.omar, sent.case, made, "agreed").json()["error"]["code"] == "proposal/decided"
    assert held_until(sent.case) is None
    assert propose(house, house.omar, sent.case).status_code == 201


def test_an_agreement_is_sealed_for_what_is_agreed_to(house: House, sent: Sent) -> None:
    """What Omar sealed to refuse one proposal is no agreement to the next: his signature under it would be missing."""
    first = propose(house, house.hana, sent.case).json()["id"]
    item = seal(house, house.omar, sent.case, "verdict", proposal="5f" * 32, verdict="refused", reason="Not yet.")
    verdict = post(house.omar.member, f"{sent.case}/acts/{first}/verdict", {"verdict": "refused", "item": item})
    assert verdict.status_code == 201
    again = propose(house, house.hana, sent.case).json()["id"]
    answer = post(house.omar.member, f"{sent.case}/acts/{again}/verdict", {"verdict": "agreed", "item": item})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "bundle/item-exists")
    assert held_until(sent.case) is None


@pytest.mark.parametrize("how", ["excluded", "left", "administers"])
def test_nobody_agrees_with_whoever_takes_no_part_any_more(house: House, sent: Sent, how: str) -> None:
    """Hana proposed, then was excluded, left, or was made an administrator: Omar can refuse, and propose it himself."""
    made = propose(house, house.hana, sent.case).json()["id"]
    if how == "excluded":
        exclusion.exclude(house.ines.member, sent.case, house.hana.member.id)
    elif how == "left":
        leave(house.administrator, house.hana.member)
    else:
        rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.ADMINISTRATOR, None)]
        set_rights(house.administrator, house.hana.member, rights)
    answer = decide(house, house.omar, sent.case, made, "agreed")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "proposal/proposer-gone")
    assert held_until(sent.case) is None
    assert decide(house, house.omar, sent.case, made, "refused").status_code == 201
    assert propose(house, house.omar, sent.case).status_code == 201


def test_an_administrator_takes_no_part(house: House, sent: Sent) -> None:
    """Omar, who also administers, neither proposes nor agrees."""
    rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.ADMINISTRATOR, None)]
    set_rights(house.administrator, house.omar.member, rights)
    assert propose(house, house.omar, sent.case).json()["error"]["code"] == "right/missing"
    made = propose(house, house.hana, sent.case).json()["id"]
    assert decide(house, house.omar, sent.case, made, "agreed").json()["error"]["code"] == "right/missing"


def test_who_does_not_read_the_case_finds_nothing(house: House, other_house: House, sent: Sent) -> None:
    """A coordinator, an excluded handler and a stranger get 404 for the list, a proposal and a verdict alike."""
    made = propose(house, house.hana, sent.case).json()
    Case.objects.filter(id=sent.case).update(excluded=[house.omar.member.id])
    for member in (house.ines.member, house.omar.member, other_house.sven.member):
        assert keys.as_member(member).get(f"/api/v1/cases/{sent.case}/acts").status_code == 404
        proposal = {"act": "legal-hold", "terms": {"until": until(9)}, "item": seal_anything(house, sent)}
        assert post(member, f"{sent.case}/acts", proposal).status_code == 404
        verdict = {"verdict": "agreed", "item": seal_anything(house, sent, "verdict")}
        assert post(member, f"{sent.case}/acts/{made['id']}/verdict", verdict).status_code == 404


def seal_anything(house: House, sent: Sent, kind: str = "proposal") -> ItemJson:
    """A well-formed item, as somebody could have copied it."""
    if kind == "verdict":
        return seal(house, house.hana, sent.case, kind, proposal="5f" * 32, verdict="agreed", reason="")
    terms = [{"name": "until", "value": until(9)}]
    return seal(house, house.hana, sent.case, kind, act="legal-hold", terms=terms, reason="A court asked.")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"until": until(0)}, "hold/until"),
        ({"until": until(400)}, "hold/until"),
        ({"until": "soon"}, "act/terms"),
        ({"until": until(9), "for": "ever"}, "act/terms"),
        ({"whom": "anybody"}, "act/terms"),
    ],
)
def test_other_terms_than_the_acts_are_refused(house: House, sent: Sent, terms: dict[str, str], code: str) -> None:
    """A hold has a last day within a year, and nothing else."""
    answer = propose(house, house.hana, sent.case, **terms)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert not Proposal.objects.exists()


def test_a_hand_over_is_not_proposed_here(house: House, sent: Sent) -> None:
    """The reporter reads of a hand-over before it happens: it has a way of its own."""
    item = seal_anything(house, sent)
    answer = post(house.hana.member, f"{sent.case}/acts", {"act": "hand-over", "terms": {}, "item": item})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "act/unknown")


def test_two_people_destroy_a_file_and_its_place_stays(house: House, sent: Sent) -> None:
    """Hana proposes, Omar agrees: the sealed file is gone, its manifest stays, and the case still verifies."""
    (blob,) = sent.blobs
    made = propose(house, house.hana, sent.case, act="destroy-evidence", blob=str(blob))
    assert (made.status_code, laid.is_there(house.organisation.id, blob)) == (201, True)
    assert decide(house, house.omar, sent.case, made.json()["id"], "agreed").json()["state"] == "done"
    assert not laid.is_there(house.organisation.id, blob)
    assert keys.as_member(house.hana.member).get(f"/api/v1/cases/{sent.case}/blobs/{blob}").status_code == 404
    read = cast.read(house, house.omar, sent.case)
    assert (read.findings, [entry.kind for entry in read.entries].count("attachment")) == ((), 1)
    assert Entry.objects.get(tag="evidence:destroyed").objects_touched == {
        "case": str(sent.case), "blob": str(blob),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stands", "code"),
    [
        ({"held_until": date(9999, 12, 31)}, "hold/stands"),
        ({"state": "concluded", "contested_on": date(2026, 1, 1)}, "contest/waits"),
    ],
)
def test_nothing_is_destroyed_under_a_hold_or_before_another_look(
    house: House, sent: Sent, stands: dict[str, object], code: str
) -> None:
    """Neither what was proposed before the hold, or before the reporter asked, nor what would be proposed since."""
    (blob,) = sent.blobs
    made = propose(house, house.hana, sent.case, act="destroy-evidence", blob=str(blob)).json()["id"]
    Case.objects.filter(id=sent.case).update(**stands)
    answer = decide(house, house.omar, sent.case, made, "agreed")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert decide(house, house.omar, sent.case, made, "refused").status_code == 201
    again = propose(house, house.hana, sent.case, act="destroy-evidence", blob=str(blob))
    assert (again.status_code, again.json()["error"]["code"]) == (409, code)
    assert laid.is_there(house.organisation.id, blob)


def test_a_file_that_is_not_the_cases_is_not_destroyed(house: House, sent: Sent) -> None:
    """A file of another case cannot even be proposed."""
    other = cast.send(house, attachment=b"another ledger")
    (blob,) = other.blobs
    answer = propose(house, house.hana, sent.case, act="destroy-evidence", blob=str(blob))
    assert (answer.status_code, Blob.objects.filter(id=blob).exists()) == (404, True)
