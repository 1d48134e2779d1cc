"""Somebody whom a report concerns is told of it, and answers in a room of their own (protocol §22)."""

from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.cast import SLOW, Member, Report, Reporter, Subject, receipt_in
from e2e.cheats import Filed, Operator
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.replying import open_room
from e2e.test_terminal import vouchsafe as in_terminal
from e2e.test_unscripted import Quiet
from e2e.town import Town
from vouchsafe.vault.receipt import Receipt

REPORTED = Report("Fuel cards leave the motor pool", "On Sundays somebody fills a private van.", "Motor pool, bay 6")
SUBJECT = "Viktor Almeida"
ROOM = "Reply room of the motor pool"
NOTICE = "It is said that fuel was taken from the institute. You may answer here. By the end of March we tell you more."
CLEARED = "What was reported could not be substantiated. No measure is taken."


@pytest.fixture(scope="module")
def receipt_of_rana(town: Town, browser: Browser) -> str:
    """Rana reports, and names Viktor where the form keeps that apart."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(20_000)
    rana = Reporter(town, context)
    rana.open_form()
    rana.fill_in(REPORTED)
    rana.page.locator("[id='field-whom.0.name']").fill(SUBJECT)
    rana.check()
    receipt = rana.send()
    context.close()
    return receipt


@pytest.fixture
def room(operator: Operator, hana: Member) -> Filed:
    """A room that Hana opened, and nobody has entered; its receipt is that of the letter."""
    hana.page.goto(hana.town.url("desk"))
    return open_room(operator, hana, NOTICE, title="Reply room of somebody else")


def open_at_the_desk(hana: Member) -> tuple[str, UUID]:
    """Hana opens a room from Rana's case, and has the letter in her hand; gives its receipt, and the room's id."""
    hana.open_case(REPORTED.headline)
    hana.turn_to("People concerned")
    panel = hana.page.locator("desk-rooms")
    panel.locator("summary", has_text="Open a reply room").click()
    panel.get_by_label("Title of the room").fill(ROOM)
    panel.get_by_label("What the person is told").fill(NOTICE)
    panel.get_by_role("button", name="Seal the notice and open the room").click()
    letter = panel.locator(".room-letter")
    expect(letter).to_contain_text("/en/meridian/return/", timeout=SLOW)
    receipt = Receipt.parse(receipt_in(letter.locator(".ticket__code")))
    panel.get_by_label("I have the letter.").check()
    panel.get_by_role("button", name="Handed over today").click()
    expect(hana.page.get_by_text("it is noted that the person was told")).to_be_visible(timeout=SLOW)
    return receipt.text, receipt.case_id


def clear(hana: Member) -> None:
    """Hana ends the room that she looks at, with a clearance letter."""
    hana.turn_to("Outcome")
    panel = hana.page.locator("desk-end-room")
    panel.get_by_label("Clearance letter").check()
    panel.get_by_label("Letter to the person concerned").fill(CLEARED)
    panel.get_by_role("button", name="Send the letter and end the room").click()
    expect(panel.get_by_text("The person concerned was cleared.")).to_be_visible(timeout=SLOW)


def says_nothing_of_the_report(viktor: Subject, reported: str) -> None:
    """Neither on his page nor in what the server gave him is a word of Rana's, or what could find her case."""
    text = viktor.page.locator("main").inner_text()
    for word in (REPORTED.headline, REPORTED.story, REPORTED.where, "Rana", SUBJECT, "Your report", "your report"):
        assert word not in text, word
    given = "".join(viktor.answers)
    assert given
    for word in (reported, REPORTED.headline, REPORTED.story, "Rana", SUBJECT):
        assert word not in given, word


def test_viktor_reads_takes_over_answers_and_is_cleared(
    town: Town, operator: Operator, hana: Member, receipt_of_rana: str, new_person: NewPerson, tmp_path: Path
) -> None:
    """From the letter to the day on which nothing of the room is left."""
    reported = str(Receipt.parse(receipt_of_rana).case_id)
    letter, room = open_at_the_desk(hana)
    viktor = Subject(town, new_person())
    viktor.come_back(letter)
    expect(viktor.thread.get_by_text(NOTICE)).to_be_visible()
    expect(viktor.step("room").get_by_text("You are presumed innocent. A report is")).to_be_visible()
    expect(viktor.page.locator("[data-room-clock] time")).to_have_count(1)
    expect(viktor.composer).to_be_hidden()
    assert viktor.findings == []
    says_nothing_of_the_report(viktor, reported)

    own = viktor.take_over()
    log = tmp_path / "tours.bin"
    log.write_bytes(bytes(range(256)) * 700)
    viktor.answer("The van is the institute's own: see the list of tours.", log)
    assert viktor.findings == []
    says_nothing_of_the_report(viktor, reported)
    Subject(town, new_person()).is_told_unknown(letter)

    read_at_the_desk(hana, log.read_bytes())
    clear(hana)
    viktor.come_back(own)
    expect(viktor.thread.get_by_text(CLEARED)).to_be_visible()
    expect(viktor.page.locator("[data-room-state]")).to_contain_text("It is concluded")
    expect(viktor.page.locator("[data-room-erased]")).to_contain_text("All of this room is erased on")
    with viktor.page.expect_download() as kept:
        viktor.thread.get_by_role("button", name="Save tours.bin").click()
    assert Path(kept.value.path()).read_bytes() == log.read_bytes()

    its_day_comes(town, operator, room)
    viktor.is_told_unknown(own)
    rana = Reporter(town, new_person())
    rana.come_back(receipt_of_rana)
    assert (rana.findings, rana.unreadable) == ([], [])
    assert NOTICE not in rana.page.locator("main").inner_text()


