"""What a handler does with a case, through the desk's addresses, read again as a colleague's browser reads it."""

import io
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.models import Case, CaseKey, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Person, code
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock, uploads
from vouchsafe.common.tests import laid
from vouchsafe.vault.attachments import AttachedFile, seal_attachment, seal_manifest
from vouchsafe.vault.compose import key_for, make_desk_key, seal_message, seal_note
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import GrantJson, ItemJson


def post(client: Client, case: UUID, what: str, body: object) -> Answer:
    """Send JSON to one of a case's addresses."""
    return client.post(f"/api/v1/cases/{case}/{what}", json.dumps(body), content_type="application/json")


def desk_key(house: House, maker: Person, case: UUID) -> list[GrantJson]:
    """The grants of a new desk key, as the maker's browser seals them."""
    return make_desk_key(house.directory(), house.channel.id, case, maker.keys.signing)[1]


def key_body(grants: Sequence[GrantJson], **changes: object) -> dict[str, Any]:
    """A key as it is sent to the desk."""
    slim = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
    return {"key_kind": 1, "generation": 0, "grants": slim, **changes}


def tags(case: UUID) -> list[str]:
    """What the record says was done to a case, in order."""
    return list(Entry.objects.filter(objects_touched__case=str(case)).order_by("id").values_list("tag", flat=True))


def message(house: House, author: Person, case: UUID, text: str) -> ItemJson:
    """A sealed answer to the reporter."""
    return seal_message(cast.read(house, author, case), author.keys.signing, text, clock.today())


def texts(house: House, reader: Person, case: UUID, kind: str) -> list[str]:
    """The texts of one kind that a reader opens and verifies."""
    entries = cast.read(house, reader, case).entries
    return [entry.body["text"] for entry in entries if isinstance(entry, Opened) and entry.kind == kind]


def test_opening_a_case_gives_what_the_browser_needs_and_is_recorded(house: House, desk_client: Client) -> None:
    """Own grants only, every item, the definition that was answered, and one entry in the record."""
    sent = cast.send(house, attachment=b"the ledger")
    desk_client.force_login(house.hana.member)

    found = desk_client.get(f"/api/v1/cases/{sent.case}").json()

    assert found["case"]["id"] == str(sent.case)
    assert found["definition"] == house.definition().body
    assert [item["kind"] for item in found["items"]] == ["report", "title", "attachment"]
    assert [blob["id"] for blob in found["blobs"]] == [str(blob) for blob in sent.blobs]
    mine = [grant["sealed"] for grant in sent.bundle["grants"] if grant["holder"] == house.hana.fingerprint.hex()]
    assert [grant["sealed"] for grant in found["grants"]] == mine
    assert tags(sent.case) == [Tag.CASE_OPENED]
    assert Entry.objects.get(tag=Tag.CASE_OPENED).actor == house.hana.member.id


def test_an_old_report_is_read_with_the_questions_that_it_answers(house: House, desk_client: Client) -> None:
    """The organisation changed its questions since; the report answers those that were asked then."""
    sent, answered = cast.send(house), house.definition()
    fewer = {"fields": answered.body["questionnaire"]["fields"][:3]}
    newer = publish_definition(house.administrator, house.channel, {**answered.body, "questionnaire": fewer})
    desk_client.force_login(house.hana.member)

    found = desk_client.get(f"/api/v1/cases/{sent.case}").json()

    assert (house.definition(), newer.version) == (newer, answered.version + 1)
    assert found["definition"] == answered.body != newer.body


