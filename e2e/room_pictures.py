"""Pictures of a reply room, from both sides (`e2e/screenshots.py`)."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from e2e.cast import SLOW, Member, Subject
from e2e.cheats import Operator
from e2e.replying import open_room
from e2e.town import Town
from vouchsafe.demo.people import HANA

Snap = Callable[[Page, str], None]


def room_at_the_desk(page: Page, snap: Snap, case: str, story: str) -> None:
    """A reply room: its notice in words of the report, the letter on paper and on the screen, the room, its end."""
    page.goto(f"{case}people/")
    page.locator(".rooms__open summary").click(timeout=SLOW)
    page.locator("#room-notice").fill(story)
    page.locator(".rooms__open .actions button").click()
    snap(page, "room-1-warned")
    page.locator("#room-notice").fill("It is said that you took boxes home. You are presumed innocent.")
    page.locator(".rooms__open .actions button").click()
    expect(page.locator(".room-letter svg")).to_be_visible(timeout=SLOW)
    snap(page, "room-2-letter")
    page.emulate_media(media="print")
    snap(page, "room-3-letter-printed")
    page.emulate_media(media="screen")
    page.locator("desk-room-letter input[type=checkbox]").check()
    page.locator("desk-room-letter .actions button").nth(1).click()
    expect(page.locator(".room-row").first).to_be_visible(timeout=SLOW)
    snap(page, "room-4-listed")
    page.locator(".room-row a").first.click()
    expect(page.locator("desk-thread li").first).to_be_visible(timeout=SLOW)
    snap(page, "room-5-room")
    page.goto(f"{page.url}outcome/")
    page.locator("desk-end-room input[value=cleared]").check(timeout=SLOW)
    snap(page, "room-6-end")


def room_of_the_subject(town: Town, new_context: Callable[[], BrowserContext], snap: Snap, lang: str) -> None:
    """A subject's reply room: as it is told, with the receipt of the letter, and as it is answered with their own."""
    hana = Member(town, new_context(), HANA)
    hana.sign_in()
    expect(hana.page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    notice = (
        "It is said that fuel was taken from the institute.\nYou may answer here. By the end of March we tell you more."
    )
    letter = open_room(Operator(town), hana, notice).receipt.text
    viktor = Subject(town, new_context(), lang)
    viktor.come_back(letter)
    snap(viktor.page, "subject-1-letter")
    viktor.take_over()
    viktor.answer("The van is the institute's own: see the list of tours.")
    snap(viktor.page, "subject-2-answered")
