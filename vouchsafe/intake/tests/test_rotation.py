"""A new receipt in the place of the old one, through the report door's address."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Case, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.common import clock
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.test_mailbox import NOT_FOUND, read, reply, texts, token_of, visit
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.rotation import seal_rotation


def rotation(client: Client, sent: Sent, following: Receipt) -> dict[str, Any]:
    """What the reporter's client sends to come to a new receipt."""
    made = seal_rotation(read(client, sent), sent.receipt, following, clock.today())
    found: dict[str, Any] = json.loads(json.dumps(made.to_json(sent.receipt.lookup_token)))
    return found


def send(client: Client, body: dict[str, Any]) -> Answer:
    """Post it to the Meridian Institute's report door."""
    return client.post("/api/v1/meridian/mailbox/rotation", json.dumps(body), content_type="application/json")


def rotate(client: Client, sent: Sent) -> Sent:
    """Come to a new receipt; the report as it is known with that one."""
    following = Receipt.generate()
    assert send(client, rotation(client, sent, following)).status_code == 201
    return replace(sent, receipt=following)


def test_the_new_receipt_opens_all_and_the_old_one_nothing(house: House, report_client: Client) -> None:
    """Read, write and be answered with the new one; the old one's answer is that of an unknown one, byte for byte."""
    sent = cast.send(house)
    visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "Hall four.")])
    Case.objects.update(notice_pending=False)

    new = rotate(report_client, sent)
    visit(report_client, token_of(new), "/items", items=[reply(report_client, new, "It is me.")])

    assert Case.objects.get().notice_pending
    assert texts(read(report_client, new)) == [("reporter", "Hall four."), ("reporter", "It is me.")]
    assert read(report_client, new).findings == ()
    assert texts(cast.read(house, house.hana, sent.case)) == texts(read(report_client, new))
    assert cast.read(house, house.hana, sent.case).findings == ()
    unknown = visit(report_client, token_of(replace(sent, receipt=Receipt.generate())))
    assert visit(report_client, token_of(sent)).content == unknown.content
    assert Grant.objects.filter(holder=None).count() == 1


def test_a_receipt_may_be_changed_again(house: House, report_client: Client) -> None:
    """Twice changed, and everything is there."""
    sent = cast.send(house)

    new = rotate(report_client, rotate(report_client, sent))

    found = read(report_client, new)
    assert found.findings == ()
    assert found.report is not None
    assert code(visit(report_client, token_of(sent))) == NOT_FOUND


def test_a_rotation_whose_answer_was_lost_is_answered_again(
    house: House, report_client: Client, data_dir: Path
) -> None:
    """The very same one: stored once, told once. Another one with the old token is that of an unknown receipt."""
    sent = cast.send(house)
    body, other = (rotation(report_client, sent, Receipt.generate()) for _each in range(2))
    first = send(report_client, body)
    Case.objects.update(notice_pending=False)
    before = snapshot(data_dir)

    again = send(report_client, body)

    assert (again.status_code, again.content) == (201, first.content)
    assert code(send(report_client, other)) == NOT_FOUND
    assert code(send(report_client, {**other, "receipt_hash": body["receipt_hash"]})) == NOT_FOUND
    assert snapshot(data_dir) == before


@pytest.mark.django_db(transaction=True)
def test_of_two_new_receipts_at_once_one_counts() -> None:
    """From two devices at the same moment: the chain never forks."""
    house = cast.meridian()
    sent = cast.send(house)
    together = threading.Barrier(2)
    door = Client(headers={"host": "report.localhost:8000"})
    following = [Receipt.generate(), Receipt.generate()]
    bodies = [rotation(door, sent, receipt) for receipt in following]

    def post(body: dict[str, Any]) -> int:
        client = Client(headers={"host": "report.localhost:8000"})
        together.wait()
        try:
            return send(client, body).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(post, bodies))

    assert sorted(statuses) == [201, 404]
    assert read(door, replace(sent, receipt=following[statuses.index(201)])).findings == ()


def test_what_is_no_rotation_is_refused_and_stores_nothing(house: House, report_client: Client, data_dir: Path) -> None:
    """Each with its code, and the old receipt stays."""
    sent, other = cast.send(house), cast.send(house)
    body = rotation(report_client, sent, Receipt.generate())
    (grant,), message = body["grants"], reply(report_client, sent, "Hall four.")
    handler, report = sent.bundle["grants"][0]["holder"], sent.bundle["items"][0]["id"]
    refused: dict[str, tuple[dict[str, Any], int, str]] = {
        "a message": ({"item": message}, 400, "bundle/kind-not-allowed"),
        "no grant": ({"grants": []}, 409, "bundle/wrong-keys"),
        "a grant too many": ({"grants": [grant, {**grant, "generation": 1}]}, 409, "bundle/wrong-keys"),
        "a grant twice": ({"grants": [grant, grant]}, 409, "bundle/wrong-keys"),
        "another key": ({"grants": [{**grant, "key_kind": 4}]}, 409, "bundle/wrong-keys"),
        "a handler's": ({"grants": [{**grant, "holder": handler}]}, 400, "bundle/wrong-holders"),
        "no grant's shape": ({"grants": [{**grant, "sealed": message["sealed"]}]}, 400, "bundle/grant-shape"),
        "the same receipt": ({"receipt_hash": sent.receipt.lookup_hash.hex()}, 409, "receipt/taken"),
        "another's receipt": ({"receipt_hash": other.receipt.lookup_hash.hex()}, 409, "receipt/taken"),
        "no hash": ({"receipt_hash": "ff"}, 400, "bundle/not-canonical"),
        "an item that is there": ({"item": {**body["item"], "id": report}}, 409, "bundle/item-exists"),
        "more than is known": ({"name": "Ada"}, 400, "bundle/unknown-field"),
    }
    before = snapshot(data_dir)
    for why, (change, status, expected) in refused.items():
        assert code(send(report_client, {**body, **change})) == (status, expected), why
    assert snapshot(data_dir) == before
    assert send(report_client, body).status_code == 201


def test_a_rotation_is_not_in_the_record(house: House, report_client: Client) -> None:
    """What a reporter does leaves no entry."""
    sent = cast.send(house)
    before = Entry.objects.count()

    rotate(report_client, sent)

    assert Entry.objects.count() == before


def test_a_receipt_is_changed_at_its_own_organisation_alone(
    house: House, other_house: House, report_client: Client
) -> None:
    """A tenant's mailboxes are its own."""
    sent = cast.send(house)
    body = rotation(report_client, sent, Receipt.generate())

    answer = report_client.post("/api/v1/harbour/mailbox/rotation", json.dumps(body), content_type="application/json")

    assert code(answer) == NOT_FOUND
    assert read(report_client, sent).findings == ()
