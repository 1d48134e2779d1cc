"""One large attachment there and back, by real browsers: does memory stay flat in them and in the server?

    python -m bench.upload [--mib 2048]

A file of that size is attached to the demo's form in Chromium, sealed in the worker, uploaded and sent with a report; a
handler then downloads it at the desk, where it is opened and verified. Meanwhile the memory of all of Chromium's
processes and of the server's is read each half second.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import Browser, BrowserContext, Download, sync_playwright  # noqa: E402 - Django comes first

from bench.figures import keep, running_town, server_memory, show  # noqa: E402
from e2e.cast import Member, Report, Reporter  # noqa: E402
from e2e.conftest import chromium, profile  # noqa: E402
from e2e.town import Town  # noqa: E402
from vouchsafe.demo.people import HANA  # noqa: E402

MIB = 2**20
SECONDS = 3600
STORY = Report("A film of the loading dock", "It shows the nights of the third and the seventeenth.", "Dock 3")


def browser_memory() -> int:
    """Bytes that the processes of the browser hold together (their proportional share)."""
    total = 0
    for process in psutil.Process(os.getpid()).children(recursive=True):
        try:
            if "chrom" in process.name():
                total += process.memory_full_info().pss
        except psutil.Error:
            continue  # it ended meanwhile
    return total


@dataclass
class Watch:
    """What was seen from the moment of its making until the work was done."""

    town: Town
    browser: list[int] = field(default_factory=list)
    server: list[int] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    took: float = 0

    def until(self, is_done: Callable[[], bool], wait: Callable[[float], None]) -> bool:
        """Read memory each half second; gives whether it was done before an hour had passed."""
        while time.monotonic() < self.began + SECONDS:
            self.browser.append(browser_memory())
            self.server.append(server_memory(self.town))
            if is_done():
                self.took = time.monotonic() - self.began
                return True
            wait(500)
        return False

    def figures(self, what: str) -> dict[str, object]:
        """Seconds, and memory in MiB: a browser that holds the file would hold more in the second half."""
        half = len(self.browser) // 2
        return {
            f"{what}, seconds": self.took,
            f"{what}, browser at first, MiB": self.browser[0] / MIB,
            f"{what}, browser at most, first half, MiB": max(self.browser[:half] or self.browser) / MIB,
            f"{what}, browser at most, second half, MiB": max(self.browser[half:]) / MIB,
            f"{what}, server at first, MiB": self.server[0] / MIB,
            f"{what}, server at most, MiB": max(self.server) / MIB,
        }


def send(town: Town, browser: Browser, file: Path) -> dict[str, object]:
    """Rana attaches the file, waits until it has arrived, and sends her report."""
    rana = Reporter(town, browser.new_context())
    rana.open_form()
    rana.fill_in(STORY)
    files = rana.page.locator("[data-field=attachment] [data-files]")
    watch = Watch(town)
    rana.page.locator("#field-attachment").set_input_files(str(file))
    files.get_by_role("status").wait_for()
    assert watch.until(lambda: "uploaded" in files.inner_text(), rana.page.wait_for_timeout), files.inner_text()
    rana.check()
    rana.send()
    rana.page.context.close()
    return watch.figures("upload")


def fetch(town: Town, context: BrowserContext, file: Path) -> dict[str, object]:
    """Hana opens the case and downloads the file."""
    hana = Member(town, context, HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    got: list[Download] = []
    hana.page.on("download", lambda download: got.append(download))  # noqa: PLW0108 - Playwright hangs an attribute on it
    watch = Watch(town)
    hana.thread.get_by_role("button", name=f"Download {file.name}").click()
    refused = hana.page.locator("desk-thread .notice--danger, desk-thread .field__error")
    assert watch.until(lambda: bool(got) or refused.count() > 0, hana.page.wait_for_timeout), "no download began"
    assert got, refused.all_inner_texts()
    assert got[0].path().stat().st_size == file.stat().st_size
    return watch.figures("download")


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mib", type=int, default=2048)
    mib = parser.parse_args().mib
    with tempfile.TemporaryDirectory() as folder, running_town() as town, sync_playwright() as playwright:
        file = Path(folder) / "large.bin"
        with file.open("wb") as made:
            made.truncate(mib * MIB)
        browser = chromium(playwright.chromium)
        figures = {"MiB": mib, **send(town, browser, file)}
        browser.close()
        # A profile on the disk, as a handler has: a private window keeps in memory what is spooled.
        context = profile(playwright.chromium, Path(folder) / "profile")
        figures |= fetch(town, context, file)
        context.close()
    show("One large attachment", list(figures.items()))
    keep("upload", figures)


if __name__ == "__main__":
    main()
