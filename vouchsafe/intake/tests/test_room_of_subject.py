"""A reply room without script and in the terminal: what its subject reads, takes over and answers (protocol §22)."""

import io
import json
import sys
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from django.test import Client

from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.common import clock
from vouchsafe.intake.terminal import screen
from vouchsafe.intake.terminal import thread as returning
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.test_mailbox import read, reply, texts, token_of, visit
from vouchsafe.intake.tests.test_rotation import rotate
from vouchsafe.intake.tests.test_terminal_refusals import BACK, Between, Meddle, between, honest
from vouchsafe.intake.tests.unscripted import MAILBOX, opened, page_of, press
from vouchsafe.intake.unscripted import once
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.receipt import Receipt

__all__ = ["between"]

TOLD = "A report concerns you. You are presumed innocent."
KEPT = {"kept": "yes"}


@pytest.fixture
def room(house: House) -> Sent:
    """A room that Hana opened; its receipt is that of the letter."""
    return cast.open_room(house)


def taken_over(client: Client, room: Sent) -> Page:
    """The room once its subject made a receipt of their own, without script."""
    offered = page_of(press(client, opened(client, room.receipt.text), "rotate", address=MAILBOX))
    done = page_of(press(client, offered, "count", KEPT, address=MAILBOX))
    return page_of(press(client, done, "open", address=MAILBOX))


def no_word_of_a_report(html: str) -> None:
    """Nothing that only a reporter is told or asked."""
    for word in ("Your report", "your report", "You reported", "withdraw", "meeting", "treats you badly", "timeline"):
        assert word not in html, word


def test_its_subject_reads_takes_it_over_and_answers_without_script(
    room: Sent, house: House, report_client: Client
) -> None:
    """With the receipt of the letter they read; with their own they write, with a file; the first one is unknown."""
    first = opened(report_client, room.receipt.text)
    assert TOLD in first.texts["thread"]
    assert first.texts["state"] == "Nothing is decided. What was reported is being looked into."
    assert "How it goes on" in first.texts["clock"]
    buttons = {value for form in first.forms for _name, value in form.buttons()}
    assert buttons - {"open"} == {"rotate"}  # "open" shows the page again, as in another language

    page = taken_over(report_client, room)

    files = {"files": [("tours.txt", b"Monday: Porto.")]}
    sent = press(report_client, page, "write", {"text": "I was in Porto."}, files=files, address=MAILBOX)
    assert "I was in Porto." in page_of(sent).texts["thread"]
    assert "tours.txt" in page_of(sent).texts["thread"]
    no_word_of_a_report(sent.content.decode())
    old = report_client.post(MAILBOX, {"step": "open", "receipt": room.receipt.text, "agreed": "yes"})
    assert old.status_code == 404
    desk = cast.read(house, house.hana, room.case)
    assert desk.findings == ()
    assert texts(desk) == [("reporter", "I was in Porto.")]


def test_no_page_of_a_room_speaks_as_to_a_reporter(room: Sent, report_client: Client) -> None:
    """From the question before the server opens it to the receipt that counts."""
    typed = {"step": "open", "receipt": room.receipt.text}
    asked = report_client.post(MAILBOX, typed)
    assert "This room was sealed on another device" in asked.content.decode()
    shown = report_client.post(MAILBOX, {**typed, "agreed": "yes"})
    offered = press(report_client, page_of(shown), "rotate", address=MAILBOX)
    wrong = press(report_client, page_of(offered), "count", {"copy": "x"}, address=MAILBOX)
    counted = press(report_client, page_of(offered), "count", KEPT, address=MAILBOX)
    again = press(report_client, page_of(offered), "count", KEPT, address=MAILBOX)
    assert (wrong.status_code, again.content) == (422, counted.content)
    for answer in (asked, shown, offered, wrong, counted):
        no_word_of_a_report(answer.content.decode())


@pytest.mark.parametrize("step", ["write", "check-in", "check-minutes"])
def test_the_receipt_of_the_letter_writes_nothing(room: Sent, report_client: Client, step: str) -> None:
    """Whatever is sent past the page, which offers no such form; nothing is stored."""
    before = Item.objects.count()
    sent = {
        "step": step, "receipt": room.receipt.text, "agreed": "yes", "word": once.new_word(),
        "text": "I confess.", "purpose": "withdrawal", "confirmed": "yes", "checkin": "yes", "verdict": "right",
    }  # fmt: skip
    answer = report_client.post(MAILBOX, sent)
    assert Item.objects.count() == before
    assert (answer.status_code, "I confess." in page_of(answer, answer.status_code).texts["thread"]) == (
        409 if step == "write" else 200,
        False,
    )


@pytest.mark.parametrize("purpose", ["withdrawal", "contest", "meeting", "correction"])
def test_an_answer_in_a_room_is_an_answer_and_nothing_else(room: Sent, report_client: Client, purpose: str) -> None:
    """A purpose that only a reporter has is not sealed, asked for or not."""
    page = taken_over(report_client, room)
    typed = {"text": "No.", "purpose": purpose, "confirmed": "yes"}
    assert "No." in page_of(press(report_client, page, "write", typed, address=MAILBOX)).texts["thread"]
    assert not Item.objects.filter(kind="contest").exists()
    assert Case.objects.filter(contested_on=None).exists()


