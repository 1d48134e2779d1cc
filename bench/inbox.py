"""A handler's list of cases, from the moment their key is unlocked.

    python -m bench.inbox [--cases 1000] [--many 10000]

A real server and a real Chromium. With `--cases` reports: how long until the first page of titles stands there, in a
browser that has opened none of them and in one that has. With `--many`: how long the browser takes to open all titles
once, to take them out of its sealed index again, to show the whole list, and to find words in it. The passphrase's
scrypt, which takes its time on purpose, is not counted. Each title costs a grant of ML-KEM-768 and X25519 to open, an
item and two signatures. Beside the time stands what the page cost: CPU seconds and memory, its worker within them.
"""

import argparse
import os
import subprocess
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import Page, expect, sync_playwright  # noqa: E402 - Django comes first

from bench.figures import keep, running_town, show_each  # noqa: E402
from bench.pages import watched  # noqa: E402
from e2e.cast import Member  # noqa: E402
from e2e.conftest import chromium  # noqa: E402
from e2e.town import Town  # noqa: E402
from vouchsafe.config import embedded  # noqa: E402
from vouchsafe.demo.people import HANA  # noqa: E402

LIMIT = 20 * 60 * 1000
FIRST_PAGE = """() => {
  const at = (name) => performance.getEntriesByName(name).at(-1).startTime;
  return at("vouchsafe-first-page") - at("vouchsafe-unlocked");
}"""
WHOLE_LIST = """async () => {
  const whole = () => document.querySelector("desk-inbox")?.list?.complete;
  while (!whole()) await new Promise(requestAnimationFrame);
  return performance.now() - performance.getEntriesByName("vouchsafe-unlocked").at(-1).startTime;
}"""
# A worker that has just begun: it takes the unlocked key, opens the index, and gives all titles to the page.
FROM_INDEX = """async () => {
  const { session, list } = document.querySelector("desk-inbox");
  const worker = session.startWorker();
  await worker.call("restore", { member: session.me.member.id, stored: session.me.key });
  const rows = [...list.rows];
  const began = performance.now();
  const titles = Object.keys(await worker.call("knownTitles", { rows })).length;
  const took = performance.now() - began;
  worker.close();
  return { titles, took };
}"""
FOUND = """async (typed) => {
  const { session } = document.querySelector("desk-inbox");
  const began = performance.now();
  const found = Object.keys(await session.worker.call("findCases", { typed })).length;
  return { found, took: performance.now() - began };
}"""


def filled(town: Town, count: int) -> None:
    """Add so many reports."""
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": embedded.start(town.data / "postgres").url,
        "DJANGO_SETTINGS_MODULE": "vouchsafe.config.settings",
        "VOUCHSAFE_CONFIG": str(town.data / "vouchsafe.toml"),
    }
    subprocess.run([sys.executable, "-m", "bench.inbox_filled", str(count)], env=environment, check=True)


def unlocked_again(hana: Member) -> None:
    """Lock, and unlock in the page that stands there."""
    hana.page.get_by_role("button", name="Lock", exact=True).click()
    expect(hana.page.locator("#passphrase")).to_be_visible(timeout=LIMIT)
    hana.unlock()
    first_page(hana.page)


def first_page(page: Page) -> None:
    """Wait until the list is there."""
    page.wait_for_function("() => document.querySelector('desk-inbox')?.loaded", timeout=LIMIT)


def all_opened(page: Page) -> None:
    """Wait until every title was opened."""
    page.wait_for_function("() => document.querySelector('desk-inbox')?.list?.done", timeout=LIMIT)


def opening(page: Page) -> dict[str, float]:
    """What it costs to open those behind the first page, how many they are among it."""
    with watched() as cost:
        all_opened(page)
    return {"titles": page.evaluate("document.querySelector('desk-inbox').list.opened"), **cost.figures}


def from_index(page: Page) -> dict[str, float]:
    """What it costs a worker that has just begun to give all titles."""
    with watched() as cost:
        index = page.evaluate(FROM_INDEX)
    return {"titles": index["titles"], "ms": index["took"], **cost.figures}


def measured(town: Town, cases: int, many: int) -> dict[str, object]:
    """The figures, in milliseconds where nothing else is said."""
    figures: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = chromium(playwright.chromium)
        hana = Member(town, browser.new_context(locale="en-GB"), HANA)
        page = hana.page
        page.set_default_timeout(LIMIT)
        filled(town, cases)
        hana.arrive()
        first_page(page)
        figures[f"first page of {cases}, none opened before"] = page.evaluate(FIRST_PAGE)
        figures[f"opened once, {cases}"] = opening(page)
        unlocked_again(hana)
        figures[f"first page of {cases}, opened before"] = page.evaluate(FIRST_PAGE)
        filled(town, many - cases)
        page.reload()
        first_page(page)
        figures[f"opened once, {many}"] = opening(page)
        unlocked_again(hana)
        figures[f"first page of {many}, opened before"] = page.evaluate(FIRST_PAGE)
        figures[f"all {many} rows listed, with titles"] = page.evaluate(WHOLE_LIST)
        all_opened(page)
        figures[f"out of the sealed index, {many}"] = from_index(page)
        for typed in ("copper lot", "copper a1"):
            found = page.evaluate(FOUND, typed)
            figures[f"searched “{typed}”: {found['found']} found"] = found["took"]
        figures["elements in the page"] = page.evaluate("document.querySelectorAll('*').length")
        browser.close()
    return figures


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--many", type=int, default=10000)
    asked = parser.parse_args()
    with running_town() as town:
        figures = measured(town, asked.cases, asked.many)
    show_each("A handler's list of cases (ms)", figures)
    keep("inbox", figures)


if __name__ == "__main__":
    main()
