"""A subject comes to their reply room: words and files alone, and only with a receipt of their own."""

from dataclasses import replace

import pytest
from django.test import Client

from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, code
from vouchsafe.common import clock
from vouchsafe.intake.tests.test_mailbox import NOT_FOUND, read, reply, token_of, visit
from vouchsafe.intake.tests.test_rotation import rotate
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.wire import seal_body

TAKE_OVER = (409, "room/take-over")


def test_the_receipt_of_the_letter_opens_the_room(house: House, report_client: Client) -> None:
    """What the person is told is there, and nothing of another case; the answer says that it is a room."""
    cast.send(house)
    sent = cast.open_room(house)

    answer = visit(report_client, token_of(sent)).json()

    assert answer["room"] is True
    assert answer["contest"]["possible"] is False
    assert [clock["matter"] for clock in answer["clocks"]] == ["feedback"]
    found = read(report_client, sent)
    assert found.is_room
    assert found.findings == ()
    assert [entry.kind for entry in found.entries] == ["report", "title", "letter"]
    other = Case.objects.exclude(id=sent.case).get()
    assert str(other.id) not in visit(report_client, token_of(sent)).content.decode()


def test_a_reporters_mailbox_is_no_room(house: House, report_client: Client) -> None:
    """As it ever was."""
    sent = cast.send(house)
    assert visit(report_client, token_of(sent)).json()["room"] is False


def test_nothing_is_taken_in_before_the_room_is_taken_over(house: House, report_client: Client) -> None:
    """Whoever saw the letter could write with its receipt; neither words nor files are taken, and nothing is stored."""
    sent = cast.open_room(house)
    before = Item.objects.count()
    written = visit(report_client, token_of(sent), "/items", items=[reply(report_client, sent, "I did not.")])
    assert code(written) == TAKE_OVER
    assert Item.objects.count() == before
    announced = report_client.post(
        "/api/v1/meridian/mailbox/uploads",
        {"lookup_token": token_of(sent)},
        content_type="application/json",
        headers={"Upload-Length": str(blob_sealed_size(1)), "Tus-Resumable": "1.0.0"},
    )
    assert code(announced) == TAKE_OVER


def test_with_a_receipt_of_their_own_they_answer(house: House, report_client: Client) -> None:
    """The desk reads it; the receipt of the letter is an unknown one from then on."""
    sent = cast.open_room(house)

    own = rotate(report_client, sent)

    written = visit(report_client, token_of(own), "/items", items=[reply(report_client, own, "I did not.")])
    assert written.status_code == 201
    assert code(visit(report_client, token_of(sent))) == NOT_FOUND
    unknown = visit(report_client, token_of(replace(sent, receipt=Receipt.generate())))
    assert visit(report_client, token_of(sent)).content == unknown.content
    desk = cast.read(house, house.omar, sent.case)
    assert [entry.kind for entry in desk.entries] == ["report", "title", "letter", "succession", "message"]
    assert desk.findings == ()


@pytest.mark.parametrize("kind", ["contest", "checkin", "checked"])
def test_what_a_reporter_alone_may_write_is_refused(kind: str, house: House, report_client: Client) -> None:
    """No check-ins, minutes or other looks: the person concerned writes messages, and attaches files."""
    own = rotate(report_client, cast.open_room(house))
    found, day = read(report_client, own), clock.today().isoformat()
    bodies: dict[str, dict[str, object]] = {
        "contest": {"sent_on": day, "text": "No.", "seen": [], "parts": []},
        "checkin": {"sent_on": day, "day": 0, "answer": "no", "text": "", "seen": []},
        "checked": {"sent_on": day, "minutes": "00" * 32, "verdict": "right", "text": "", "seen": []},
    }
    item = seal_body(key_for(found, kind), own.case, own.receipt.keys.signing, kind, bodies[kind])
    assert code(visit(report_client, token_of(own), "/items", items=[item])) == (400, "bundle/kind-not-allowed")


def test_no_meeting_is_asked_for_in_a_room(house: House, report_client: Client) -> None:
    """Its clock is a reporter's."""
    own = rotate(report_client, cast.open_room(house))
    item = reply(report_client, own, "Can we meet?")
    assert code(visit(report_client, token_of(own), "/items", items=[item], meeting=True)) == (409, "room/not-here")


def test_a_reporters_own_receipt_does_not_open_the_room(house: House, report_client: Client) -> None:
    """Two receipts, two cases."""
    report, room = cast.send(house), cast.open_room(house)
    assert visit(report_client, token_of(report)).json()["case"] == str(report.case)
    assert visit(report_client, token_of(room)).json()["case"] == str(room.case)
