"""Whole journeys with the keyboard alone: no pointer touches these pages, and what has the focus is always seen."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.cast import RECEIPT, SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA

STORY = Report("The scales are wrong by a thumb", "Each morning the same thumb.", "Weighbridge")
MOST = 200
"""More stops of the Tab key than any page has."""
SEEN = """() => {
  const one = document.activeElement;
  const shown = [one, one.parentElement, one.nextElementSibling, one.closest("label")].filter((each) => each !== null);
  return shown.some((each) => getComputedStyle(each).outlineStyle !== "none");
}"""


class Keys:
    """Two hands at a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = page.keyboard.press

    def to(self, wanted: Locator, *, key: str = "Tab") -> None:
        """Tab until the focus is there, and see that it is."""
        expect(wanted).to_be_visible(timeout=SLOW)
        expect(wanted).to_be_enabled(timeout=SLOW)
        for _ in range(MOST):
            if wanted.evaluate("(one) => one === document.activeElement"):
                assert self.page.evaluate(SEEN), f"the focus is not seen at {wanted}"
                return
            self.press(key)
        raise AssertionError(f"the Tab key never came to {wanted}")

    def type_into(self, field: Locator, text: str) -> None:
        """Come to a field and type."""
        self.to(field)
        self.page.keyboard.type(text)

    def choose(self, first: Locator, *, index: int) -> None:
        """Come to a group of radio buttons and choose one by the arrows."""
        self.to(first)
        self.press("Space")
        for _ in range(index):
            self.press("ArrowDown")

    def follow(self, wanted: Locator) -> None:
        """Come to a link or a button and press Enter."""
        self.to(wanted)
        self.press("Enter")


def test_a_report_there_and_back(town: Town, new_person: NewPerson) -> None:
    """Rana skips the masthead, reports, tries her receipt, comes back with it and writes again."""
    rana = Reporter(town, new_person())
    page, keys = rana.page, Keys(rana.page)
    page.goto(town.url("report", "/en/meridian/integrity/"))
    keys.follow(page.locator("a.skip"))
    keys.follow(page.locator("main a.button").first)
    scope = rana.step("scope")
    radios = page.locator("[data-field=_scope] input[type=radio]")
    expect(scope.locator("button.button").last).to_be_enabled(timeout=SLOW)
    keys.choose(radios.first, index=radios.count() - 1)
    keys.follow(scope.locator("form > .actions button"))
    expect(page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    write = rana.step("write")
    keys.follow(write.locator("form > .actions button"))
    expect(write.locator("[data-errors]")).to_be_visible()
    keys.follow(write.locator("[data-errors] a").first)  # the summary leads to the first that is missing
    keys.press("Space")
    keys.type_into(page.locator("#field-headline"), STORY.headline)
    keys.type_into(page.locator("#field-what-happened"), STORY.story)
    keys.type_into(page.locator("#field-where"), STORY.where)
    keys.follow(write.locator("form > .actions button"))
    keys.follow(page.locator("[data-send]"))
    expect(rana.step("done")).to_be_visible(timeout=SLOW)
    symbols = re.sub(r"[^0-9A-Z]", "", page.locator("[data-receipt]").inner_text())
    receipt = "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
    assert RECEIPT.match(receipt)
    keys.type_into(page.locator("#practice"), receipt)
    keys.press("Enter")
    keys.follow(page.locator("[data-finish]"))
    expect(page.locator("[data-receipt]")).to_be_hidden()

    page.goto(town.url("report", "/en/meridian/return/"))
    keys.type_into(page.locator("#field-receipt"), receipt.lower().replace("-", " "))
    keys.press("Enter")
    expect(rana.step("case")).to_be_visible(timeout=SLOW)
    keys.type_into(page.locator("#field-text"), "It is the left thumb.")
    keys.follow(page.locator("[data-composer] form > .actions button"))
    expect(rana.thread.get_by_text("It is the left thumb.")).to_be_visible(timeout=SLOW)


def test_a_case_from_signing_in_to_its_end(town: Town, new_person: NewPerson) -> None:
    """Hana signs in, unlocks, opens a case, answers, assesses it and concludes it with a letter."""
    title = "The thumb was seen again"
    rana = Reporter(town, new_person())
    receipt = rana.report(Report(title, STORY.story, STORY.where))
    hana = Member(town, new_person(), HANA)
    page, keys = hana.page, Keys(hana.page)
    page.goto(town.url("desk"))
    keys.type_into(page.locator("input[name=login]"), HANA.email)
    keys.type_into(page.locator("input[name=password]"), HANA.password)
    keys.press("Enter")
    keys.type_into(page.locator("#passphrase"), HANA.passphrase)
    keys.press("Enter")
    expect(page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    page.keyboard.press("/")
    page.keyboard.type(title)
    keys.follow(page.locator("a.inbox__title", has_text=title))
    keys.type_into(page.locator("#composer"), "Thank you. We weigh it ourselves tomorrow.")
    keys.follow(page.locator("desk-composer form > .actions button.button"))
    expect(hana.thread.get_by_text("We weigh it ourselves")).to_be_visible(timeout=SLOW)
    keys.follow(page.locator(".desk-steps + .actions button").first)
    keys.follow(page.locator("nav.desk-parts a[href$='/outcome/']"))
    panel = page.locator("desk-conclude")
    keys.choose(panel.locator("input[name=outcome]").first, index=0)
    keys.type_into(panel.locator("#conclude-reason"), "The scales were weighed.")
    keys.type_into(panel.locator("#conclude-letter"), "The scales were wrong. They are mended.")
    keys.follow(panel.locator("form.desk-conclude > .actions button"))
    expect(panel.locator("form.desk-conclude")).to_have_count(0, timeout=SLOW)

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("They are mended.")).to_be_visible()


def test_keys_of_one_letter_are_switched_off(town: Town, new_person: NewPerson) -> None:
    """Hana switches them off by keyboard: a letter does nothing then, also after a reload; arrows and Enter stay."""
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    page, keys = hana.page, Keys(hana.page)
    expect(page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    keys.press("?")
    dialog = page.locator("dialog.inbox-keys")
    keys.to(dialog.locator("input[name=letters]"))
    keys.press("Space")
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    for _visit in range(2):
        page.locator("h1").focus()
        for letter in ("j", "u", "m", "?"):
            keys.press(letter)
        expect(dialog).to_be_hidden()
        expect(page.locator("input[name=unread]")).not_to_be_checked()
        page.locator("a.inbox__title").first.focus()
        keys.press("ArrowDown")
        expect(page.locator("a.inbox__title").nth(1)).to_be_focused()
        page.reload()
        expect(page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    keys.follow(page.locator(".inbox-count__keys"))
    keys.to(dialog.locator("input[name=letters]"))
    keys.press("Space")
    keys.press("Escape")
    page.locator("h1").focus()
    keys.press("u")
    expect(page.locator("input[name=unread]")).to_be_checked()
