"""A coordinator excludes a member from a case: their keys are gone, they see no trace, and it is for good."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import notices
from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.cases.tests.keys import new_card
from vouchsafe.delivery.models import Message
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import make_desk_key


def as_member(member: Member) -> Client:
    """The desk as somebody sees it."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(member)
    return client


def exclude(member: Member, case: UUID, other: UUID) -> Answer:
    """Ask to exclude somebody."""
    body = json.dumps({"member": str(other)})
    return as_member(member).post(f"/api/v1/cases/{case}/exclusions", body, content_type="application/json")


def rows(member: Member) -> list[dict[str, Any]]:
    """What somebody's list shows."""
    found: list[dict[str, Any]] = as_member(member).get("/api/v1/cases").json()["cases"]
    return found


def test_who_is_excluded_loses_their_keys_and_every_trace(house: House) -> None:
    """Omar read the case before: now no grant of his is left, no row, no address, no notice; it is recorded once."""
    sent = cast.send(house, attachment=b"the ledger")
    omar = house.omar.member
    assert as_member(omar).get(f"/api/v1/cases/{sent.case}").status_code == 200

    answer = exclude(house.ines.member, sent.case, omar.id)

    assert answer.status_code == 201
    assert answer.json() == {"case": str(sent.case), "excluded": [str(omar.id)], "rekey_due": True}
    assert not Grant.objects.filter(case=sent.case, holder=house.omar.fingerprint).exists()
    assert rows(omar) == []
    unknown = as_member(omar).get(f"/api/v1/cases/{uuid4()}")
    for path in ("", f"/blobs/{sent.blobs[0]}"):
        there = as_member(omar).get(f"/api/v1/cases/{sent.case}{path}")
        assert (there.status_code, there.content) == (404, unknown.content)
    notices.post_notices(0)
    told = Message.objects.filter(subject__startswith="Something new").values_list("address", flat=True)
    assert list(told) == ["hana@meridian.example"]
    assert exclude(house.ines.member, sent.case, omar.id).status_code == 201
    (entry,) = Entry.objects.filter(tag="case:member-excluded")
    assert (entry.actor, entry.objects_touched) == (
        house.ines.member.id,
        {"case": str(sent.case), "member": str(omar.id)},
    )


def test_colleagues_and_the_coordinator_see_that_new_keys_are_due(house: House) -> None:
    """The reader goes on reading; both lists say who is excluded."""
    sent = cast.send(house)
    exclude(house.ines.member, sent.case, house.omar.member.id)

    for member in (house.ines.member, house.hana.member):
        (row,) = rows(member)
        assert (row["excluded"], row["rekey_due"]) == ([str(house.omar.member.id)], True)
    assert cast.read(house, house.hana, sent.case).findings == ()


def test_a_later_key_for_who_is_excluded_is_refused(house: House) -> None:
    """The desk key that Hana's browser made a moment before is not taken with a grant for Omar."""
    sent = cast.send(house)
    exclude(house.ines.member, sent.case, house.omar.member.id)
    _key, grants = make_desk_key(house.directory(), house.channel.id, sent.case, house.hana.keys.signing)
    bare = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
    body = json.dumps({"key_kind": 1, "generation": 0, "grants": bare})

    client = as_member(house.hana.member)
    answer = client.post(f"/api/v1/cases/{sent.case}/keys", body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key/excluded")
    assert not Grant.objects.filter(case=sent.case, key_kind=1).exists()


def test_somebody_who_reads_must_be_left(house: House) -> None:
    """The last handler who holds the key stays, whoever joined the channel since."""
    sent = cast.send(house, excluded=[house.omar.fingerprint])
    cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)

    answer = exclude(house.ines.member, sent.case, house.hana.member.id)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "exclusion/no-handler")
    assert cast.read(house, house.hana, sent.case).findings == ()
    assert not Entry.objects.filter(tag="case:member-excluded").exists()


def test_a_key_that_was_given_up_reads_nothing(house: House) -> None:
    """Omar lost his key: until a colleague hands him the case anew, Hana is the only one who reads it."""
    sent = cast.send(house)
    new_card(house, "omar", house.ines)

    answer = exclude(house.ines.member, sent.case, house.hana.member.id)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "exclusion/no-handler")


def test_only_who_coordinates_the_channel_may_exclude(house: House, other_house: House) -> None:
    """Everybody else gets the answer of a case that does not exist, and nothing changes."""
    sent = cast.send(house)
    nora = cast.join(house, "nora", Holding(Role.COORDINATOR, house.channels["safety"].id))
    wrong = [house.hana, house.sofia, house.tom, nora, other_house.sven]
    for member in [*(person.member for person in wrong), house.administrator]:
        answer = exclude(member, sent.case, house.omar.member.id)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "case/not-found")
    assert Case.objects.get(id=sent.case).excluded == []
    assert not Entry.objects.filter(tag="case:member-excluded").exists()


def test_a_coordinator_who_was_excluded_excludes_nobody(house: House) -> None:
    """Not the one whom the reporter left out, and not the one who stepped aside."""
    rights = [Holding(Role.HANDLER, house.channel.id), Holding(Role.COORDINATOR, None)]
    set_rights(house.administrator, house.omar.member, rights)
    sent = cast.send(house, excluded=[house.omar.fingerprint])
    assert exclude(house.ines.member, sent.case, house.ines.member.id).json()["rekey_due"] is False

    assert rows(house.ines.member) == []
    for member in (house.omar.member, house.ines.member):
        assert exclude(member, sent.case, house.hana.member.id).status_code == 404


@pytest.mark.parametrize("stranger", ["nobody", "sven"])
def test_a_member_of_elsewhere_cannot_be_named(house: House, other_house: House, stranger: str) -> None:
    """An id of another organisation answers as one that does not exist."""
    sent = cast.send(house)
    other = other_house.sven.member.id if stranger == "sven" else uuid4()

    answer = exclude(house.ines.member, sent.case, other)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "member/not-found")
