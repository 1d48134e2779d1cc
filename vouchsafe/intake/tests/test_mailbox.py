"""Coming back with a receipt: what it opens, what it may add, and what any other token gets."""

import copy
import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vouchsafe.audit.models import Entry
from vouchsafe.cases import keys, services
from vouchsafe.cases.models import Case
from vouchsafe.cases.queries import case_for
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.cases.wire import Addition, NewKey, decode
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock
from vouchsafe.intake import queries
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, ReadCase, Reader, read_case
from vouchsafe.vault.wire import ItemJson

NOT_FOUND = (404, "mailbox/not-found")


def visit(client: Client, token: object, what: str = "", **more: object) -> Answer:
    """Ask the Meridian Institute's mailbox."""
    body = {"lookup_token": token, **more}
    return client.post(f"/api/v1/meridian/mailbox{what}", json.dumps(body), content_type="application/json")


def token_of(sent: Sent) -> str:
    """The lookup token of a receipt, as it is sent."""
    return to_base64(sent.receipt.lookup_token)


def read(client: Client, sent: Sent) -> ReadCase:
    """The case as the reporter's browser reads it."""
    found: dict[str, Any] = visit(client, token_of(sent)).json()
    directory = verify_chain(*([from_base64(one) for one in found["directory"][part]] for part in ("entries", "cards")))
    items = [
        ItemView(
            UUID(item["id"]),
            item["kind"],
            item["key_kind"],
            item["generation"],
            from_base64(item["sealed"]),
            item["day"],
        )
        for item in found["items"]
    ]
    grants = [GrantView(one["key_kind"], one["generation"], from_base64(one["sealed"])) for one in found["grants"]]
    view = CaseView(UUID(found["case"]), UUID(found["channel"]["id"]), tuple(items), tuple(grants))
    return read_case(view, Reader.reporter(sent.receipt, directory))


def reply(client: Client, sent: Sent, text: str) -> ItemJson:
    """A sealed message of the reporter."""
    return seal_message(read(client, sent), sent.receipt.keys.signing, text, clock.today())


def answer_and_note(house: House, sent: Sent) -> None:
    """Hana answers the reporter, and keeps a note for her colleagues."""
    note(house, sent, "Hall four burned last year.")
    answer(house, sent, "Which hall is it?")


def answer(house: House, sent: Sent, text: str) -> None:
    """Hana answers the reporter."""
    found = cast.read(house, house.hana, sent.case)
    _write(house, sent, seal_message(found, house.hana.keys.signing, text, clock.today()))


def note(house: House, sent: Sent, text: str) -> None:
    """Hana makes the desk key, and keeps a note for her colleagues."""
    case, signing = case_for(house.hana.member, sent.case), house.hana.keys.signing
    _key, grants = make_desk_key(house.directory(), house.channel.id, sent.case, signing)
    slim = [{"holder": grant["holder"], "sealed": grant["sealed"]} for grant in grants]
    new = decode(json.dumps({"key_kind": 1, "generation": 0, "grants": slim}).encode(), NewKey)
    keys.store_key(house.hana.member, case, new)
    _write(house, sent, seal_note(cast.read(house, house.hana, sent.case), signing, text, clock.today()))


def _write(house: House, sent: Sent, item: ItemJson) -> None:
    case = case_for(house.hana.member, sent.case)
    services.add_from_desk(house.hana.member, case, decode(json.dumps({"items": [item]}).encode(), Addition))


def texts(found: ReadCase) -> list[tuple[str, str]]:
    """The messages that were opened and verified, each with its side."""
    return [
        ("reporter" if entry.author == "reporter" else "desk", entry.body["text"])
        for entry in found.entries
        if isinstance(entry, Opened) and entry.kind == "message"
    ]


