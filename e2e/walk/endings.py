"""What comes of a case: alone, by two, contested, and a finding that a report was knowingly false."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW
from e2e.cheats import Filed
from e2e.walk.stops import Stop, Walk, act, at_part, open_case, settled, submit, unfold
from vouchsafe.demo.people import HANA, OMAR

WEEKS = 20
"""Days after which a reporter had time to answer."""


def concluding(walk: Walk) -> Iterator[Stop]:
    """Both ends that a case can have, and what follows."""
    yield from unsupported(walk)
    yield from contested(walk)
    yield from knowingly_false(walk)


def assess(page: Page) -> Page:
    """One step on, to the part where a case is concluded."""
    act(page, page.locator(".desk-steps + .actions button").first)
    return at_part(page, "outcome")


def fill_in(walk: Walk, page: Page, outcome: str) -> None:
    """The outcome, why, and a letter."""
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.locator("#conclude-reason").fill(walk.say("The books were compared with the shelves."))
    page.locator("#conclude-letter").fill(walk.say("We looked into it. This is what we found."))
    if not page.locator("#conclude-category").input_value():
        page.locator("#conclude-category").select_option(index=1)


def unsupported(walk: Walk) -> Iterator[Stop]:
    """Hana proposes, Omar agrees, and the reporter reads that it will be erased."""
    filed = walk.operator.file(walk.say("A ladder that moves at night"))
    page = assess(open_case(walk.at_desk(HANA), filed.title))
    fill_in(walk, page, "unsupported")
    yield Stop("conclude", page)
    submit(page, page.locator("desk-conclude form.desk-conclude"))
    yield Stop("conclude-proposed", settled(page))
    theirs = at_part(open_case(walk.at_desk(OMAR), filed.title), "outcome")
    expect(theirs.locator("desk-conclude button[value=agreed]")).to_be_visible(timeout=SLOW)
    yield Stop("conclude-to-decide", settled(theirs))
    act(theirs, theirs.locator("desk-conclude button[value=agreed]"))
    yield Stop("concluded", settled(theirs))
    rana = walk.reporter()
    rana.come_back(filed.receipt.text)
    expect(rana.page.locator("[data-erased]")).not_to_be_empty()
    rana.page.locator("[data-purpose][value=contest]").check()
    yield Stop("mailbox-concluded", rana.page)


def contested(walk: Walk) -> Iterator[Stop]:
    """Hana concludes alone, the reporter asks for another look, and Omar is to answer."""
    filed = walk.operator.file(walk.say("Two invoices for one boiler"))
    page = assess(open_case(walk.at_desk(HANA), filed.title))
    fill_in(walk, page, "substantiated")
    submit(page, page.locator("desk-conclude form.desk-conclude"))
    rana = walk.reporter()
    rana.come_back(filed.receipt.text)
    rana.page.locator("[data-purpose][value=contest]").check()
    rana.write_again(walk.say("Ask the night watch: he saw who moves it."))
    yield Stop("mailbox-contested", rana.page)
    page.reload()
    expect(page.locator("desk-contest .notice").first).to_be_visible(timeout=SLOW)
    yield Stop("contest-not-mine", settled(page))
    omar = walk.at_desk(OMAR)
    yield Stop("inbox-contested", settled(omar.page))
    theirs = at_part(open_case(omar, filed.title), "outcome")
    expect(theirs.locator("#contest-letter")).to_be_visible(timeout=SLOW)
    unfold(theirs.locator("desk-contest"))
    yield Stop("contest", settled(theirs))


def knowingly_false(walk: Walk) -> Iterator[Stop]:
    """The form of such a finding, once the reporter was heard and had time."""
    filed = walk.operator.file(walk.say("The gauge was turned back"))
    page = open_case(walk.at_desk(HANA), filed.title)
    page.locator("#composer").fill(
        walk.say("You wrote that you saw it. The gate's log says that you were away. What do you say?")
    )
    submit(page, page.locator("desk-composer form"))
    assess(page)
    act(page, page.locator(".desk-steps + .actions button").first)
    pass_time(walk, filed)
    page.reload()
    panel = page.locator("desk-false-report")
    expect(panel).to_be_visible(timeout=SLOW)
    unfold(panel)
    yield Stop("false-report", settled(page))


def pass_time(walk: Walk, filed: Filed) -> None:
    """So many days later, as the server sees the case."""
    rows = walk.operator.rows
    rows("UPDATE cases_case SET received_on = received_on - %s WHERE id = %s", WEEKS, filed.case)
    rows("UPDATE cases_item SET day = day - %s WHERE case_id = %s", WEEKS, filed.case)
    rows("DELETE FROM cases_clock WHERE case_id = %s", filed.case)
