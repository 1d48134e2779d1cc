"""Reporting and coming back in a browser that runs no script."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW
from e2e.guarding import pass_days
from e2e.walk.mailbox import DAYS
from e2e.walk.plain import CHANNEL
from e2e.walk.stops import Stop, Walk, at_part, open_case, submit, unfold
from vouchsafe.demo.people import HANA
from vouchsafe.vault.receipt import Receipt


def without_script(walk: Walk) -> Iterator[Stop]:
    """There and back, and to a new receipt."""
    page = walk.person(java_script_enabled=False).new_page()
    title = walk.say("The well is capped with boards")
    page.goto(walk.url("report", f"{CHANNEL}report/unscripted/"))
    unfold(page.locator("main"))
    yield Stop("unscripted-screen", page)
    press(page, "begin")
    yield Stop("unscripted-write", page)
    press(page, "check")
    yield Stop("unscripted-errors", page)
    page.locator("#answer-category").check()
    for name, text in (
        ("headline", title),
        ("what-happened", walk.say("Rotten boards.")),
        ("where", walk.say("Court")),
    ):
        page.locator(f"#answer-{name}").fill(text)
    press(page, "check")
    yield Stop("unscripted-check", page)
    press(page, "send")
    expect(page.locator("#receipt")).to_be_visible(timeout=SLOW)
    yield Stop("unscripted-receipt", page)
    receipt = page.locator("#receipt").inner_text()
    minutes(walk, title)
    yield from returning(walk, page, receipt)
    yield from sealed_by_a_browser(walk, page)


def press(page: Page, step: str) -> None:
    """Press the button of a step that can be seen, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(f"button.button[name=step][value={step}]").last.click()


def minutes(walk: Walk, title: str) -> None:
    """Hana writes minutes of a call."""
    page = open_case(walk.at_desk(HANA), title)
    at_part(page, "work").locator("desk-minutes section > .actions button").click()
    page.locator("#minutes-text").fill(walk.say("The boards are rotten."))
    submit(page, page.locator("desk-minutes form"))


def returning(walk: Walk, page: Page, receipt: str) -> Iterator[Stop]:
    """The mailbox: entering, reading, what is asked, withdrawing, a new receipt."""
    enter = walk.url("report", "meridian/return/unscripted/")
    page.goto(enter)
    yield Stop("unscripted-return", page)
    wrong = Receipt.generate().text
    for name, typed in (("mend", ("0" if wrong[0] != "0" else "1") + wrong[1:]), ("unknown", wrong)):
        page.locator("#receipt").fill(typed)
        press(page, "open")
        yield Stop(f"unscripted-return-{name}", page)
    pass_days(walk.town, receipt, DAYS)
    page.goto(enter)
    page.locator("#receipt").fill(receipt)
    press(page, "open")
    yield Stop("unscripted-case", page)
    press(page, "check-minutes")
    yield Stop("unscripted-case-errors", page)
    page.locator("input[name=purpose][value=withdrawal]").check()
    page.locator("#text").fill(walk.say("I would rather not."))
    press(page, "write")
    yield Stop("unscripted-withdrawal", page)
    press(page, "open")
    unfold(page.locator("main"))
    yield Stop("unscripted-case-unfolded", page)
    press(page, "rotate")
    yield Stop("unscripted-new-receipt", page)
    new = page.locator("#receipt").inner_text()
    page.locator("#copy").fill(receipt)
    press(page, "count")
    yield Stop("unscripted-new-receipt-wrong", page)
    page.locator("#copy").fill(new)
    press(page, "count")
    yield Stop("unscripted-new-receipt-counts", page)


def sealed_by_a_browser(walk: Walk, page: Page) -> Iterator[Stop]:
    """Who reported with script is asked before the server opens the case."""
    receipt = walk.operator.file(walk.say("The sluice is opened at night")).receipt.text
    page.goto(walk.url("report", "meridian/return/unscripted/"))
    page.locator("#receipt").fill(receipt)
    press(page, "open")
    yield Stop("unscripted-agree", page)
