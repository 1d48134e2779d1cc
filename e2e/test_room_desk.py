"""A subject's reply room at the desk: opened, told on paper, found again, and ended."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.cast import RECEIPT, SLOW, Member
from e2e.cheats import Filed, Operator
from e2e.replying import open_room
from vouchsafe.demo.people import OMAR

HEADLINE = "Copper leaves by the north gate at night"
ROOM = "Reply room: a colleague"
NOTICE = "It is said that you took metal home. You are presumed innocent, and can answer here."


@pytest.fixture(scope="module")
def filed(operator: Operator) -> Filed:
    """What a reporter wrote; its words are nobody else's."""
    return operator.file(HEADLINE)


def write_notice(hana: Member, title: str, notice: str) -> None:
    """Fill in the form of a new room, and send it."""
    panel = hana.page.locator("desk-rooms")
    if not panel.locator("#room-title").is_visible():
        panel.get_by_text("Open a reply room", exact=True).click()
    panel.locator("#room-title").fill(title)
    panel.locator("#room-notice").fill(notice)
    panel.get_by_role("button", name="Seal the notice and open the room").click()


def letter_of(page: Page) -> Locator:
    """The letter on paper."""
    letter = page.locator(".room-letter")
    expect(letter).to_be_visible(timeout=SLOW)
    return letter


def printed(page: Page) -> str:
    """What the page says on paper."""
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    return shown


def hand_over(page: Page) -> None:
    """Put the letter away: it is not shown again, and the person was told."""
    page.get_by_label("I have the letter").check()
    page.get_by_role("button", name="Handed over today").click()


def room_address(hana: Member, name: str) -> UUID:
    """Of a room, as the list in its case links it."""
    href = hana.page.locator("desk-rooms").get_by_role("link", name=name).get_attribute("href") or ""
    return UUID(href.split("/")[2])


@pytest.fixture
def room_row(hana: Member, filed: Filed) -> Locator:
    """The case's room in the list, at its part; opened here where no test before this one did."""
    hana.open_case(HEADLINE)
    hana.turn_to("People concerned")
    panel = hana.page.locator("desk-rooms")
    row = panel.locator(".room-row")
    expect(row.or_(panel.get_by_text("None yet."))).to_be_visible(timeout=SLOW)
    if row.count() == 0:
        write_notice(hana, ROOM, NOTICE)
        letter_of(hana.page)
        hand_over(hana.page)
        expect(row).to_be_visible(timeout=SLOW)
    return row


def test_a_room_is_opened_beside_the_case(hana: Member, filed: Filed, operator: Operator) -> None:
    """A notice in the reporter's words is warned of; the letter shows the receipt once; the room is found from both."""
    page = hana.page
    hana.open_case(HEADLINE)
    hana.turn_to("People concerned")
    expect(page.locator("desk-rooms")).to_contain_text("None yet.", timeout=SLOW)

    # 1. Words of the reporter are warned of, and sent only when the button is pressed again, or said otherwise.
    write_notice(hana, ROOM, f"We heard this. {filed.story}")
    warning = page.locator("desk-rooms [role=alert]")
    expect(warning).to_contain_text(
        "what was seen is called copper leaves by the north gate at night", ignore_case=True
    )
    write_notice(hana, ROOM, NOTICE)

    # 2. The letter: receipt, code, address, and nothing of the case.
    letter = letter_of(page)
    code = letter.locator(".ticket__code").text_content() or ""
    assert RECEIPT.match(re.sub(r"\s", "", code))
    expect(letter.locator("svg.qr")).to_be_visible()
    expect(letter).to_contain_text("http://report.localhost")
    expect(letter).to_contain_text("/en/meridian/return/")
    assert not re.search("copper|north gate", letter.inner_text(), re.IGNORECASE)
    assert not re.search("copper|north gate", printed(page), re.IGNORECASE)

    # 3. Put away, it does not come back; that the person was told stands in the case.
    hand_over(page)
    expect(page.locator("desk-case > p.notice--good")).to_contain_text("the person was told", timeout=SLOW)
    expect(page.locator(".room-letter")).to_have_count(0)
    expect(page.locator("desk-rooms .room-row")).to_contain_text("open")
    assert code not in page.content()

    # 4. The room: no report, with the parts that fit, and the way back.
    room = room_address(hana, ROOM)
    page.locator("desk-rooms").get_by_role("link", name=ROOM).click()
    expect(page.locator("desk-thread")).to_contain_text(NOTICE, timeout=SLOW)
    expect(page.get_by_role("link", name="People concerned")).to_have_count(0)
    expect(page.get_by_role("button", name="Write to the person concerned")).to_be_visible()
    assert hana.findings == []
    page.get_by_role("link", name="To the case that it belongs to").click()
    expect(page.locator("h1")).to_contain_text(HEADLINE, timeout=SLOW)
    ((told,),) = operator.rows(
        "SELECT count(*) FROM cases_event WHERE case_id = %s AND what = 'subject-told'", filed.case
    )
    assert told == 1
    stored = operator.rows("SELECT is_room, state FROM cases_case WHERE id = %s", room)
    assert stored == [(True, "assessing")]


