"""What protects a reporter, at the server: who may send what, what proves an arrival, and where help is outside."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from vouchsafe.audit.sequencing import integrate
from vouchsafe.cases import nightly, services
from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.queries import case_for
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Sent, code
from vouchsafe.cases.wire import Addition, decode
from vouchsafe.channels.services import create_channel
from vouchsafe.common import clock
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.terminal.timeline import judge_arrival
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.test_mailbox import NOT_FOUND, read, token_of, visit
from vouchsafe.intake.tests.unscripted import MAILBOX, come_back, page_of, press
from vouchsafe.intake.tests.unscripted import report as report_unscripted
from vouchsafe.law.packs import PACKS, pack
from vouchsafe.tlog.errors import RecordError
from vouchsafe.vault.compose import SHARED_KINDS, key_for
from vouchsafe.vault.protection import seal_check_in, seal_checked
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened, heads
from vouchsafe.vault.timeline import Arrival, Timeline
from vouchsafe.vault.wire import ItemJson, seal_body

MINUTES = {"meeting": "6f1c7c1e-6d0d-4a53-9a6e-0d5f3a1b2c3d", "revision": 0, "met_on": "2026-02-09", "way": "call"}


def sealed_at_the_desk(house: House, case: UUID, kind: str, body: dict[str, Any]) -> ItemJson:
    """An item of a kind that rests under the case key, as Hana's browser seals it."""
    person = house.hana
    found = cast.read(house, person, case)
    whole = {"sent_on": clock.today().isoformat(), "seen": heads(found, SHARED_KINDS), **body}
    return seal_body(key_for(found, kind), case, person.keys.signing, kind, whole)


def write_minutes(house: House, case: UUID, text: str, **changes: Any) -> ItemJson:  # noqa: ANN401 - any field
    """Hana sends minutes."""
    item = sealed_at_the_desk(house, case, "minutes", {**MINUTES, "text": text, **changes})
    addition = decode(json.dumps({"items": [item]}).encode(), Addition)
    services.add_from_desk(house.hana.member, case_for(house.hana.member, case), addition)
    return item


def kinds_of(case: UUID) -> list[str]:
    """What the server stores of a case, by kind."""
    return sorted(Item.objects.filter(case=case).values_list("kind", flat=True))


def post_from_desk(client: Client, case: UUID, item: ItemJson) -> Answer:
    """Send one item to the desk's address."""
    body = json.dumps({"items": [item], "blobs": []})
    return client.post(f"/api/v1/cases/{case}/items", body, content_type="application/json")


def test_the_server_learns_that_a_check_in_came_and_no_more(house: House, report_client: Client) -> None:
    """One item of its kind, of one size for yes and no, and the mark that something waits."""
    sent = cast.send(house)
    Case.objects.update(notice_pending=False)
    before = Case.objects.values().get(id=sent.case)
    found, signer = read(report_client, sent), sent.receipt.keys.signing
    no = seal_check_in(found, signer, clock.today(), day=30, answer="no", text="")
    yes = seal_check_in(found, signer, clock.today(), day=30, answer="yes", text="My shifts were cut.")
    assert len(no["sealed"]) == len(yes["sealed"])

    answered = visit(report_client, token_of(sent), "/items", items=[yes], blobs=[])

    assert answered.status_code == 201
    assert kinds_of(sent.case) == ["checkin", "report", "title"]
    assert Case.objects.values().get(id=sent.case) == {**before, "notice_pending": True}


@pytest.mark.parametrize("kind", ["minutes", "measure"])
def test_a_reporter_writes_neither_minutes_nor_measures(house: House, report_client: Client, kind: str) -> None:
    """Those are the desk's."""
    sent = cast.send(house)
    item = {
        **seal_check_in(
            read(report_client, sent), sent.receipt.keys.signing, clock.today(), day=0, answer="no", text=""
        )
    }
    refused = visit(report_client, token_of(sent), "/items", items=[{**item, "kind": kind}], blobs=[])
    assert code(refused) == (400, "bundle/kind-not-allowed")
    assert kinds_of(sent.case) == ["report", "title"]


