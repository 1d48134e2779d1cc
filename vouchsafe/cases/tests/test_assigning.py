"""Who has a case: taken or given by who reads or coordinates it, only to somebody who reads it, and recorded."""

import json
from typing import Any
from uuid import UUID, uuid4

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.cases.tests.test_exclusion import as_member, exclude
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import leave, set_rights


def assign(by: Member, case: UUID, to: UUID | None, instead_of: UUID | None = None) -> Answer:
    """Ask to give a case to somebody, or to nobody."""
    body = json.dumps({"to": to and str(to), "instead_of": instead_of and str(instead_of)})
    return as_member(by).post(f"/api/v1/cases/{case}/assignment", body, content_type="application/json")


def acts(case: UUID) -> list[tuple[str, UUID | None, str | int]]:
    """(tag, who, whom) of what the record says of a case's assignment, in order."""
    entries = Entry.objects.filter(tag__in=["case:assigned", "case:put-down"], objects_touched__case=str(case))
    return [(entry.tag, entry.actor, entry.objects_touched["member"]) for entry in entries.order_by("id")]


def listed(member: Member) -> dict[str, Any]:
    """The one row of a member's list."""
    (row,) = as_member(member).get("/api/v1/cases").json()["cases"]
    found: dict[str, Any] = row
    return found


def test_a_handler_takes_a_case_and_gives_it_on(house: House) -> None:
    """Hana takes it, gives it to Omar, and Omar puts it down: both lists tell, and the record has each act once."""
    sent, hana, omar = cast.send(house), house.hana.member, house.omar.member

    assert assign(hana, sent.case, hana.id).json()["assigned_to"] == str(hana.id)
    assert assign(hana, sent.case, hana.id).status_code == 200, "a retry is no second act"
    assert listed(omar)["assigned_to"] == str(hana.id)
    assert assign(hana, sent.case, omar.id, hana.id).status_code == 200
    assert assign(omar, sent.case, None, omar.id).json()["assigned_to"] is None

    assert acts(sent.case) == [
        ("case:assigned", hana.id, str(hana.id)),
        ("case:assigned", hana.id, str(omar.id)),
        ("case:put-down", omar.id, str(omar.id)),
    ]


def test_a_coordinator_gives_a_case_that_they_cannot_read(house: House) -> None:
    """Ines chooses among those who read it, sees in her list who has it, and still reads nothing."""
    sent, ines, omar = cast.send(house), house.ines.member, house.omar.member

    offered = as_member(ines).get(f"/api/v1/cases/{sent.case}/assignment").json()
    assert [one["name"] for one in offered["members"]] == ["Hana", "Omar"]
    assert assign(ines, sent.case, omar.id).status_code == 200

    row = listed(ines)
    assert (row["assigned_to"], row["title"]) == (str(omar.id), None)
    assert as_member(ines).get(f"/api/v1/cases/{sent.case}").status_code == 404


def test_who_is_nobodys_handler_neither_sees_nor_changes_who_has_a_case(house: House, other_house: House) -> None:
    """The same 404 as for a case that is not there, and nothing changes."""
    sent = cast.send(house)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    nora = cast.join(house, "nora", Holding(Role.COORDINATOR, house.channels["safety"].id))
    cast.publish_directory(house, house.hana)
    wrong = [nils, nora, house.sofia, house.tom, other_house.sven]
    for member in [*(person.member for person in wrong), house.administrator]:
        for case in (sent.case, uuid4()):
            assert as_member(member).get(f"/api/v1/cases/{case}/assignment").json()["error"]["code"] == "case/not-found"
            answer = assign(member, case, house.hana.member.id)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "case/not-found")
    assert Case.objects.get(id=sent.case).assigned_to is None
    assert acts(sent.case) == []


def test_only_somebody_who_reads_a_case_can_have_it(house: House, other_house: House) -> None:
    """Not who handles another channel, joined since, was left out, left, only coordinates, or is of elsewhere."""
    sent = cast.send(house, excluded=[house.omar.fingerprint])
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)
    gone = cast.join(house, "gone", Holding(Role.HANDLER, house.channel.id))
    leave(house.administrator, gone.member)
    wrong = [house.omar, house.sofia, house.ines, house.tom, nils, gone, other_house.sven]
    for whom in [*(person.member.id for person in wrong), uuid4()]:
        answer = assign(house.hana.member, sent.case, whom)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "member/not-found")
    assert acts(sent.case) == []


def test_who_was_left_out_cannot_assign_either(house: House) -> None:
    """Omar coordinates too; the case that was kept from him he can give to nobody."""
    rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.COORDINATOR, None)]
    set_rights(house.administrator, house.omar.member, rights)
    sent = cast.send(house, excluded=[house.omar.fingerprint])

    assert assign(house.omar.member, sent.case, house.hana.member.id).status_code == 404


def test_of_two_who_take_a_case_at_once_the_second_is_told(house: House) -> None:
    """Omar decided while nobody had it; meanwhile Hana took it."""
    sent, hana, omar = cast.send(house), house.hana.member, house.omar.member
    assign(hana, sent.case, hana.id)

    answer = assign(omar, sent.case, omar.id)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "assignment/changed")
    assert Case.objects.get(id=sent.case).assigned_to_id == hana.id


def test_a_case_is_nobodys_once_its_handler_is_excluded_or_leaves(house: House) -> None:
    """It does not stay with somebody who no longer reads it."""
    excluded, left, others = cast.send(house), cast.send(house), cast.send(house)
    for sent in (excluded, left):
        assign(house.hana.member, sent.case, house.omar.member.id)
    assign(house.hana.member, others.case, house.hana.member.id)

    exclude(house.ines.member, excluded.case, house.omar.member.id)
    assert Case.objects.get(id=excluded.case).assigned_to is None
    assert Case.objects.get(id=left.case).assigned_to_id == house.omar.member.id
    leave(house.administrator, house.omar.member)

    assert Case.objects.get(id=left.case).assigned_to is None
    assert Case.objects.get(id=others.case).assigned_to_id == house.hana.member.id
