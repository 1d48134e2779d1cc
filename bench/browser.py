"""A reporter's browser and a handler's: a typical report sealed, and attachments there and back.

    python -m bench.browser [--reports 10] [--mib 10 100 400]

A real server, a real Chromium, the demo's form. A report has a headline, a story of a page and a place; each is written
by a visitor whose browser knows nothing yet, so that all is measured cold. `sealing` is from the worker's word that it
begins to the word that the proof of work does. Files of several sizes show whether memory grows with them. How a
handler's browser opens a thousand titles, and ten thousand again, `bench.inbox` shows.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright  # noqa: E402 - Django comes first

from bench.figures import keep, percentile, running_town, show_each  # noqa: E402
from bench.pages import MIB, watched  # noqa: E402
from e2e.cast import Member, Report, Reporter  # noqa: E402
from e2e.conftest import chromium, profile  # noqa: E402
from e2e.town import Town  # noqa: E402
from vouchsafe.demo.people import HANA  # noqa: E402

LIMIT = 20 * 60 * 1000
STORY = "Three coils of copper leave by the north gate, each Friday after the late shift, in the grey van. " * 30
# The worker tells the page what it does: each word is marked with its time.
MARKING = """
const Plain = Worker;
globalThis.Worker = class extends Plain {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      if (data.kind === "progress" && data.value?.stage) performance.mark(`at ${data.value.stage}`);
      if (data.kind === "result" && data.value?.receipt) performance.mark("at stored");
    });
  }
};
"""
STAGES = """() => {
  const at = (name) => performance.getEntriesByName(`at ${name}`)[0].startTime;
  const [sealing, proving, sending, stored] = ["sealing", "proving", "sending", "stored"].map(at);
  return { sealing: proving - sealing, proving: sending - proving, sending: stored - sending };
}"""


def told(number: int) -> Report:
    """A typical report."""
    return Report(f"Copper leaves by the north gate, {number}", STORY, "North gate")


def sealed(town: Town, browser: Browser, count: int) -> dict[str, object]:
    """So many reports, each by a visitor of its own: medians, and the memory of the one that took most."""
    stages: dict[str, list[float]] = {"sealing": [], "proving": [], "sending": []}
    costs = []
    for number in range(count):
        context = browser.new_context()
        context.add_init_script(MARKING)
        rana = Reporter(town, context)
        rana.open_form()
        rana.fill_in(told(number))
        rana.check()
        with watched() as cost:
            rana.send()
        for stage, took in rana.page.evaluate(STAGES).items():
            stages[stage].append(took)
        costs.append(cost)
        context.close()
    return {
        "reports": count,
        **{f"{stage}, median, ms": percentile(found, 0.5) for stage, found in stages.items()},
        "sealing, slowest, ms": max(stages["sealing"]),
        "CPU of the page, from the press to the receipt, s": percentile([cost.cpu for cost in costs], 0.5),
        "page at most, MiB": max(cost.most for cost in costs) / MIB,
        "page, more, MiB": max(cost.more for cost in costs) / MIB,
    }


def attached(town: Town, browser: Browser, file: Path, report: Report) -> Mapping[str, float]:
    """A file goes with a report; what it costs from its choice until all of it has arrived."""
    rana = Reporter(town, browser.new_context())
    rana.open_form()
    rana.fill_in(report)
    said = rana.page.locator("[data-field=attachment] [data-files] [role=status]")
    with watched() as cost:
        rana.page.locator("#field-attachment").set_input_files(str(file))
        expect(said).to_contain_text("Sealed and uploaded", timeout=LIMIT)
    rana.check()
    rana.send()
    rana.page.context.close()
    return cost.figures


def fetched(hana: Member, file: Path, report: Report) -> Mapping[str, float]:
    """A handler opens it, to the last byte verified."""
    hana.open_case(report.headline)
    button = hana.thread.get_by_role("button", name=f"Download {file.name}")
    expect(button).to_be_visible(timeout=LIMIT)
    with watched() as cost, hana.page.expect_download(timeout=LIMIT) as got:
        button.click()
    assert got.value.path().stat().st_size == file.stat().st_size
    return cost.figures


def files(folder: Path, sizes: Sequence[int]) -> Iterator[tuple[int, Path, Report]]:
    """A file of each size in MiB, and the report that it goes with."""
    for mib in sizes:
        file = folder / f"film-{mib}.bin"
        with file.open("wb") as made:
            made.truncate(mib * MIB)
        yield mib, file, Report(f"A film of {mib} MiB", "It shows the nights of the third.", "Dock 3")


def measured(town: Town, folder: Path, reports: int, sizes: Sequence[int]) -> dict[str, object]:
    """The figures."""
    figures: dict[str, object] = {}
    with sync_playwright() as playwright:
        browser = chromium(playwright.chromium)
        figures["a typical report"] = sealed(town, browser, reports)
        sent = []
        for mib, file, report in files(folder, sizes):
            figures[f"attached, {mib} MiB"] = attached(town, browser, file, report)
            sent.append((mib, file, report))
        browser.close()
        # A profile on the disk, as a handler has: a private window keeps in memory what is spooled.
        context: BrowserContext = profile(playwright.chromium, folder / "profile")
        hana = Member(town, context, HANA)
        hana.arrive()
        for mib, file, report in sent:
            figures[f"opened at the desk, {mib} MiB"] = fetched(hana, file, report)
        context.close()
    return figures


def main() -> None:
    """Run it, print the tables, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, default=10)
    parser.add_argument("--mib", type=int, nargs="*", default=[10, 100, 400])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_town() as town:
        figures = measured(town, Path(folder), asked.reports, asked.mib)
    show_each("In a browser", figures)
    keep("browser", figures)


if __name__ == "__main__":
    main()
