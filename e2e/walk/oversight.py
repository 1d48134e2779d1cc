"""What those see who read no case: the coordinator, the administrator, the overseer."""

from collections.abc import Iterator

from playwright.sync_api import expect

from e2e.cast import SLOW
from e2e.walk.stops import Stop, Walk, settled, unfold
from vouchsafe.demo.people import INES, LENA, TOM


def overseeing(walk: Walk) -> Iterator[Stop]:
    """Their first page, the people, what is due; then the record and the figures."""
    for who in (INES, LENA, TOM):
        member = walk.at_desk(who)
        page = member.page
        expect(page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
        yield Stop(f"desk-{who.role}", settled(page))
        for name in ("people", "due"):
            if who is LENA and name == "due":
                continue
            page.goto(walk.town.url("desk", f"/{name}/"))
            expect(page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
            yield Stop(f"desk-{who.role}-{name}", settled(page))
        if who is INES:
            page.goto(walk.town.url("desk"))
            page.locator(".inbox__row details > summary").first.click()
            yield Stop("desk-coordinator-assign", settled(page))
    page.goto(walk.town.url("desk", "/figures/"))
    yield Stop("figures", page)
    page.goto(walk.town.url("desk", "/record/"))
    expect(page.locator(".record-act").first).to_be_visible(timeout=SLOW)
    yield Stop("record", settled(page))
    unfold(page.locator("desk-record"))
    yield Stop("record-unfolded", settled(page))
    page.goto(walk.town.url("desk", "/pauses/"))
    expect(page.locator("desk-pauses h1")).to_be_visible(timeout=SLOW)
    yield Stop("pauses", settled(page))
    page.locator(".help__open").click()
    expect(page.locator("dialog.help")).to_be_visible()
    yield Stop("help", page)
