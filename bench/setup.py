"""How long does it take from one command to the first poster? Promised are five minutes.

    python -m bench.setup

The journey of e2e/test_setup_journey.py. The machine's share is measured; for the person is added what somebody needs
who does it the first time: for each character typed, each thing pressed, each page or step that is new, and what is
written by hand or printed.
"""

import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import sync_playwright  # noqa: E402 - Django comes first

from bench.figures import keep, running_town, show  # noqa: E402
from e2e.conftest import chromium  # noqa: E402
from e2e.founder import Founder  # noqa: E402
from e2e.town import Town  # noqa: E402

PROMISED = 300
# Seconds of a person.
TYPING = 60 / (40 * 5)  # for a character: 40 words a minute, of five letters
PRESSING = 2.0
READING = 6.0
BY_HAND = {"six words written down, and the kit's six": 40.0, "two sheets printed": 30.0}
COUNTING = """
addEventListener("change", ({ target }) => noted("typed", String(target.value ?? "").length), true);
addEventListener("click", () => noted("pressed", 1), true);
const seen = new Set();
setInterval(() => {
  const heading = document.querySelector("[aria-current=step] h2, h1")?.textContent ?? "";
  if (heading === "" || seen.has(heading)) return;
  seen.add(heading);
  noted("read", 1);
}, 50);
"""


def walk(town: Town, folder: Path) -> tuple[float, dict[str, int]]:
    """Seconds that the whole way took a browser, and what was typed, pressed and read on it."""
    counted = {"typed": 0, "pressed": 0, "read": 0}

    def noted(what: str, count: int) -> None:
        counted[what] += count

    with sync_playwright() as playwright:
        browser = chromium(playwright.chromium)
        context = browser.new_context(locale="en-GB", accept_downloads=True)
        context.expose_function("noted", noted)
        context.add_init_script(COUNTING)
        began = time.monotonic()
        Founder(town, context).found_all(folder)
        took = time.monotonic() - began
        browser.close()
    return took, counted


def main() -> None:
    """Walk it once; print each share, and the sum."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with running_town() as town, tempfile.TemporaryDirectory() as folder:
        machine, counted = walk(town, Path(folder))
    shares = {
        "the machine": machine,
        f"{counted['typed']} characters typed": counted["typed"] * TYPING,
        f"{counted['pressed']} things pressed": counted["pressed"] * PRESSING,
        f"{counted['read']} pages and steps read": counted["read"] * READING,
        **BY_HAND,
    }
    total = sum(shares.values())
    show("From one command to the first poster (seconds)", [*shares.items(), (f"in all, of {PROMISED}", total)])
    keep("setup", {"seconds": total, "promised": PROMISED, "shares": shares})


if __name__ == "__main__":
    main()
