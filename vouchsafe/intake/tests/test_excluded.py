"""Whom a reporter leaves out: no key, no share, no notice, no row, no address; and nobody can change that later."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases import nightly, notices
from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import APART, Answer, House, Sent
from vouchsafe.channels.models import Channel
from vouchsafe.delivery.models import Message
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.intake.tests.paying import put
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.compose import make_desk_key


def arrive(house: House, client: Client) -> Sent:
    """A report with a file, particulars of the reporter and of a subject, and without Omar."""
    sent = cast.seal(house, attachment=b"the ledger", excluded=[house.omar.fingerprint], apart=APART)
    assert put(client, sent).status_code == 201
    return sent


def signed_in(house: House, name: str) -> Client:
    """The desk as somebody sees it."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(house.people[name].member)
    return client


def listed(client: Client) -> list[dict[str, Any]]:
    """The rows of the inbox."""
    rows: list[dict[str, Any]] = client.get("/api/v1/cases").json()["cases"]
    return rows


def every_address(client: Client, case: UUID, blob: UUID) -> dict[str, Answer]:
    """What each address of a case answers."""

    def post(path: str, body: object) -> Answer:
        return client.post(f"/api/v1/cases/{case}/{path}", json.dumps(body), content_type="application/json")

    return {
        "case": client.get(f"/api/v1/cases/{case}"),
        "blob": client.get(f"/api/v1/cases/{case}/blobs/{blob}"),
        "items": post("items", {"items": []}),
        "state": post("state", {"to": "assessing"}),
        "keys": post("keys", {"key_kind": 1, "generation": 0, "grants": []}),
        "due": client.get(f"/api/v1/cases/{case}/rekeying"),
        "rekeying": post("rekeying", {"keys": [], "successions": 0}),
    }


def test_who_was_left_out_holds_no_key_and_no_share(house: House, report_client: Client) -> None:
    """Omar's card is on none of the grants of any kind; Hana's is on one of each."""
    sent = arrive(house, report_client)

    assert not Grant.objects.filter(case=sent.case, holder=house.omar.fingerprint).exists()
    kinds = Grant.objects.filter(case=sent.case, holder=house.hana.fingerprint).order_by("key_kind")
    assert list(kinds.values_list("key_kind", flat=True)) == [0, 2, 3]
    assert Case.objects.get(id=sent.case).excluded == [house.omar.member.id]


@pytest.mark.parametrize("also", [None, Role.COORDINATOR, Role.OVERSEER, Role.ADMINISTRATOR])
def test_who_was_left_out_sees_no_trace_of_the_case(house: House, report_client: Client, also: Role | None) -> None:
    """Not in the list, not by any address, whatever else Omar is."""
    if also:
        rights = [Holding(Role.HANDLER, house.channel.id), Holding(also, None)]
        set_rights(house.administrator, house.omar.member, rights)
    sent = arrive(house, report_client)
    omar = signed_in(house, "omar")

    assert [row["id"] for row in listed(signed_in(house, "hana"))] == [str(sent.case)]
    assert listed(omar) == []
    never = every_address(omar, UUID(int=4 << 76 | 8 << 60), sent.blobs[0])
    for name, answer in every_address(omar, sent.case, sent.blobs[0]).items():
        assert (answer.status_code, answer.content) == (404, never[name].content), name
    assert str(sent.case) not in omar.get("/api/v1/directory").content.decode()
    assert not Entry.objects.filter(actor=house.omar.member.id, tag__startswith="case:").exists()


def test_who_was_left_out_gets_no_notice(house: House, report_client: Client) -> None:
    """Of this report only Hana does; of the next one both do."""
    arrive(house, report_client)
    notices.post_notices(0)
    told = Message.objects.filter(subject__startswith="Something new").values_list("address", flat=True)
    assert list(told) == ["hana@meridian.example"]
    Message.objects.all().delete()

    put(report_client, cast.seal(house))
    notices.post_notices(0)
    assert sorted(told.all()) == ["hana@meridian.example", "omar@meridian.example"]


def test_a_later_key_for_who_was_left_out_is_refused(house: House, report_client: Client) -> None:
    """Hana's altered browser grants the desk key to Omar: nothing is stored, and the right grants are taken."""
    sent = arrive(house, report_client)
    hana, keys = signed_in(house, "hana"), house.hana.keys
    address = f"/api/v1/cases/{sent.case}/keys"

    def made(excluded: list[bytes]) -> str:
        _key, grants = make_desk_key(house.directory(), house.channel.id, sent.case, keys.signing, excluded=excluded)
        bare = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
        return json.dumps({"key_kind": 1, "generation": 0, "grants": bare})

    answer = hana.post(address, made([]), content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key/excluded")
    assert not Grant.objects.filter(case=sent.case, key_kind=1).exists()

    assert hana.post(address, made([house.omar.fingerprint]), content_type="application/json").status_code == 201


def test_the_first_night_leaves_who_was_left_out_as_they_were(
    house: House, report_client: Client, moving: Moving
) -> None:
    """The rows that the sweep rewrites still say for whom no key is stored."""
    sent = arrive(house, report_client)
    moving.forward(1)
    assert nightly.close_days() == 1

    assert Case.objects.get(id=sent.case).excluded == [house.omar.member.id]
    assert listed(signed_in(house, "omar")) == []


def test_somebody_who_came_later_was_not_left_out(house: House, report_client: Client) -> None:
    """Nils joins after the report: no case of before is his, but nobody meant him."""
    sent = arrive(house, report_client)
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.hana)

    assert nils.member.id not in Case.objects.get(id=sent.case).excluded
    assert listed(signed_in(house, "nils")) == []


def test_a_channel_names_its_handlers_and_nobody_else(house: House, report_client: Client) -> None:
    """By the id that each card carries: none of another channel, no coordinator or overseer, no address of anybody."""
    answer = report_client.get(f"/api/v1/meridian/readers/{house.channel.id}")

    named = [{"id": str(house.people[name.lower()].member.id), "name": name} for name in ("Hana", "Omar")]
    assert answer.json() == {"readers": named}


def test_a_closed_channel_and_that_of_another_organisation_name_nobody(
    house: House, other_house: House, report_client: Client
) -> None:
    """The same refusal for both."""
    Channel.objects.filter(id=house.channel.id).update(active=False)
    for channel in (house.channel.id, other_house.channel.id):
        answer = report_client.get(f"/api/v1/meridian/readers/{channel}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bundle/channel")