@pytest.mark.parametrize("kind", ["checkin", "checked"])
def test_a_handler_speaks_for_no_reporter(house: House, desk_client: Client, kind: str) -> None:
    """The desk takes no check-in and no word on minutes, whoever signed it."""
    sent = cast.send(house)
    said: dict[str, dict[str, Any]] = {
        "checkin": {"day": 30, "answer": "no", "text": ""},
        "checked": {"minutes": "0a" * 32, "verdict": "right", "text": ""},
    }
    item = sealed_at_the_desk(house, sent.case, kind, said[kind])
    desk_client.force_login(house.hana.member)
    assert code(post_from_desk(desk_client, sent.case, item)) == (400, "bundle/kind-not-allowed")


def test_minutes_are_for_who_reads_the_case(house: House, desk_client: Client) -> None:
    """A handler of another channel, a coordinator, an overseer and the administrator find no such case."""
    sent = cast.send(house)
    item = sealed_at_the_desk(house, sent.case, "minutes", {**MINUTES, "text": "Crates."})
    for person in (house.sofia.member, house.ines.member, house.tom.member, house.administrator):
        desk_client.force_login(person)
        assert post_from_desk(desk_client, sent.case, item).status_code == 404
    desk_client.force_login(house.omar.member)
    assert post_from_desk(desk_client, sent.case, item).status_code == 201


def test_the_reporter_signs_that_minutes_are_right(house: House, report_client: Client) -> None:
    """The desk reads the word of the receipt's key on that very revision."""
    sent = cast.send(house)
    write_minutes(house, sent.case, "Three crates.")
    found = read(report_client, sent)
    (minutes,) = (one for one in found.entries if isinstance(one, Opened) and one.kind == "minutes")
    signer = sent.receipt.keys.signing
    word = seal_checked(found, signer, clock.today(), minutes=minutes.sealed_sha256, verdict="right", text="")
    assert visit(report_client, token_of(sent), "/items", items=[word], blobs=[]).status_code == 201

    there = cast.read(house, house.omar, sent.case)
    (checked,) = (one for one in there.entries if isinstance(one, Opened) and one.kind == "checked")
    assert (checked.author, checked.body["minutes"]) == ("reporter", minutes.sealed_sha256)
    assert there.findings == ()


class TestArrival:
    """What proves to whoever has the receipt that the record holds the arrival."""

    def arrived(self, house: House, days: int = 1) -> Sent:
        """A report of a past day, whose night is over."""
        sent = cast.send(house)
        Case.objects.filter(id=sent.case).update(received_on=clock.today() - timedelta(days=days))
        nightly.close_days()
        integrate()
        return sent

    def judged(self, house: House, sent: Sent, arrival: dict[str, Any], key: str | None = None) -> int:
        """The number of the entry, as the terminal finds it."""
        found = Timeline("", house.organisation.id, sent.case, house.directory(), (), (), (), {}, None)
        return judge_arrival(found, Arrival(**arrival), key).index

    def test_it_is_proven_once_the_night_is_over(self, house: House, report_client: Client) -> None:
        """Before, there is nothing to prove."""
        young = cast.send(house)
        assert visit(report_client, token_of(young), "/arrival").json() == {"arrival": None}
        sent = self.arrived(house)
        arrival = visit(report_client, token_of(sent), "/arrival").json()["arrival"]
        assert self.judged(house, sent, arrival) == arrival["index"]
        assert self.judged(house, sent, arrival, arrival["keys"][0]) == arrival["index"]

    def test_another_receipt_gets_no_other_arrival(self, house: House, report_client: Client) -> None:
        """Each gets its own; who has none gets the one answer of the mailbox."""
        one, other = self.arrived(house), self.arrived(house)
        leaf = visit(report_client, token_of(one), "/arrival").json()["arrival"]["leaf"]
        assert str(one.case) in leaf
        assert str(other.case) not in leaf
        assert code(visit(report_client, "A" * 43 + "=", "/arrival")) == NOT_FOUND

    def test_a_false_proof_is_refused(self, house: House, report_client: Client) -> None:
        """Of another case, of a changed leaf, by another key."""
        one, other = self.arrived(house), self.arrived(house)
        arrival = visit(report_client, token_of(one), "/arrival").json()["arrival"]
        with pytest.raises(TerminalError):
            self.judged(house, other, arrival)
        with pytest.raises(VouchsafeError):
            self.judged(house, one, {**arrival, "leaf": arrival["leaf"].replace(str(one.case), str(other.case))})
        with pytest.raises(RecordError):
            self.judged(house, one, {**arrival, "index": arrival["index"] + 1})