def test_a_colleague_reads_the_note_that_a_handler_wrote(house: House, desk_client: Client) -> None:
    """The desk key that Hana made opens Hana's note for Omar; each act is in the record."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    assert post(desk_client, sent.case, "keys", key_body(desk_key(house, house.hana, sent.case))).status_code == 201

    note = seal_note(
        cast.read(house, house.hana, sent.case), house.hana.keys.signing, "Ask the night shift.", clock.today()
    )
    assert post(desk_client, sent.case, "items", {"items": [note]}).status_code == 201

    assert texts(house, house.omar, sent.case, "note") == ["Ask the night shift."]
    assert tags(sent.case) == [Tag.CASE_KEY_MADE, Tag.ITEM_WRITTEN]


def test_who_loses_the_race_for_the_desk_key_is_told_so(house: House, desk_client: Client) -> None:
    """The second key is refused whole, and the first one stays."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    post(desk_client, sent.case, "keys", key_body(desk_key(house, house.hana, sent.case)))
    before = cast.read(house, house.omar, sent.case).keys
    desk_client.force_login(house.omar.member)

    answer = post(desk_client, sent.case, "keys", key_body(desk_key(house, house.omar, sent.case)))

    assert code(answer) == (409, "key/exists")
    assert cast.read(house, house.omar, sent.case).keys == before
    assert tags(sent.case) == [Tag.CASE_KEY_MADE]


@pytest.mark.django_db(transaction=True)
def test_of_two_desk_keys_made_at_once_one_is_kept_whole() -> None:
    """Hana's and Omar's at the same moment: one is stored for everybody, the other one not at all."""
    house = cast.meridian()
    sent = cast.send(house)
    together = threading.Barrier(2)
    bodies = {maker: key_body(desk_key(house, maker, sent.case)) for maker in (house.hana, house.omar)}

    def make(maker: Person) -> int:
        client = Client(headers={"host": "desk.localhost:8000"})
        client.force_login(maker.member)
        together.wait()
        try:
            return post(client, sent.case, "keys", bodies[maker]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(make, bodies)) == [201, 409]

    mine, theirs = (cast.read(house, reader, sent.case) for reader in (house.hana, house.omar))
    assert mine.findings == theirs.findings == ()
    assert mine.keys[KeyKind.DESK, 0] == theirs.keys[KeyKind.DESK, 0]


def test_a_desk_key_goes_to_its_holders_and_nobody_else(house: House, desk_client: Client) -> None:
    """Each wrong set of holders is refused with its code, and nothing is stored."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    grants = desk_key(house, house.hana, sent.case)
    sheet = house.sheet.fingerprint.hex()
    stranger = GrantJson(**{**grants[0], "holder": house.sofia.fingerprint.hex()})
    item = sent.bundle["items"][0]["sealed"]
    refused = {
        "a stranger": (key_body([*grants, stranger]), 400, "bundle/wrong-holders"),
        "the receipt": (key_body([*grants, {**grants[0], "holder": "receipt"}]), 400, "bundle/wrong-holders"),
        "no sheet": (key_body([one for one in grants if one["holder"] != sheet]), 400, "bundle/wrong-holders"),
        "no handler": (key_body([one for one in grants if one["holder"] == sheet]), 400, "bundle/no-handler"),
        "twice": (key_body([*grants, grants[0]]), 400, "bundle/duplicate-grant"),
        "no grant": (key_body([{**grants[0], "sealed": item}, *grants[1:]]), 400, "bundle/grant-shape"),
        "a case key": (key_body(grants, key_kind=0), 400, "bundle/key-kind-mismatch"),
        "a later one first": (key_body(grants, generation=1), 400, "bundle/generation"),
        "a negative one": (key_body(grants, generation=-1), 400, "bundle/generation"),
    }
    for why, (body, status, expected) in refused.items():
        assert code(post(desk_client, sent.case, "keys", body)) == (status, expected), why
    assert not CaseKey.objects.filter(case=sent.case, key_kind=1).exists()
    assert tags(sent.case) == []


def test_an_answer_is_stored_once_however_often_it_is_sent(house: House, desk_client: Client) -> None:
    """The same item again answers the same; another under its id is refused."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    answer = message(house, house.hana, sent.case, "Thank you. We will look into it.")
    other = {**message(house, house.hana, sent.case, "Something else."), "id": answer["id"]}

    first = post(desk_client, sent.case, "items", {"items": [answer]})
    again = post(desk_client, sent.case, "items", {"items": [answer]})

    assert (first.status_code, first.content) == (201, again.content)
    assert code(post(desk_client, sent.case, "items", {"items": [other]})) == (409, "bundle/item-exists")
    assert texts(house, house.omar, sent.case, "message") == ["Thank you. We will look into it."]
    assert tags(sent.case) == [Tag.ITEM_WRITTEN]


