"""What takes two people: opening what is kept apart, holding a case, destroying a file."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from e2e.cast import SLOW
from e2e.walk.casework import reported
from e2e.walk.stops import Stop, Walk, act, at_part, open_case, send, settled, submit, unfold, unlock
from vouchsafe.demo.people import HANA, OMAR, TOM


def by_two_people(walk: Walk) -> Iterator[Stop]:
    """Hana asks and proposes; the reporter, Omar and Tom read it."""
    yield from kept_apart(walk)
    yield from held(walk)


def kept_apart(walk: Walk) -> Iterator[Stop]:
    """A request to open who reports: warned of, asked, and read by all whom it concerns."""
    rana = walk.reporter()
    story = walk.report("Boxes leave gate B at night")
    rana.open_form()
    rana.fill_in(story)
    rana.page.locator('[id="field-me.0.name"]').fill(walk.say("Rana Haddad"))
    rana.page.locator('[id="field-whom.0.role"]').fill(walk.say("Keeper of the boxes"))
    rana.check()
    receipt = rana.send()
    page = at_part(open_case(walk.at_desk(HANA), story.headline), "people")
    page.locator(".apart-key summary").first.click()
    for name, text in (("facts", "He is a Muslim."), ("law", "§ 161 StPO"), ("necessity", "Nobody else was there.")):
        page.locator(f"[id^=ask-][id$=-{name}]").first.fill(text if name == "facts" else walk.say(text))
    send(page.locator("desk-ask form").first)
    expect(page.locator("desk-ask .notice").first).to_be_visible(timeout=SLOW)
    yield Stop("apart-warned", page)
    page.locator("[id^=ask-][id$=-facts]").first.fill(walk.say("Two seals on one pump, and one witness."))
    send(page.locator("desk-ask form").first)
    expect(page.locator("desk-request")).to_be_visible(timeout=SLOW)
    yield Stop("apart-asked", settled(page))
    tom = walk.at_desk(TOM)
    tom.page.goto(walk.town.url("desk", "/requests/"))
    unlock(tom)
    expect(tom.page.locator("desk-request").first).to_be_visible(timeout=SLOW)
    yield Stop("requests", settled(tom.page))
    rana.come_back(receipt)
    yield Stop("mailbox-request", rana.page)


def held(walk: Walk) -> Iterator[Stop]:
    """A hold and the end of a file, as who proposed them and as who decides sees them."""
    title = reported(walk, "Somebody photographed the lodge")
    page = at_part(open_case(walk.at_desk(HANA), title), "outcome")
    unfold(page.locator("desk-hold"))
    page.locator("#hold-until").fill((datetime.now(UTC) + timedelta(days=60)).date().isoformat())
    page.locator("#hold-reason").fill(walk.say("The labour court asked for the file."))
    submit(page, page.locator("desk-hold form").last)
    yield Stop("hold-proposed", page)
    page.reload()
    at_part(page, "work")
    unfold(page.locator("desk-evidence"))
    page.locator("#evidence-file").select_option(index=1)
    page.locator("#evidence-reason").fill(walk.say("It shows people who have nothing to do with it."))
    submit(page, page.locator("desk-evidence form").last)
    yield Stop("evidence-proposed", page)
    theirs = at_part(open_case(walk.at_desk(OMAR), title), "outcome")
    yield from decided(walk, theirs)


def decided(walk: Walk, page: Page) -> Iterator[Stop]:
    """Refusing without a reason is asked about; then Omar agrees to both, to the end of the file before the hold."""
    panel = page.locator("desk-hold")
    panel.locator("button[value=refused]").click()
    expect(panel.locator("[role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("hold-to-decide", page)
    act(page, at_part(page, "work").locator("desk-evidence button[value=agreed]"))
    yield Stop("evidence-destroyed", at_part(page, ""))
    at_part(page, "outcome")
    panel.locator("textarea[id^=verdict-]").fill(walk.say("I saw the court's letter."))
    act(page, panel.locator("button[value=agreed]"))
    yield Stop("hold-agreed", page)
