"""Leaving quickly: from every page of the report door, at once, with nothing left to come back to."""

import pytest
from playwright.sync_api import BrowserContext, FloatRect, Locator, Page, Route, expect

from e2e.cast import Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town

NEUTRAL = "https://www.wikipedia.org/"
STORY = Report("Zanzibar7391", "What Zanzibar7391 did to the ledger.", "Quay 7391")
PAGES = ("/", "/en/", "/en/meridian/", "/en/meridian/integrity/", "/en/meridian/return/", "/en/no-such-page/")


def near(context: BrowserContext) -> list[str]:
    """The neutral page, which stands on the web, answered here; gives the requests for it."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        assert "referer" not in route.request.headers
        route.fulfill(body="<!doctype html><title>Wikipedia</title><p>An encyclopedia.", content_type="text/html")

    context.route(f"{NEUTRAL}**", answer)
    return asked


def press_the_link(page: Page) -> None:
    page.get_by_role("link", name="Leave quickly").click()


def press_shift_three_times(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [press_the_link, press_shift_three_times])
def test_what_was_typed_does_not_come_back(town: Town, new_person: NewPerson, leave: object) -> None:
    """Rana types a report and leaves: no question, another page, and neither Back nor Forward brings a word back."""
    context = new_person()
    asked = near(context)
    rana = Reporter(town, context)
    rana.page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    rana.open_form()
    rana.fill_in(STORY)
    assert asked == []
    assert len(rana.page.workers) == 1
    leave(rana.page)  # type: ignore[operator]
    rana.page.wait_for_url(NEUTRAL)
    assert rana.page.workers == []
    rana.page.go_back()
    rana.page.wait_for_url(town.url("report", "/**"))
    expect(rana.step("scope")).to_be_visible()
    assert rana.page.locator("#field-what-happened").input_value() == ""
    assert rana.page.locator("#field-headline").input_value() == ""
    assert rana.page.locator("[data-field=category] input:checked").count() == 0
    rana.page.go_forward()
    rana.page.wait_for_url(NEUTRAL)
    assert asked == [NEUTRAL, NEUTRAL]


def test_an_opened_report_is_gone_too(town: Town, new_person: NewPerson) -> None:
    """Whoever leaves a report that they came back to finds the mailbox shut: the receipt is asked for again."""
    context = new_person()
    near(context)
    rana = Reporter(town, context)
    rana.come_back(rana.report(STORY))
    rana.page.locator("#field-text").fill("Half a sentence of Zanzibar7391")
    press_the_link(rana.page)
    rana.page.wait_for_url(NEUTRAL)
    rana.page.go_back()
    expect(rana.page.get_by_text(STORY.story)).to_have_count(0)
    assert STORY.headline not in rana.page.content()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_way_out(town: Town, new_person: NewPerson, path: str) -> None:
    """It is the first thing that the keyboard reaches after "skip", and nothing is asked of the other page before."""
    context = new_person()
    asked = near(context)
    page = context.new_page()
    page.goto(town.url("report", path))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Leave quickly")).to_be_focused()
    assert asked == []
    page.keyboard.press("Enter")
    page.wait_for_url(NEUTRAL)


def test_without_a_script_it_is_a_link(town: Town, new_person: NewPerson) -> None:
    """With scripts blocked the same button leads to the same page, and says nothing of where one was."""
    context = new_person(java_script_enabled=False)
    near(context)
    page = context.new_page()
    page.goto(town.url("report", "/en/meridian/integrity/report/"))
    press_the_link(page)
    page.wait_for_url(NEUTRAL)


def box_of(part: Locator) -> FloatRect:
    """Where something stands in the window."""
    box = part.bounding_box()
    assert box is not None
    return box


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_it_covers_nothing_on_a_small_screen(town: Town, new_person: NewPerson, lang: str) -> None:
    """At 360 px, in both directions of writing: in the end corner, in view however far down, over no focused link."""
    page = new_person(viewport={"width": 360, "height": 640}).new_page()
    page.goto(town.url("report", f"/{lang}/meridian/integrity/"))
    bar = page.locator(".leave")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert box_of(page.locator(".masthead"))["y"] >= box_of(bar)["height"]
    button = box_of(page.locator("[data-leave]"))
    assert button["height"] >= 24
    assert (button["x"] if lang == "ar" else 360 - button["x"] - button["width"]) < 40
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("scrollY") > 640
    for link in reversed(page.locator("main a").all()):
        link.focus()
        assert box_of(bar)["y"] == 0
        assert box_of(link)["y"] >= box_of(bar)["height"]


def test_the_desk_has_no_such_button(town: Town, new_person: NewPerson) -> None:
    """It is for reporters; a handler signs out."""
    page = new_person().new_page()
    for door in ("desk", "public"):
        page.goto(town.url(door))
        assert page.locator("[data-leave]").count() == 0