def test_what_a_handler_may_not_write_is_refused_and_changes_nothing(house: House, desk_client: Client) -> None:
    """Kinds of the reporter, keys that are not there, shapes and counts that do not fit."""
    sent = cast.send(house, attachment=b"the ledger")
    desk_client.force_login(house.hana.member)
    answer = message(house, house.hana, sent.case, "Thank you.")
    report, _title, manifest = sent.bundle["items"]
    grant = sent.bundle["grants"][0]["sealed"]
    size = sent.bundle["blobs"][0]["size"]
    refused = {
        "nothing": ({"items": []}, 400, "bundle/empty"),
        "a report": ({"items": [{**report, "id": str(uuid4())}]}, 400, "bundle/kind-not-allowed"),
        "a note before there is a desk key": (
            {"items": [{**answer, "kind": "note", "key_kind": 1}]}, 409, "bundle/no-such-key",
        ),
        "a note under the case key": ({"items": [{**answer, "kind": "note"}]}, 400, "bundle/key-kind-mismatch"),
        "a later generation": ({"items": [{**answer, "generation": 1}]}, 409, "bundle/no-such-key"),
        "a grant": ({"items": [{**answer, "sealed": grant}]}, 400, "bundle/unpadded-item"),
        "twice": ({"items": [answer, answer]}, 400, "bundle/duplicate-item"),
        "an id that is not random": ({"items": [{**answer, "id": str(UUID(int=7))}]}, 400, "bundle/id"),
        "a manifest alone": ({"items": [{**manifest, "id": str(uuid4())}]}, 400, "bundle/manifest-count"),
        "another report's attachment": (
            {
                "items": [{**manifest, "id": str(uuid4())}],
                "blobs": [{"id": str(sent.blobs[0]), "size": size}],
            },
            400,
            "bundle/blob-taken",
        ),
        "an unknown field": ({"items": [answer], "author": "Hana"}, 400, "bundle/unknown-field"),
    }  # fmt: skip
    before = list(Item.objects.values_list("id", "sealed"))
    for why, (body, status, expected) in refused.items():
        assert code(post(desk_client, sent.case, "items", body)) == (status, expected), why
    assert list(Item.objects.values_list("id", "sealed")) == before
    assert tags(sent.case) == []


