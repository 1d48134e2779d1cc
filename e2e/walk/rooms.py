"""A reply room, from both sides: what Hana writes, the letter, and what the person concerned does with it."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW, Subject, receipt_in
from e2e.walk.casework import reported
from e2e.walk.stops import Stop, Walk, at_part, open_case, settled
from vouchsafe.demo.people import HANA


def replying(walk: Walk) -> Iterator[Stop]:
    """Opened in the words of the report first; told, taken over, answered; about to be ended."""
    title = reported(walk, "Somebody takes boxes home")
    page = at_part(open_case(walk.at_desk(HANA), title), "people")
    page.locator(".rooms__open summary").click()
    page.locator("#room-notice").fill(walk.report(title).story)
    page.locator(".rooms__open .actions button").click()
    expect(page.locator(".rooms__open [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("room-warned", page)
    page.locator("#room-notice").fill(walk.say("It is said that you took boxes home. You are presumed innocent."))
    page.locator(".rooms__open .actions button").click()
    expect(page.locator(".room-letter svg")).to_be_visible(timeout=SLOW)
    yield Stop("room-letter", settled(page))
    letter = receipt_in(page.locator(".room-letter .ticket__code"))
    page.locator("desk-room-letter input[type=checkbox]").check()
    page.locator("desk-room-letter .actions button").nth(1).click()
    expect(page.locator(".room-row").first).to_be_visible(timeout=SLOW)
    yield Stop("room-listed", settled(page))
    yield from answered(walk, letter)
    page.locator(".room-row a").first.click()
    expect(page.locator("desk-thread li").first).to_be_visible(timeout=SLOW)
    yield Stop("room", settled(page))
    yield from about_to_end(page)


def answered(walk: Walk, letter: str) -> Iterator[Stop]:
    """What the letter opens, the receipt of one's own, and the answer."""
    viktor = Subject(walk.town, walk.person(), walk.lang)
    viktor.come_back(letter)
    yield Stop("subject-letter", viktor.page)
    viktor.take_over()
    viktor.answer(walk.say("The van is the institute's own: see the list of tours."))
    yield Stop("subject-answered", viktor.page)


def about_to_end(page: Page) -> Iterator[Stop]:
    """The clearance letter, before it is sent."""
    at_part(page, "outcome")
    page.locator("desk-end-room input[value=cleared]").check()
    yield Stop("room-ending", settled(page))
