"""Pictures of every page of every door: `make screenshots` (var/screenshots).

`python -m e2e.screenshots FOLDER LOOK…` takes some of them. One walk for each language (`LOOKS`); at each of its stops
the page is seen as the looks of that language have it. The README's three are among "light", one window high, in
FOLDER/readme.
"""

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread (conftest.py)
import django

django.setup()

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright  # noqa: E402 - Django comes first

from e2e import town as towns  # noqa: E402
from e2e.conftest import chromium  # noqa: E402
from e2e.walk import Walk, stops  # noqa: E402


@dataclass(frozen=True)
class Look:
    """How a page is seen: in which language, how wide, and what the browser says that its user prefers."""

    lang: str = "en"
    width: int = 1100
    media: dict[str, Any] = field(default_factory=dict)


LOOKS: dict[str, Look] = {
    "light": Look(),
    "dark": Look(media={"color_scheme": "dark"}),
    "360": Look(width=360),
    "320": Look(width=320),
    "contrast": Look(media={"contrast": "more"}),
    "forced": Look(media={"forced_colors": "active"}),
    "print": Look(media={"media": "print"}),
    "rtl": Look("ar"),
    "rtl-dark-360": Look("ar", 360, {"color_scheme": "dark"}),
    "german": Look("de"),
}
PLAIN: dict[str, Any] = {
    "color_scheme": "light",
    "contrast": "no-preference",
    "forced_colors": "none",
    "media": "screen",
}
HEIGHT = 800
WIDEST = Look().width
README = {"public": "public", "form-write": "report", "case-note": "desk"}


def take(page: Page, name: str, folder: Path, looks: dict[str, Look]) -> None:
    """A page in each of these looks; it is left as it was found."""
    for each, look in looks.items():
        page.emulate_media(**{**PLAIN, **look.media})
        page.set_viewport_size(ViewportSize(width=look.width, height=HEIGHT))
        page.evaluate("scrollTo(0, 0)")
        is_whole = page.locator("dialog[open]").count() == 0
        # At its end is what moves: a button would be seen half way from light to dark.
        page.screenshot(path=folder / f"{name}.{each}.png", full_page=is_whole, animations="disabled")
        if each == "light" and name in README:
            page.screenshot(path=folder / "readme" / f"{README[name]}.png")
    page.emulate_media(**PLAIN)
    page.set_viewport_size(ViewportSize(width=WIDEST, height=HEIGHT))


def walk_once(browser: Browser, lang: str, folder: Path, looks: dict[str, Look]) -> None:
    """Start a town, walk through it in one language, stop it."""
    with tempfile.TemporaryDirectory() as home:
        town = towns.start(Path(home))
        try:
            for stop in stops(Walk(town, browser, Path(home), lang=lang)):
                take(stop.page, stop.name, folder, looks)
        finally:
            town.stop()


def main(folder: Path, names: list[str]) -> None:
    """Take the pictures of these looks."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium(playwright.chromium)
        try:
            for lang in dict.fromkeys(LOOKS[name].lang for name in names):
                walk_once(browser, lang, folder, {name: LOOKS[name] for name in names if LOOKS[name].lang == lang})
        finally:
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), sys.argv[2:] or list(LOOKS))
