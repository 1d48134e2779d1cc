"""Coming back with a receipt: reading, answering, writing again, and what can go wrong."""

from collections.abc import Iterator

from playwright.sync_api import expect

from e2e.cast import SLOW, Reporter
from e2e.guarding import pass_days
from e2e.walk.stops import Stop, Walk, at_part, open_case, settled, submit, unfold
from vouchsafe.demo.people import HANA
from vouchsafe.vault.receipt import Receipt

DAYS = 30
"""After so many the first check-in is asked for."""


def coming_back(walk: Walk) -> Iterator[Stop]:
    """From the receipt to the conversation, and away again."""
    receipt = answered(walk)
    rana = walk.reporter()
    yield from entering(walk, rana, receipt)
    yield from reading(rana, receipt)
    yield from writing(walk, rana)
    yield from guarding(walk, rana)
    yield from new_receipt(rana)
    yield from not_fitting(walk)


def answered(walk: Walk) -> str:
    """A report that Hana answered, with minutes that wait for the reporter's word; gives its receipt."""
    title = walk.say("The lift cables are painted over")
    receipt = walk.operator.file(title).receipt.text
    hana = walk.at_desk(HANA)
    page = open_case(hana, title)
    page.locator("#composer").fill(walk.say("Thank you. Which shaft is it?\nYou need not say who you are."))
    submit(page, page.locator("desk-composer form"))
    at_part(page, "work").locator("desk-minutes section > .actions button").click()
    page.locator("#minutes-text").fill(walk.say("The reporter said: the cables of shaft two are painted."))
    submit(page, page.locator("desk-minutes form"))
    return receipt


def entering(walk: Walk, rana: Reporter, receipt: str) -> Iterator[Stop]:
    """Receipts that open nothing."""
    page, enter = rana.page, rana.step("enter")
    page.goto(walk.url("report", "meridian/return/"))
    yield Stop("return", page)
    for name, typed in (
        ("error", "0000"),
        ("mend", ("0" if receipt[0] != "0" else "1") + receipt[1:]),
        ("unknown", Receipt.generate().text),
    ):
        page.locator("#field-receipt").fill(typed)
        enter.locator("form > .actions button").click()
        shown = "[data-meant]" if name == "mend" else "[data-errors]"
        expect(page.locator(f"[data-step=enter] {shown}, #alert > *").first).to_be_visible(timeout=SLOW)
        yield Stop(f"return-{name}", page)


def reading(rana: Reporter, receipt: str) -> Iterator[Stop]:
    """The conversation, with minutes that wait; a month later with a question too."""
    rana.come_back(receipt)
    expect(rana.page.locator("[data-guard]")).to_be_visible(timeout=SLOW)
    yield Stop("mailbox", rana.page)
    pass_days(rana.town, receipt, DAYS)
    rana.come_back(receipt)
    page = rana.page
    expect(page.locator("[data-checkin-due] [data-checkin]")).to_be_visible(timeout=SLOW)
    for asked in ("[data-checkin-due] form", "[data-minutes] form"):
        page.locator(asked).locator(".actions button").click()
        expect(page.locator(asked).locator("[data-errors]")).to_be_visible(timeout=SLOW)
    unfold(page.locator("section.due"))
    yield Stop("mailbox-asked", page)


def writing(walk: Walk, rana: Reporter) -> Iterator[Stop]:
    """A message without a word, a withdrawal that is asked about, and a message."""
    page = rana.page
    composer = page.locator("[data-composer]")
    composer.locator("form > .actions button").click()
    expect(composer.locator("[data-errors]")).to_be_visible()
    yield Stop("mailbox-errors", page)
    page.locator("[data-purpose][value=correction]").check()
    yield Stop("mailbox-correction", page)
    page.locator("[data-purpose][value=withdrawal]").check()
    page.locator("#field-text").fill(walk.say("I would rather not."))
    composer.locator("form > .actions button").click()
    expect(page.locator("[data-confirm]")).to_be_visible()
    yield Stop("mailbox-withdrawal", page)
    page.locator("[data-stay]").click()
    page.locator("[data-purpose][value=meeting]").check()
    rana.write_again(walk.say("I would rather tell it in person, on a Sunday."))
    yield Stop("mailbox-sent", page)


def guarding(walk: Walk, rana: Reporter) -> Iterator[Stop]:
    """What protects the reporter, unfolded."""
    page = rana.page
    question, minutes = page.locator("[data-checkin-due] form"), page.locator("[data-minutes] form")
    question.locator("input[value=yes]").check()
    question.locator("textarea").fill(walk.say("My night shifts were taken away."))
    question.locator(".actions button").click()
    expect(page.locator("[data-checkin-due] form")).to_have_count(0, timeout=SLOW)
    minutes.locator("input[value=corrected]").check()
    minutes.locator("textarea").fill(walk.say("From the third floor up."))
    minutes.locator(".actions button").click()
    expect(minutes).to_be_hidden(timeout=SLOW)
    unfold(page.locator("[data-guard]"))
    yield Stop("mailbox-guard", page)


def new_receipt(rana: Reporter) -> Iterator[Stop]:
    """A new receipt, shown, tried, and in force."""
    page = rana.page
    page.locator("[data-rotation] summary").click()
    page.locator("[data-rotation]:visible [data-rotate]").click()
    expect(rana.step("rotate")).to_be_visible(timeout=SLOW)
    yield Stop("mailbox-new-receipt", page)
    rana.step("rotate").locator("[data-kept]").check()
    page.locator("[data-commit]").click()
    expect(rana.step("rotated")).to_be_visible(timeout=SLOW)
    yield Stop("mailbox-new-receipt-counts", page)


def not_fitting(walk: Walk) -> Iterator[Stop]:
    """What a server that cheats is answered: warnings, and nothing is sealed."""
    filed = walk.operator.file(walk.say("The seal of the tank was changed"))
    other = walk.operator.file(walk.say("The seal of the tank was mended"))
    walk.operator.exchange(filed, filed.item("title"), filed.item("report"))
    walk.operator.add(filed, other.message(other.reporter, walk.say("From elsewhere."), other.item("report")))
    rana = walk.reporter()
    rana.come_back(filed.receipt.text)
    yield Stop("mailbox-warnings", rana.page)
    hana = walk.at_desk(HANA)
    hana.page.goto(walk.town.url("desk", f"/cases/{filed.case}/"))
    expect(hana.page.locator("desk-thread li").first).to_be_visible(timeout=SLOW)
    yield Stop("desk-case-warnings", settled(hana.page))