class TestWithoutScript:
    """Check-ins and minutes in the pages that this server seals."""

    @pytest.mark.usefixtures("asking")
    def test_a_page_sent_twice_answers_once(self, report_client: Client, moving: Moving) -> None:
        """And its two forms do not take each other for a repetition."""
        receipt = report_unscripted(report_client, TYPED)
        case = Receipt.parse(receipt).case_id
        Case.objects.update(received_on=clock.today() - timedelta(days=30))
        page = come_back(report_client, receipt)
        for _time in range(2):
            press(report_client, page, "check-in", {"checkin": "yes", "checkin-text": "Moved."}, address=MAILBOX)
        press(report_client, page, "write", {"text": "And one more thing."}, address=MAILBOX)
        assert kinds_of(case).count("checkin") == 1
        assert kinds_of(case).count("message") == 1
        texts = come_back(report_client, receipt).texts["thread"]
        assert "something was done to you since you reported" in texts
        assert "And one more thing." in texts

        moving.forward(3)
        stale = press(report_client, page, "check-in", {"checkin": "no"}, address=MAILBOX)
        assert stale.status_code == 422
        assert kinds_of(case).count("checkin") == 1

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ({}, "Choose one answer."),
            ({"checkin": "perhaps"}, "Choose one answer."),
            ({"checkin": "yes", "checkin-text": "x" * 50_001}, "This is too long"),
        ],
    )
    @pytest.mark.usefixtures("asking")
    def test_what_is_no_answer_is_said(self, report_client: Client, typed: dict[str, str], told: str) -> None:
        """Nothing is stored, and what was typed stands there."""
        receipt = report_unscripted(report_client, TYPED)
        page = come_back(report_client, receipt)
        answered = press(report_client, page, "check-in", typed, address=MAILBOX)
        assert answered.status_code == 422
        assert told in answered.content.decode()
        assert "checkin" not in kinds_of(Receipt.parse(receipt).case_id)

    def test_minutes_that_changed_meanwhile_are_read_again(self, asking: House, report_client: Client) -> None:
        """Nobody signs a version that they did not see."""
        receipt = report_unscripted(report_client, TYPED)
        case = Receipt.parse(receipt).case_id
        write_minutes(asking, case, "Three crates.")
        page = come_back(report_client, receipt)
        write_minutes(asking, case, "Four crates.", revision=1)
        late = press(report_client, page, "check-minutes", {"verdict": "right"}, address=MAILBOX)
        assert late.status_code == 409
        assert "checked" not in kinds_of(case)
        again = press(report_client, page_of(late, 409), "check-minutes", {"verdict": "right"}, address=MAILBOX)
        assert "You said that this is right" in page_of(again).texts["thread"]


@pytest.mark.parametrize("lang", ["en", "de", "ar"])
def test_advice_is_the_same_for_everyone_and_names_every_authority(
    house: House, report_client: Client, lang: str
) -> None:
    """Country by country, from the law packs; what was not checked says so."""
    address = f"/{lang}/meridian/advice/"
    page, other = report_client.get(address), report_client.get(f"{address}?from=mail", headers={"cookie": "a=b"})
    assert page.content == other.content
    html = page.content.decode()
    for name in PACKS:
        found = pack(name)
        for one in (*found.authorities, *found.advice):
            assert one.address in html
    unchecked = sum(not one.verified for name in PACKS for one in (*pack(name).authorities, *pack(name).advice))
    assert html.count("tag--caution") == unchecked


def test_the_mailbox_names_help_by_the_channels_law(house: House, report_client: Client) -> None:
    """The pack of the definition that the report answers."""
    sent = cast.send(house)
    outside = visit(report_client, token_of(sent)).json()["outside"]
    assert outside["id"] == "iso37002"
    assert [one["address"] for one in outside["advice"]] == [one.address for one in pack("iso37002").advice]


def test_no_channel_is_called_advice(house: House) -> None:
    """Its page would hide behind the one with advice."""
    with pytest.raises(VouchsafeError):
        create_channel(house.administrator, slug="advice", name="Advice", body=house.definition().body)
