"""Rights come with the fetch: every address of a case, tried by everybody who may not read it."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vouchsafe.audit.models import Entry
from vouchsafe.cases import inbox
from vouchsafe.cases.models import Case, CaseKey, Grant, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding

Address = Callable[[Client, UUID, UUID], Answer]


def _post(path: str, body: object) -> Address:
    def ask(client: Client, case: UUID, blob: UUID) -> Answer:
        return client.post(path.format(case=case, blob=blob), json.dumps(body), content_type="application/json")

    return ask


def _get(path: str) -> Address:
    return lambda client, case, blob: client.get(path.format(case=case, blob=blob))


ADDRESSES: dict[str, Address] = {
    "case": _get("/api/v1/cases/{case}"),
    "keys": _post("/api/v1/cases/{case}/keys", {"key_kind": 1, "generation": 0, "grants": []}),
    "items": _post("/api/v1/cases/{case}/items", {"items": []}),
    "state": _post("/api/v1/cases/{case}/state", {"to": "assessing"}),
    "blob": _get("/api/v1/cases/{case}/blobs/{blob}"),
    "export": _get("/api/v1/cases/{case}/export"),
    "print": _post("/api/v1/cases/{case}/exports", {"form": "print"}),
    "archive": _post("/api/v1/cases/{case}/exports", {"form": "archive"}),
    "record": _get("/api/v1/cases/{case}/record"),
}


def _nobodies(house: House, other_house: House) -> dict[str, Member]:
    """Everybody who is not to read the report, by why not."""
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)
    return {
        "a handler of the channel without a grant": nils.member,
        "a handler of another channel": house.sofia.member,
        "the coordinator": house.ines.member,
        "the administrator": house.administrator,
        "the overseer": house.tom.member,
        "a handler of another organisation": other_house.sven.member,
    }


def _state_of_the_store(case: UUID) -> tuple[object, ...]:
    return (
        Case.objects.values_list("state").get(id=case),
        CaseKey.objects.filter(case=case).count(),
        Grant.objects.filter(case=case).count(),
        Item.objects.filter(case=case).count(),
        Entry.objects.count(),
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_may_not_read_a_case_gets_the_answer_of_a_case_that_is_not_there(
    house: House, other_house: House, desk_client: Client, address: str
) -> None:
    """Byte for byte the same 404, for every wrong member; nothing changes and nothing is recorded."""
    sent = cast.send(house, attachment=b"the ledger")
    (blob,) = sent.blobs
    for why, member in _nobodies(house, other_house).items():
        before = _state_of_the_store(sent.case)
        desk_client.force_login(member)

        answer = ADDRESSES[address](desk_client, sent.case, blob)
        nothing = ADDRESSES[address](desk_client, uuid4(), blob)

        assert (answer.status_code, answer.content) == (404, nothing.content), why
        assert nothing.status_code == 404
        assert _state_of_the_store(sent.case) == before, why


@pytest.mark.parametrize("address", ADDRESSES)
def test_signed_out_every_address_asks_to_sign_in(house: House, desk_client: Client, address: str) -> None:
    """Whether the case exists is not told."""
    sent = cast.send(house, attachment=b"the ledger")
    (blob,) = sent.blobs

    answer = ADDRESSES[address](desk_client, sent.case, blob)

    assert answer.status_code == 401
    assert ADDRESSES[address](desk_client, uuid4(), blob).content == answer.content


def test_a_member_who_was_switched_off_is_signed_out(house: House, desk_client: Client) -> None:
    """A session that still lives opens nothing."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    Member.objects.filter(id=house.hana.member.id).update(is_active=False)

    assert desk_client.get(f"/api/v1/cases/{sent.case}").status_code == 401


def test_a_handler_whose_right_was_withdrawn_no_longer_reads(house: House, desk_client: Client) -> None:
    """The grant alone is not enough."""
    sent = cast.send(house)
    house.hana.member.rights.all().delete()
    desk_client.force_login(house.hana.member)

    assert desk_client.get(f"/api/v1/cases/{sent.case}").status_code == 404
    assert _listed(desk_client) == []


def test_a_blob_of_another_case_is_not_fetched_through_ones_own(house: House, desk_client: Client) -> None:
    """Both ids must belong together."""
    with_blob, without = cast.send(house, attachment=b"the ledger"), cast.send(house)
    desk_client.force_login(house.hana.member)

    assert desk_client.get(f"/api/v1/cases/{without.case}/blobs/{with_blob.blobs[0]}").status_code == 404


def test_the_inbox_lists_to_each_what_each_may_know(house: House, other_house: House, desk_client: Client) -> None:
    """Handlers see their own titles and grants, the coordinator bare rows, everybody else nothing."""
    sent = cast.send(house)
    nobodies = _nobodies(house, other_house)
    coordinator = nobodies.pop("the coordinator")

    for why, member in nobodies.items():
        desk_client.force_login(member)
        assert _listed(desk_client) == [], why
        assert _titles(desk_client, sent.case) == [], why

    desk_client.force_login(coordinator)
    (row,) = _listed(desk_client)
    assert (row["id"], row["title"], row["unread"]) == (str(sent.case), None, False)
    assert _titles(desk_client, sent.case) == []

    desk_client.force_login(house.omar.member)
    (row,) = _listed(desk_client)
    (title,) = _titles(desk_client, sent.case)
    assert row["title"] == title["title"]["id"]
    assert title["title"]["kind"] == "title"
    assert [grant["generation"] for grant in title["grants"]] == [0]


def test_a_coordinator_who_also_handles_reads_their_own_channel_alone(house: House, desk_client: Client) -> None:
    """Rights add up; a grant is still needed for each case."""
    uma = cast.join(house, "uma", Holding(Role.COORDINATOR, None), Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)
    readable, foreign = cast.send(house), cast.send(house, channel="safety")
    desk_client.force_login(uma.member)

    rows = {row["id"]: row for row in _listed(desk_client)}

    assert rows[str(readable.case)]["title"] is not None
    assert rows[str(foreign.case)]["title"] is None


def test_pages_of_the_inbox_follow_each_other_without_gap_or_repeat(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Every case once, whatever the size of the page; one statement a page."""
    sent = {cast.send(house).case for _each in range(5)}
    found: list[UUID] = []
    after = None
    while True:
        with django_assert_num_queries(1):
            page = inbox.page(house.hana.member, after=after, limit=2)
        found += [UUID(row.id) for row in page.rows]
        after = page.next
        if after is None:
            break

    assert len(found) == len(sent)
    assert set(found) == sent


def test_a_cursor_that_no_page_gave_is_refused(house: House, desk_client: Client) -> None:
    """In words, and not with an empty list."""
    desk_client.force_login(house.hana.member)

    answer = desk_client.get("/api/v1/cases?after=nonsense")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "case/cursor")


def test_the_inbox_can_be_narrowed_to_a_state(house: House, desk_client: Client) -> None:
    """A state that does not exist is refused in words."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    assert [row["id"] for row in _listed(desk_client, "?state=received")] == [str(sent.case)]
    assert _listed(desk_client, "?state=concluded") == []
    assert desk_client.get("/api/v1/cases?state=forgotten").json()["error"]["code"] == "case/filter"


def _titles(client: Client, *cases: UUID) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/titles?cases={','.join(map(str, cases))}")
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["titles"]
    return found


def _listed(client: Client, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/cases{query}")
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["cases"]
    return rows
