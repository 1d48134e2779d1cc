"""What would keep somebody out of a page: axe-core's rules, and what it does not measure (faults.js)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Error, Frame, Page, ViewportSize

from e2e import town as towns
from e2e.walk import Stop, Walk, chapter

AXE = Path("web/node_modules/axe-core/axe.min.js").read_text("utf-8")
FAULTS = Path(__file__).with_name("faults.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
WINDOW = ViewportSize(width=1280, height=800)
NARROW = ViewportSize(width=320, height=800)
"""A window of 1280 at 400% (WCAG 1.4.10)."""
BEFORE_CHOOSING, NOT_CHOSEN = ("public-languages", "report-languages"), "en"
"""A door's root, where a language is chosen, guesses nothing of its visitor."""


@contextmanager
def walking(browser: Browser, folder: Path, lang: str) -> Iterator[Walk]:
    """Somebody who walks, in one language, through a town of their own."""
    town = towns.start(folder)
    yield Walk(town, browser, folder, lang=lang, viewport=WINDOW)
    town.stop()


def stops_with_faults(walk: Walk, name: str) -> Iterator[tuple[Stop, list[str]]]:
    """The stops of one chapter, each with what is found there by `faults_of`."""
    for stop in chapter(walk, name):
        yield stop, faults_of(stop.page, NOT_CHOSEN if stop.name in BEFORE_CHOOSING else walk.lang)


def faults_of(page: Page, lang: str) -> list[str]:
    """Everything that is found on a page in light, and what its colours add in dark. It is left as it was found.

    `lang`: in which it should be.
    """
    original, page = page, laid_open(page)
    colour(page, "light")
    found = [*measured(page, f"whole({lang!r})"), *measured(page, "moving()"), *measured(page, "silent()")]
    found += axe(page, {"runOnly": list(TAGS), "rules": {"target-size": {"enabled": True}}})
    colour(page, "dark")
    found += [f"in dark, {each}" for each in axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})]
    colour(page, "light")
    found += [*narrow(page), *large(page)]
    if page is not original:
        page.context.close()
    return found


NO_SCRIPT = "matchMedia('(scripting: none)').matches"
OVER = """() => Promise.race([
  (async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((one) => one.finished));
  })(),
  new Promise((done) => setTimeout(done, 5000)),
])"""
"""What turns for ever has no end; and a browser without a screen may owe a page its next frame for ever."""


def colour(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Light or dark, without motion; what a change of colours sets going is over then."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(OVER)


def fits(page: Page) -> list[str]:
    """What is wider than its window, once a change of sizes is over: even without motion it takes a frame."""
    page.evaluate(OVER)
    return measured(page, "wide()")


def laid_open(page: Page) -> Page:
    """The same page; a copy of it that can be measured, where the visitor has switched scripts off."""
    if not page.evaluate(NO_SCRIPT):
        return page
    whole = re.sub(r"<script.*?</script>", "", page.content(), flags=re.DOTALL)
    body = re.sub(r"<(/?)noscript>", r"<\1div>", whole)
    browser = page.context.browser
    assert browser is not None
    copy = browser.new_context(viewport=WINDOW).new_page()
    copy.route(page.url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    return copy


def measured(page: Page, call: str) -> list[str]:
    """What one function of faults.js finds."""
    found: list[str] = page.evaluate(f"({FAULTS}).{call}")
    return found


def narrow(page: Page) -> list[str]:
    """What does not fit a window of 320 pixels."""
    page.set_viewport_size(NARROW)
    found = [f"at 320, {each}" for each in fits(page)]
    page.set_viewport_size(WINDOW)
    return found


def large(page: Page) -> list[str]:
    """What does not fit when text is twice as large (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found = [f"at 200%, {each}" for each in fits(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def axe(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe-core finds in the page and in each frame of it.

    It is evaluated by the debugger, which no content security policy binds: the pages keep theirs, Trusted Types too.
    """
    return [fault for frame in page.frames for fault in _axe_in(frame, options)]


WHERE = {"exclude": [".look-sample"]}
"""Everywhere but how an organisation's colour would look, beside the sentence that says that it cannot be read."""


def _axe_in(frame: Frame, options: dict[str, Any]) -> list[str]:
    if frame.url in ("", "about:blank") or frame.evaluate(NO_SCRIPT):
        return []  # the editor's preview: a page of the report door, which is measured there
    inner = frame.parent_frame is not None
    rules = {"region": {"enabled": False}, "page-has-heading-one": {"enabled": False}} if inner else {}
    chosen = {**options, "iframes": False, "resultTypes": ["violations"]}
    if rules and isinstance(options.get("runOnly"), list):
        chosen["rules"] = {**options.get("rules", {}), **rules, "landmark-one-main": {"enabled": False}}
    try:
        if not frame.evaluate("typeof axe === 'object'"):
            frame.evaluate(AXE)
        result = frame.evaluate("([where, options]) => axe.run(where, options)", [WHERE, chosen])
    except Error as error:
        return [f"axe could not run in {frame.url}: {error.message}"]
    found = [(fault, node) for fault in result["violations"] for node in fault["nodes"][:4]]
    return [f"{fault['id']} ({fault['help']}): {_where(node)}" for fault, node in found]


def _where(node: dict[str, Any]) -> str:
    said = " ".join(check["message"] for check in [*node["any"], *node["all"], *node["none"]])
    return f"{node['target'][-1]} {node['html'][:120]!r} {said[:160]}"


def unseen_focus(page: Page) -> list[str]:
    """What takes the focus and does not show it, to somebody who uses the keyboard."""
    measured_page = laid_open(page)
    measured_page.keyboard.press("Shift")
    found = measured(measured_page, "unseen()")
    if measured_page is not page:
        measured_page.context.close()
    return found