def test_a_room_without_script_says_when_it_is_erased(room: Sent, report_client: Client) -> None:
    """From the clearance on, with the day; what stood in it can still be read."""
    day = clock.today() + timedelta(days=30)
    Case.objects.update(state="concluded", erase_due=day)
    page = opened(report_client, room.receipt.text)
    assert page.texts["state"] == "It is concluded. You can still read and write here."
    assert str(day.year) in page.texts["erased"]
    assert TOLD in page.texts["thread"]


def test_a_message_signed_with_the_receipt_of_the_letter_is_shown_as_that(room: Sent, report_client: Client) -> None:
    """A server that lets one through does not make it the subject's."""
    forged = reply(report_client, room, "I confess.")
    Item.objects.create(
        organisation=Case.objects.get().organisation, case_id=room.case, id=forged["id"], kind="message",
        key_kind=forged["key_kind"], generation=0, sealed=from_base64(forged["sealed"]), position=90, day=clock.today(),
    )  # fmt: skip
    page = opened(report_client, room.receipt.text)
    assert "Written with the receipt of the letter" in page.texts["thread"]
    assert "Whoever saw the letter can have written this." in page.texts["thread"]


@pytest.mark.parametrize("called", [True, False])
def test_a_server_that_calls_it_something_else_is_told_on(house: House, report_client: Client, *, called: bool) -> None:
    """A report stays one, a room stays one: as it was signed."""
    sent = cast.send(house) if called else cast.open_room(house)
    Case.objects.update(is_room=called)
    answer = report_client.post(MAILBOX, {"step": "open", "receipt": sent.receipt.text, "agreed": "yes"})
    assert "room-mismatch" in answer.content.decode()
    assert ("Your reply room</h1>" in answer.content.decode()) is not called


def test_of_a_room_without_anything_signed_no_word_is_said_as_to_a_reporter(room: Sent, report_client: Client) -> None:
    """Then the server's word counts, and nothing can be written."""
    Item.objects.filter(kind="report").delete()
    answer = report_client.post(MAILBOX, {"step": "open", "receipt": room.receipt.text, "agreed": "yes"})
    assert "Your reply room</h1>" in answer.content.decode()
    assert "You cannot write here now" in answer.content.decode()


def test_the_mailbox_of_a_room_names_no_other_case(house: House, report_client: Client) -> None:
    """Neither the id nor a word of the report that it is about, though both are the same handlers' cases."""
    about = cast.send(house)
    room = cast.open_room(house)
    answer = visit(report_client, token_of(room))
    assert json.loads(answer.content)["room"] is True
    assert str(about.case) not in answer.content.decode()


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Who sits at the terminal: what they type."""

    def sit(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return sit


def test_its_subject_reads_takes_it_over_and_answers_in_a_terminal(
    house: House,
    room: Sent,
    between: Callable[[Meddle], Between],
    type_in: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Words with the receipt of the letter are refused here already; those with their own arrive."""
    between(honest)
    type_in(room.receipt.text, "I was in Porto.")
    with pytest.raises(TerminalError) as refused:
        returning.thread(BACK)
    assert refused.value.code == "room/take-over"
    shown = capsys.readouterr().out
    for line in (TOLD, "You are presumed innocent. A report is what somebody says.", "you are told how it goes on."):
        assert line in shown
    assert not Item.objects.filter(kind="message").exists()

    type_in(room.receipt.text)
    returning.thread(BACK, rotate=True)
    own = capsys.readouterr().out.strip().splitlines()[-1]
    type_in(own, "I was in Porto.")
    returning.thread(BACK)

    no_word_of_a_report(capsys.readouterr().out)
    assert Receipt.parse(own).raw != room.receipt.raw
    assert texts(cast.read(house, house.hana, room.case)) == [("reporter", "I was in Porto.")]


def test_who_sits_at_a_terminal_with_a_letter_is_not_asked_for_words(
    room: Sent,
    between: Callable[[Meddle], Between],
    type_in: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They are told how to make a receipt of their own."""
    between(honest)
    monkeypatch.setattr(screen, "is_interactive", lambda: True)
    type_in(room.receipt.text, "I was in Porto.")
    returning.thread(BACK)
    assert "Run this again with --rotate." in capsys.readouterr().out.replace("\n", " ")
    assert not Item.objects.filter(kind="message").exists()


@pytest.mark.parametrize("change", [{"clocks": None}, {"state": None}, {"erase_on": ["x"], "clocks": [{}]}])
def test_an_answer_that_says_not_where_a_room_stands_is_refused_in_words(
    room: Sent, between: Callable[[Meddle], Between], type_in: Callable[..., None], change: dict[str, object]
) -> None:
    """No trace of the program is shown for it."""

    def lie(_request: httpx.Request, go_on: Callable[[], httpx.Response]) -> httpx.Response:
        answer = {**go_on().json(), **change}
        if change == {"state": None}:
            del answer["state"]
        return httpx.Response(200, json=answer)

    between(lie)
    type_in(room.receipt.text)
    with pytest.raises(TerminalError) as refused:
        returning.thread(BACK)
    assert refused.value.code == "mailbox/foreign"


def test_once_taken_over_with_script_the_pages_without_it_follow(room: Sent, report_client: Client) -> None:
    """The receipt that a browser made opens the room here too, and writes."""
    own = rotate(report_client, room)
    page = opened(report_client, own.receipt.text)
    assert "You made a new receipt." in page.texts["thread"]
    assert page.form("write")
    assert read(report_client, own).findings == ()