def read_at_the_desk(hana: Member, file: bytes) -> None:
    """Hana reads the answer and its file in the room, and that it was taken over."""
    hana.open_case(ROOM)
    expect(hana.thread.get_by_text("see the list of tours")).to_be_visible()
    expect(hana.thread.get_by_text("Took over the room, with a receipt of their own")).to_be_visible()
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name="Download tours.bin").click()
    assert Path(download.value.path()).read_bytes() == file
    assert (hana.findings, hana.unreadable) == ([], [])


def its_day_comes(town: Town, operator: Operator, room: UUID) -> None:
    """The last day that the clearance letter stood was yesterday; the nightly retention runs."""
    operator.rows("UPDATE cases_clock SET due_on = current_date - 1 WHERE case_id = %s AND matter = 'retention'", room)
    assert "1 erased." in vouchsafe(town, "retention")
    assert operator.rows("SELECT id FROM cases_case WHERE id = %s", room) == []


def test_no_other_receipt_opens_the_room(town: Town, room: Filed, receipt_of_rana: str, new_person: NewPerson) -> None:
    """A stranger's is unknown, as always; Rana's opens her report and nothing of the room."""
    stranger = Subject(town, new_person())
    stranger.is_told_unknown(Receipt.generate().text)
    rana = Reporter(town, new_person())
    rana.come_back(receipt_of_rana)
    expect(rana.page.locator("[data-step=room]")).to_be_hidden()
    expect(rana.page.get_by_text(NOTICE)).to_have_count(0)
    opened = Subject(town, new_person())
    opened.come_back(room.receipt.text)
    expect(opened.step("case")).to_be_hidden()


def test_the_room_is_used_by_keyboard_alone_on_a_narrow_screen(town: Town, room: Filed, new_person: NewPerson) -> None:
    """From the receipt to the answer without a pointer, at 360 pixels, and nothing sticks out."""
    viktor = Subject(town, new_person(viewport={"width": 360, "height": 740}))
    page = viktor.page
    page.goto(town.url("report", viktor.address))
    page.locator("#field-receipt").focus()
    page.keyboard.type(room.receipt.text.lower())
    page.keyboard.press("Enter")
    expect(viktor.step("room")).to_be_visible(timeout=SLOW)
    expect(viktor.step("room").locator("h1")).to_be_focused()
    tab_to(page, viktor.step("room").locator("[data-takeover] button"))
    page.keyboard.press("Enter")
    expect(viktor.step("rotate").locator("h1")).to_be_focused(timeout=SLOW)
    tab_to(page, viktor.step("rotate").locator("[data-kept]"))
    page.keyboard.press("Space")
    tab_to(page, viktor.step("rotate").locator("[data-commit]"))
    page.keyboard.press("Enter")
    expect(viktor.step("rotated").locator("h1")).to_be_focused(timeout=SLOW)
    tab_to(page, viktor.step("rotated").locator("[data-onward]"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#field-answer"))
    page.keyboard.type("I was at sea that week.")
    tab_to(page, viktor.composer.locator("form > .actions button"))
    page.keyboard.press("Enter")
    expect(viktor.thread.get_by_text("I was at sea that week.")).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(target)


def test_the_room_without_script(town: Town, hana: Member, room: Filed, new_person: NewPerson) -> None:
    """Viktor reads, makes his own receipt and answers where the server opens it; Hana reads it."""
    viktor = Quiet(town, new_person(java_script_enabled=False).new_page())
    viktor.open(room.receipt.text)
    viktor.press("open")
    page = viktor.page
    expect(page.get_by_role("heading", name="Your reply room")).to_be_visible()
    expect(page.get_by_text(NOTICE)).to_be_visible()
    expect(page.locator("#text")).to_have_count(0)
    assert "our report" not in page.locator("main").inner_text()
    viktor.press("rotate")
    page.locator("input[name=kept]").check()
    viktor.press("count")
    viktor.press("open")
    page.locator("#text").fill("I have an answer without script.")
    viktor.press("write")
    expect(page.locator("#thread").get_by_text("I have an answer without script.")).to_be_visible()
    hana.look_at(room.case)
    expect(hana.thread.get_by_text("I have an answer without script.")).to_be_visible()


def test_the_room_in_a_terminal(town: Town, hana: Member, room: Filed) -> None:
    """Words with the receipt of the letter are not sent; with one of his own they are, and Hana reads them."""
    address = town.url("report", "/en/meridian/return/")
    refused = in_terminal("thread", address, typed=f"{room.receipt.text}\nI was in Porto.\n")
    assert refused.returncode != 0
    assert NOTICE[:30] in refused.stdout
    assert "Run this again with --rotate." in refused.stderr
    rotated = in_terminal("thread", address, "--rotate", typed=f"{room.receipt.text}\n")
    own = rotated.stdout.strip().splitlines()[-1]
    sent = in_terminal("thread", address, typed=f"{own}\nI was in Porto.\n")
    assert (sent.returncode, "You are presumed innocent." in sent.stdout) == (0, True), sent.stderr
    hana.look_at(room.case)
    expect(hana.thread.get_by_text("I was in Porto.")).to_be_visible()
