"""One large attachment from a real browser: does memory stay flat in the browser and in the server?

    python -m bench.upload [--mib 2048]

A file of that size is attached to the demo's form in Chromium, sealed in the worker and uploaded. Until it has arrived,
the memory of all of Chromium's processes and of the server's is read each half second.
"""

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from bench.figures import keep, running_town, server_memory, show
from e2e.town import Town

MIB = 2**20
SECONDS = 3600


def attach(town: Town, page: Page, file: Path) -> None:
    """From the form's first page to the chosen file; the upload then goes on by itself."""
    page.goto(town.url("report", "/en/meridian/integrity/report/"))
    page.locator("[data-field=_scope] input[data-passes]").check()
    page.locator("[data-step=scope] button.button").last.click()
    page.locator("#field-attachment").set_input_files(str(file))


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


def watch(town: Town, page: Page) -> tuple[list[int], list[int], bool]:
    """Memory of browser and server until the page says that the file has arrived, and whether it did."""
    status = page.locator("[data-field=attachment] [data-files] [role=status]")
    browser, server, deadline = [browser_memory()], [server_memory(town)], time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        text = status.inner_text()
        if "uploaded" in text:
            return browser, server, True
        if "Try again" in page.locator("[data-field=attachment] [data-files]").inner_text():
            return browser, server, False
        browser.append(browser_memory())
        server.append(server_memory(town))
        page.wait_for_timeout(500)
    return browser, server, False


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--mib", type=int, default=2048)
    mib = parser.parse_args().mib
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    flags = [] if os.geteuid() else ["--no-sandbox"]
    with tempfile.TemporaryDirectory() as folder, running_town() as town, sync_playwright() as playwright:
        file = Path(folder) / "large.bin"
        with file.open("wb") as made:
            made.truncate(mib * MIB)
        page = playwright.chromium.launch(executable_path=chromium, args=flags).new_page()
        began = time.monotonic()
        attach(town, page, file)
        browser, server, arrived = watch(town, page)
        took = time.monotonic() - began
        page.context.browser.close()  # type: ignore[union-attr]
        half = len(browser) // 2
        figures: dict[str, object] = {
            "MiB": mib,
            "arrived": arrived,
            "seconds": took,
            "MiB per second": mib / took,
            "browser at first, MiB": browser[0] / MIB,
            "browser at most, first half, MiB": max(browser[:half] or browser) / MIB,
            "browser at most, second half, MiB": max(browser[half:]) / MIB,
            "server at first, MiB": server[0] / MIB,
            "server at most, MiB": max(server) / MIB,
        }
    show("One large attachment", list(figures.items()))
    keep("upload", figures)


if __name__ == "__main__":
    main()