def test_a_receipt_opens_its_own_report_and_the_answer(house: House, report_client: Client) -> None:
    """The reporter reads what was sent and what was answered; the note and the desk key never leave the desk."""
    sent = cast.send(house)
    answer_and_note(house, sent)

    found = read(report_client, sent)
    shown = visit(report_client, token_of(sent)).json()

    assert texts(found) == [("desk", "Which hall is it?")]
    assert found.findings == ()
    assert {item["key_kind"] for item in shown["items"]} == {0}
    assert {grant["key_kind"] for grant in shown["grants"]} == {0}
    assert shown["state"] == "received"
    assert shown["definition"] == house.definition().body


def test_an_old_report_is_shown_with_the_questions_that_it_answers(house: House, report_client: Client) -> None:
    """Whatever the organisation asks since."""
    sent, answered = cast.send(house), house.definition()
    publish_definition(house.administrator, house.channel, {**answered.body, "name": {"en": "Another name"}})

    assert visit(report_client, token_of(sent)).json()["definition"] == answered.body


def test_what_the_reporter_writes_reaches_the_desk(house: House, report_client: Client) -> None:
    """A question and its answer, each verified by the other side; the handlers are to be told."""
    sent = cast.send(house)
    answer_and_note(house, sent)
    Case.objects.update(notice_pending=False)
    written = reply(report_client, sent, "Hall four, behind the gate.")

    stored = visit(report_client, token_of(sent), "/items", items=[written], blobs=[])

    assert stored.status_code == 201
    found = cast.read(house, house.omar, sent.case)
    assert texts(found) == [("desk", "Which hall is it?"), ("reporter", "Hall four, behind the gate.")]
    assert found.findings == ()
    assert Case.objects.get(id=sent.case).notice_pending


def test_a_reply_that_was_sent_twice_is_there_once(house: House, report_client: Client, data_dir: Path) -> None:
    """The same items again answer the same and tell nobody again; other bytes under the id are refused."""
    sent = cast.send(house)
    written = reply(report_client, sent, "One more thing.")
    other = {**reply(report_client, sent, "Something else."), "id": written["id"]}
    first = visit(report_client, token_of(sent), "/items", items=[written])
    Case.objects.update(notice_pending=False)
    before = snapshot(data_dir)

    again = visit(report_client, token_of(sent), "/items", items=[written])

    assert (again.status_code, again.content) == (201, first.content)
    assert code(visit(report_client, token_of(sent), "/items", items=[other])) == (409, "bundle/item-exists")
    assert code(visit(report_client, token_of(sent), "/items", items=[written, {**written, "id": str(uuid4())}])) == (
        409,
        "bundle/item-exists",
    )
    assert snapshot(data_dir) == before


@pytest.mark.parametrize(
    "token",
    [to_base64(bytes(32)), to_base64(bytes(31)), to_base64(b""), "", "not base64", "é", None, 7, [], "A" * 10_000],
)
def test_an_unknown_and_a_malformed_token_get_one_and_the_same_answer(
    house: House, report_client: Client, token: object
) -> None:
    """Byte for byte, headers included: who guesses learns nothing, not even that the guess was no token."""
    cast.send(house)
    unknown = visit(report_client, to_base64(Receipt.generate().lookup_token))

    answer = visit(report_client, token)

    assert code(unknown) == NOT_FOUND
    assert (answer.status_code, answer.content, dict(answer.headers)) == (404, unknown.content, dict(unknown.headers))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"token": "x"}', b"\xff"])
def test_a_body_that_is_no_visit_gets_that_answer_too(house: House, report_client: Client, raw: bytes) -> None:
    """A mailbox has one way of being empty."""
    unknown = visit(report_client, to_base64(bytes(32)))

    answer = report_client.post("/api/v1/meridian/mailbox", raw, content_type="application/json")

    assert answer.content == unknown.content