def test_a_handlers_attachment_arrives_with_its_manifest(house: House, desk_client: Client) -> None:
    """Announced at the desk, uploaded, named by a manifest; its download is recorded."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    read = cast.read(house, house.hana, sent.case)
    file, sealed = b"Form 7, to be filled in", io.BytesIO()
    attached = AttachedFile(io.BytesIO(file), len(file), "form.txt", "text/plain")
    announced = desk_client.post("/api/v1/uploads", headers={"Upload-Length": "65721", "Tus-Resumable": "1.0.0"})
    blob = UUID(announced.json()["blob"])
    attachment = seal_attachment(key_for(read, "attachment"), sent.case, attached, sealed, blob=blob)
    manifest, _parts = seal_manifest(
        key_for(read, "attachment"), sent.case, house.hana.keys.signing, attachment, clock.today()
    )
    cast.put_blob(house, blob, sealed.getvalue())
    body = {"items": [manifest], "blobs": [{"id": str(blob), "size": attachment.seal.sealed_size}]}

    assert announced.status_code == 201
    assert post(desk_client, sent.case, "items", body).status_code == 201
    download = desk_client.get(f"/api/v1/cases/{sent.case}/blobs/{blob}")

    assert b"".join(download) == sealed.getvalue()
    assert tags(sent.case) == [Tag.ITEM_WRITTEN, Tag.BLOB_DOWNLOADED]


@pytest.mark.parametrize("length", [None, "", "x", "1", "65720", "9" * 12])
def test_an_upload_of_a_size_that_no_attachment_has_is_refused(
    house: House, desk_client: Client, length: str | None
) -> None:
    """Missing, unpadded or far too large: refused before a byte is sent."""
    desk_client.force_login(house.hana.member)

    headers = {"Tus-Resumable": "1.0.0", **({} if length is None else {"Upload-Length": length})}
    answer = desk_client.post("/api/v1/uploads", headers=headers)

    assert answer.status_code in {400, 413}
    assert answer.json()["error"]["field"] == "Upload-Length"


@pytest.mark.parametrize("who", ["administrator", "ines", "tom"])
def test_who_handles_nothing_announces_no_upload(house: House, desk_client: Client, who: str) -> None:
    """An administrator, a coordinator and an overseer have no case to put it into, so no room is made."""
    member = house.administrator if who == "administrator" else house.people[who].member
    desk_client.force_login(member)

    answer = desk_client.post("/api/v1/uploads", headers={"Upload-Length": "65721", "Tus-Resumable": "1.0.0"})

    assert code(answer) == (403, "right/missing")
    assert laid.everything() == {}


def test_a_range_of_an_attachment_is_downloaded(house: House, desk_client: Client, stored: str) -> None:
    """So that a broken download goes on where it broke; each is in the record."""
    sent = cast.send(house, attachment=b"the ledger")
    content = laid.content_of(house.organisation.id, sent.blobs[0])
    desk_client.force_login(house.hana.member)

    answer = desk_client.get(f"/api/v1/cases/{sent.case}/blobs/{sent.blobs[0]}", headers={"Range": "bytes=1000-"})

    assert (answer.status_code, b"".join(answer)) == (206, content[1000:])
    assert tags(sent.case) == [Tag.BLOB_DOWNLOADED]


def test_a_download_whose_bytes_are_gone_says_so(house: House, desk_client: Client) -> None:
    """A lost file is not an empty one."""
    sent = cast.send(house, attachment=b"the ledger")
    uploads.remove(house.organisation.id, sent.blobs[0])
    desk_client.force_login(house.hana.member)

    answer = desk_client.get(f"/api/v1/cases/{sent.case}/blobs/{sent.blobs[0]}")

    assert code(answer) == (404, "blob/lost")
    assert tags(sent.case) == []


def test_a_case_goes_through_the_workflow_and_back_only_to_be_reopened(house: House, desk_client: Client) -> None:
    """Receive, assess, address; other steps are refused, to conclude without an outcome too. Each is recorded once."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)
    way = ["received", "assessing", "addressing"]
    allowed = {"received": "assessing", "assessing": "addressing"}
    for here, there in pairwise(way):
        for elsewhere in {*way, "concluded"} - {here, allowed[here]}:
            assert code(post(desk_client, sent.case, "state", {"to": elsewhere})) == (409, "state/not-a-step")
        assert post(desk_client, sent.case, "state", {"to": there}).json()["state"] == there
        assert post(desk_client, sent.case, "state", {"to": there}).status_code == 200, "a retry is no second step"

    assert code(post(desk_client, sent.case, "state", {"to": "concluded"})) == (409, "state/not-a-step")
    Case.objects.filter(id=sent.case).update(state="concluded")
    assert post(desk_client, sent.case, "state", {"to": "addressing"}).json()["state"] == "addressing"
    steps = Entry.objects.filter(tag=Tag.CASE_STATE_CHANGED).order_by("id").values_list("objects_touched", flat=True)
    assert [(step["came_from"], step["went_to"]) for step in steps] == [*pairwise(way), ("concluded", "addressing")]


def test_a_state_that_does_not_exist_is_refused(house: House, desk_client: Client) -> None:
    """The document is refused, not the step."""
    sent = cast.send(house)
    desk_client.force_login(house.hana.member)

    assert code(post(desk_client, sent.case, "state", {"to": "closed"})) == (400, "bundle/malformed")
