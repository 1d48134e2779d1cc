"""Reporting, step by step, with what goes wrong on the way."""

from collections.abc import Iterator

from playwright.sync_api import Page, Route, expect

from e2e import strange_files
from e2e.cast import SLOW, Reporter
from e2e.walk.plain import CHANNEL
from e2e.walk.stops import Stop, Walk, unfold

UPLOADS = "**/uploads/*"
CASES = "**/api/v1/*/cases/*"


def reporting(walk: Walk) -> Iterator[Stop]:
    """From the first question to the receipt."""
    rana = walk.reporter()
    yield from screen(walk, rana)
    rana.open_form()
    yield Stop("form-write", rana.page)
    yield from problems(rana)
    rana.fill_in(walk.report("Samples leave the cold store at night"))
    yield from files(walk, rana.page)
    yield from particulars(walk, rana.page)
    rana.check()
    yield Stop("form-check", rana.page)
    yield from sending(rana)
    yield from receipt(rana)


def screen(walk: Walk, rana: Reporter) -> Iterator[Stop]:
    """What it is about, and how the form ends where that is nobody's business."""
    page, scope = rana.page, rana.step("scope")
    page.goto(walk.url("report", f"{CHANNEL}report/"))
    unfold(scope)
    yield Stop("form-scope", page)
    scope.locator("button.button").last.click()
    expect(scope.locator("[data-errors]")).to_be_visible()
    page.locator("#field-_words").fill("anchor basket copper")
    page.locator("[data-field=_scope] input[data-passes]").check()
    scope.locator("button.button").last.click()
    expect(scope.locator("[data-errors]")).to_be_visible(timeout=SLOW)
    yield Stop("form-scope-errors", page)
    page.locator("#field-_words").fill("")
    page.locator("[data-field=_scope] input[type=radio]").first.check()
    scope.locator("button.button").last.click()
    expect(rana.step("ended")).to_be_visible()
    yield Stop("form-ended", page)


def problems(rana: Reporter) -> Iterator[Stop]:
    """Going on with nothing answered."""
    rana.step("write").locator("form button.button").last.click()
    expect(rana.step("write").locator("[data-errors]").first).to_be_visible()
    yield Stop("form-errors", rana.page)


def files(walk: Walk, page: Page) -> Iterator[Stop]:
    """A file on its way, one that did not arrive, and one that did."""
    file = strange_files.document(walk.folder, ["Box 4, Ann Lee, 02:10", "Box 9, no name, 03:40"])
    held: list[Route] = []
    page.context.route(UPLOADS, lambda route: held.append(route))  # noqa: PLW0108 - Playwright hangs an attribute on it
    page.locator("#field-attachment").set_input_files(str(file))
    expect(page.locator("[data-files] progress")).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(300)
    yield Stop("form-uploading", page)
    for each in held:
        each.continue_()
    page.context.unroute(UPLOADS)
    expect(page.locator("[data-files] progress")).to_have_count(0, timeout=SLOW)
    page.evaluate("scrollTo(0, 0)")
    yield Stop("form-file", page)


def particulars(walk: Walk, page: Page) -> Iterator[Stop]:
    """Whom it concerns, who reports, and who should not read it."""
    page.locator('[id="field-whom.0.role"]').fill(walk.say("Keeper of the cold store"))
    page.locator('[id="field-me.0.name"]').fill(walk.say("Rana Haddad"))
    boxes = page.locator("[data-left-out] input[type=checkbox]")
    boxes.first.check()
    yield Stop("form-left-out", page)
    boxes.first.uncheck()


def sending(rana: Reporter) -> Iterator[Stop]:
    """While it is sealed and sent, and when the server cannot be reached."""
    page = rana.page
    page.context.route(CASES, lambda route: route.abort())
    page.locator("[data-send]").click()
    expect(page.locator("[data-trouble] button")).to_be_visible(timeout=SLOW)
    yield Stop("form-trouble", page)
    page.context.unroute(CASES)
    page.locator("[data-trouble] button").first.click()
    expect(rana.step("done")).to_be_visible(timeout=SLOW)


def receipt(rana: Reporter) -> Iterator[Stop]:
    """The receipt, a copy of it that is wrong, and one that is right."""
    page, done = rana.page, rana.step("done")
    yield Stop("receipt", page)
    page.locator("[data-qr-toggle]").click()
    done.locator("#practice").fill("0000-0000")
    done.locator("[data-practice] button").click()
    expect(done.locator("[data-practice] [data-told]")).not_to_be_empty()
    yield Stop("receipt-practice-wrong", page)
    done.locator("#practice").fill(done.locator("[data-receipt]").inner_text())
    done.locator("[data-practice] button").click()
    yield Stop("receipt-practice-right", page)