def test_a_receipt_is_looked_up_by_one_read(house: House, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Found or not: one statement, on the index of the hash."""
    sent = cast.send(house)

    with django_assert_num_queries(1):
        assert queries.mailbox(house.organisation.id, token_of(sent)).id == sent.case
    one = Case.objects.get()
    copies = [copy.copy(one) for _each in range(2000)]
    for each in copies:
        each.id, each.receipt_hash = uuid4(), uuid4().bytes
    Case.objects.bulk_create(copies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
    found = Case.objects.filter(organisation=house.organisation.id, receipt_hash=sent.receipt.lookup_hash)
    assert "case_receipt" in found.explain()


def test_a_receipt_opens_nothing_at_another_organisation(
    house: House, other_house: House, report_client: Client
) -> None:
    """A tenant's mailboxes are its own."""
    sent = cast.send(other_house)

    assert code(visit(report_client, token_of(sent))) == NOT_FOUND


def test_a_visit_is_not_in_the_record(house: House, report_client: Client) -> None:
    """Reading and writing leave no entry."""
    sent = cast.send(house)
    written = reply(report_client, sent, "One more thing.")
    before = Entry.objects.count()

    visit(report_client, token_of(sent))
    visit(report_client, token_of(sent), "/items", items=[written])

    assert Entry.objects.count() == before


def test_a_reporter_fetches_the_attachments_of_the_own_case_alone(house: House, report_client: Client) -> None:
    """The bytes come as they were sent; another case's blob is not there."""
    sent, other = cast.send(house, attachment=b"the ledger"), cast.send(house, attachment=b"another")

    answer = visit(report_client, token_of(sent), f"/blobs/{sent.blobs[0]}")

    assert len(b"".join(answer)) == sent.bundle["blobs"][0]["size"]
    assert visit(report_client, token_of(sent), f"/blobs/{other.blobs[0]}").status_code == 404
    assert visit(report_client, to_base64(bytes(32)), f"/blobs/{sent.blobs[0]}").status_code == 404


def test_what_a_reporter_may_not_write_is_refused_and_stores_nothing(
    house: House, report_client: Client, data_dir: Path
) -> None:
    """Each with its code; an unknown token comes first of all."""
    sent = cast.send(house, attachment=b"the ledger")
    written = reply(report_client, sent, "One more thing.")
    report, title, manifest = ({**item, "id": str(uuid4())} for item in sent.bundle["items"])
    sealed = from_base64(written["sealed"])
    blobs = sent.bundle["blobs"]
    refused: dict[str, tuple[dict[str, Any], int, str]] = {
        "nothing": ({"items": []}, 400, "bundle/empty"),
        "a second report": ({"items": [report]}, 400, "bundle/kind-not-allowed"),
        "a title": ({"items": [title]}, 400, "bundle/kind-not-allowed"),
        "a note": ({"items": [{**written, "kind": "note", "key_kind": 1}]}, 400, "bundle/kind-not-allowed"),
        "under the desk key": ({"items": [{**written, "key_kind": 1}]}, 400, "bundle/key-kind-mismatch"),
        "under a later key": ({"items": [{**written, "generation": 3}]}, 409, "bundle/no-such-key"),
        "cut": ({"items": [{**written, "sealed": to_base64(sealed[:-1])}]}, 400, "bundle/unpadded-item"),
        "no document": ({"items": [{**written, "sealed": to_base64(bytes(len(sealed)))}]}, 400, "bundle/item-shape"),
        "not canonical": ({"items": [{**written, "sealed": "YWI"}]}, 400, "bundle/not-canonical"),
        "a manifest alone": ({"items": [manifest]}, 400, "bundle/manifest-count"),
        "a taken attachment": ({"items": [manifest], "blobs": blobs}, 400, "bundle/blob-taken"),
        "more than is known": ({"items": [written], "name": "Ada"}, 400, "bundle/unknown-field"),
    }
    before = snapshot(data_dir)
    for why, (body, status, expected) in refused.items():
        assert code(visit(report_client, token_of(sent), "/items", **body)) == (status, expected), why
    assert code(visit(report_client, to_base64(bytes(32)), "/items", items=[written])) == NOT_FOUND
    assert snapshot(data_dir) == before
