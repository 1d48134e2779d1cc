"""Help at the desk: every page and every panel says what it is for, in place; the site says more where there is one."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.cases.urls import CASE_PARTS, page_patterns
from vouchsafe.cases.views import shell
from vouchsafe.demo.people import HANA, LENA, TOM, SignIn

CASE = "cases/<uuid:case_id>/"
PAGES: dict[str, tuple[SignIn, str]] = {
    "": (HANA, "desk-inbox"),
    CASE: (HANA, "desk-case/conversation"),
    f"{CASE}work/": (HANA, "desk-case/work"),
    f"{CASE}people/": (HANA, "desk-case/people"),
    f"{CASE}outcome/": (HANA, "desk-case/outcome"),
    f"{CASE}sharing/": (HANA, "desk-case/sharing"),
    f"{CASE}print/": (HANA, "desk-print"),
    "due/": (HANA, "desk-due"),
    "people/": (HANA, "desk-people"),
    "requests/": (HANA, "desk-requests"),
    "texts/": (HANA, "desk-texts"),
    "recovery/": (HANA, "desk-recovery"),
    "key/": (HANA, "desk-own-key"),
    "key/new/": (HANA, "desk-make-key"),
    "channels/": (LENA, "desk-channels"),
    "channels/<uuid:channel_id>/": (LENA, "desk-channel"),
    "partners/": (LENA, "desk-partners"),
    "look/": (LENA, "desk-look"),
    "setup/": (LENA, "desk-guide"),
    "record/": (TOM, "desk-record"),
    "pauses/": (TOM, "desk-pauses"),
}
"""By the address in cases/urls.py: who has the page, and the topic of its help (web/src/help/sections.json)."""

PANELS = "desk-case .desk-columns__main > :not(nav):has(h2)"
FIRST_CHANNEL = "desk-channels .desk-case__title a"


def opened(page: Page, topic: str) -> Locator:
    """The help of the page that is shown, opened by its button once the page is there."""
    button = page.get_by_role("button", name="Help with this page")
    expect(page.locator("main").get_by_role("heading", level=1)).to_be_visible(timeout=SLOW)
    expect(page.locator(f"main {topic.partition('/')[0]} h1").first).to_be_visible(timeout=SLOW)
    button.click()
    dialog = page.get_by_role("dialog", name="Help with this page")
    expect(dialog).to_be_visible()
    assert dialog.get_attribute("data-topic") == topic
    expect(dialog.locator("p").first).to_have_text(re.compile(r"^\w.{60,}\.$"))
    return dialog


def close(page: Page) -> None:
    """As Escape does."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_pages_of_the_desk_are_those_of_this_list() -> None:
    """A page that the desk gets is one that this file opens the help of."""
    assert {str(one.pattern) for one in page_patterns if one.callback is shell.desk} == set(PAGES)


@pytest.mark.parametrize("who", [HANA, LENA, TOM], ids=lambda who: who.name)
def test_every_page_of_the_desk_has_help(town: Town, new_person: NewPerson, who: SignIn) -> None:
    """Whoever has a page finds there what it is for."""
    page = at_work(town, new_person, who)
    for pattern, (has, topic) in PAGES.items():
        if has is not who:
            continue
        page.goto(town.url("desk", f"/{address(town, page, pattern)}"))
        opened(page, topic)
        close(page)


def test_every_panel_of_a_case_has_help(town: Town, new_person: NewPerson) -> None:
    """In each part of a case Hana reads what each panel there is for, under its own heading, in its order."""
    page = at_work(town, new_person, HANA)
    shown = 0
    for pattern, (_who, topic) in PAGES.items():
        if not topic.startswith("desk-case/"):
            continue
        page.goto(town.url("desk", f"/{address(town, page, pattern)}"))
        expect(page.locator("desk-case .desk-columns__main h2").first).to_be_attached(timeout=SLOW)
        headings = [panel.locator("h2").first.inner_text() for panel in page.locator(PANELS).all()]
        told = opened(page, topic).locator("section")
        expect(told.get_by_role("heading", level=3)).to_have_text(headings)
        for text in told.locator("p").all_inner_texts():
            assert text.endswith(".")
        shown += len(headings)
        close(page)
    assert shown >= len(CASE_PARTS) + 1


def test_help_before_a_key_is_open(town: Town, new_person: NewPerson) -> None:
    """Hana is signed in and her key is shut: help says what opens it. Lena reads no report: help says why."""
    hana = Member(town, new_person(), HANA)
    hana.sign_in()
    opened(hana.page, "desk-unlock")
    lena = Member(town, new_person(), LENA)
    lena.sign_in()
    opened(lena.page, "desk-landing")


def test_help_by_keyboard_alone(town: Town, new_person: NewPerson) -> None:
    """Enter opens it and the focus goes there; Escape closes it, and the focus is back where it was."""
    page = at_work(town, new_person, HANA)
    button = page.get_by_role("button", name="Help with this page")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Close")).to_be_focused()
    close(page)
    expect(button).to_be_focused()


def test_more_help_is_where_the_operator_says(town: Town, new_person: NewPerson) -> None:
    """Without a site the desk leads nowhere; with one, to the section of the page, without telling it where from."""
    page = at_work(town, new_person, HANA)
    expect(opened(page, "desk-inbox").get_by_role("link")).to_have_count(0)
    close(page)
    page.evaluate(
        "document.querySelector('[data-help]').dataset.help = 'https://help.example.org/'"
    )  # as desk.html does
    more = opened(page, "desk-inbox").get_by_role("link", name="Read more")
    expect(more).to_have_attribute("href", "https://help.example.org/handlers/inbox/")
    expect(more).to_have_attribute("rel", "noreferrer noopener")


def at_work(town: Town, new_person: NewPerson, who: SignIn) -> Page:
    """The desk of somebody who signed in, and unlocked where their work takes a key."""
    member = Member(town, new_person(), who)
    member.sign_in()
    if who is HANA:
        member.unlock()
    expect(member.page.locator("desk-inbox, desk-landing")).to_be_visible(timeout=SLOW)
    return member.page


def address(town: Town, page: Page, pattern: str) -> str:
    """The address of a pattern, with the first case or channel that there is."""
    for named, at, link in (
        ("<uuid:case_id>", "/", "a.inbox__title"),
        ("<uuid:channel_id>", "/channels/", FIRST_CHANNEL),
    ):
        if named in pattern:
            page.goto(town.url("desk", at))
            href = page.locator(link).first.get_attribute("href", timeout=SLOW) or ""
            return pattern.replace(named, href.strip("/").split("/")[1])
    return pattern