def test_who_is_excluded_later_is_named_beside_the_room(
    hana: Member, filed: Filed, operator: Operator, room_row: Locator
) -> None:
    """The server ties no room to its case: a coordinator excludes from both; the handler sees what is left to do."""
    expect(room_row.locator(".notice")).to_have_count(0)
    ((omar,),) = operator.rows("SELECT id FROM people_member WHERE name = %s", OMAR.name)
    (found,) = operator.rows(
        "UPDATE cases_case SET excluded = ARRAY[%s::uuid] WHERE id = %s RETURNING id", omar, filed.case
    )
    assert found == (filed.case,)
    hana.page.reload()
    expect(room_row.locator(".notice")).to_contain_text(f"not of this room: {OMAR.name}", timeout=SLOW)


def test_the_list_marks_a_room_and_its_page_ends_it(operator: Operator, hana: Member) -> None:
    """One handler sends the clearance letter; the day on which all of it goes is shown."""
    page = hana.page
    room = open_room(operator, hana, "A report concerns you.", title="Reply room of the south gate")
    page.goto(hana.town.url("desk"))
    page.locator("#filter").fill("south gate")
    row = page.locator(".inbox__row", has_text="Reply room of the south gate")
    expect(row.locator(".inbox__facts .tag")).to_have_text("Reply room", timeout=SLOW)

    hana.open_case("Reply room of the south gate")
    hana.turn_to("Outcome")
    expect(page.locator("desk-conclude")).to_have_count(0)
    panel = page.locator("desk-end-room")
    panel.get_by_text("Clearance letter", exact=False).first.click()
    panel.locator("#room-letter-choice").select_option(label="Reply room: clearance letter")
    expect(panel.locator("#room-letter")).to_have_value(re.compile("could not be substantiated"))
    panel.get_by_role("button", name="Send the letter and end the room").click()
    expect(panel).to_contain_text("All of this room is erased after", timeout=SLOW)
    ((state, due),) = operator.rows("SELECT state, erase_due - current_date FROM cases_case WHERE id = %s", room.case)
    assert (state, due) == ("concluded", 30)
    hana.turn_to("Conversation")
    expect(hana.thread).to_contain_text("could not be substantiated")


@pytest.mark.usefixtures("room_row")
def test_who_concludes_a_case_is_reminded_of_its_room(hana: Member, filed: Filed) -> None:
    """The person concerned would wait for ever."""
    page = hana.page
    hana.look_at(filed.case)
    page.get_by_role("button", name="Start assessing").click()
    expect(page.get_by_text("The case is now being assessed.")).to_be_visible(timeout=SLOW)
    hana.turn_to("Outcome")
    panel = page.locator("desk-conclude")
    panel.locator("input[value=partly]").check()
    panel.locator("#conclude-reason").fill("Half of it was there.")
    panel.locator("#conclude-letter").fill("We found part of it.")
    panel.get_by_role("button", name="Conclude, and send the letter").click()
    reminder = panel.locator("desk-room-list")
    expect(reminder).to_contain_text("still waits in a reply room", timeout=SLOW)
    reminder.get_by_role("link", name=ROOM).click()
    expect(page.locator("desk-end-room")).to_be_visible(timeout=SLOW)
