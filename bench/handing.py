"""A newcomer gets the keys of a thousand open cases from a colleague's browser.

    python -m bench.handing [--cases 1000]

The cases are sealed and stored as reports are, and each was opened once, so that it has a desk key too. Hana, in a real
Chromium, puts the newcomer on the list of keys and hands the keys on: measured is the time from her click to the word
that it is done.
"""

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import expect, sync_playwright  # noqa: E402 - Django comes first

from bench.figures import keep, running_town, show  # noqa: E402
from bench.handing_filled import NEWCOMER  # noqa: E402
from e2e.cast import Member  # noqa: E402
from e2e.conftest import chromium  # noqa: E402
from e2e.town import Town  # noqa: E402
from vouchsafe.config import embedded  # noqa: E402
from vouchsafe.demo.people import HANA  # noqa: E402

LIMIT = 10 * 60 * 1000


def filled(town: Town, count: int) -> None:
    """Fill the town."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": embedded.start(town.data / "postgres").url,
        "DJANGO_SETTINGS_MODULE": "vouchsafe.config.settings",
        "VOUCHSAFE_CONFIG": str(town.data / "vouchsafe.toml"),
    }
    command = [sys.executable, "-m", "bench.handing_filled", str(count)]
    subprocess.run(command, env=environment, check=True)


def handed_on(town: Town) -> dict[str, object]:
    """What Hana does, and how long it takes."""
    with sync_playwright() as playwright:
        browser = chromium(playwright.chromium)
        hana = Member(town, browser.new_context(locale="en-GB"), HANA)
        hana.arrive()
        page = hana.page
        page.goto(town.url("desk", "/people/"))
        page.get_by_role("button", name=f"The words are the same: add {NEWCOMER}").click()
        button = page.get_by_role("button", name=f"Hand on the keys to {NEWCOMER}")
        expect(button).to_be_enabled(timeout=60_000)
        waiting = json.loads(page.evaluate("fetch('/api/v1/keys/waiting').then((answer) => answer.text())"))
        began = time.perf_counter()
        button.click()
        done = page.locator("desk-keys .notice--good")
        expect(done).to_contain_text("handed on", timeout=LIMIT)
        took = time.perf_counter() - began
        figures = {"cases": waiting["lacking"]["cases"], "said": done.inner_text(), "seconds": took}
        browser.close()
    return figures


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1000)
    asked = parser.parse_args()
    with running_town() as town:
        filled(town, asked.cases)
        figures = handed_on(town)
    show("Keys of cases handed on to a newcomer", list(figures.items()))
    keep("handing", figures)


if __name__ == "__main__":
    main()
