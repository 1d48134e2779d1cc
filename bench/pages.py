"""What a browser's pages cost: computing time and memory of the processes that run them, a page's worker among them."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.drive import Watched

MIB = 2**20
# What is large for a moment only is seen too: /proc/PID/statm costs next to nothing to read.
EACH = 0.02


@dataclass
class Cost:
    """Seconds by the clock, and CPU seconds and resident bytes of the pages; `more` is over what there was before."""

    took: float = 0.0
    cpu: float = 0.0
    most: int = 0
    more: int = 0
    browser_more: int = 0
    """Of all processes of the browser: what a page gives away another one may keep."""

    @property
    def figures(self) -> Mapping[str, float]:
        """As they stand in a table."""
        return {
            "seconds": self.took,
            "CPU of the page, s": self.cpu,
            "page at most, MiB": self.most / MIB,
            "page, more, MiB": self.more / MIB,
            "browser, more, MiB": self.browser_more / MIB,
        }


@contextmanager
def watched() -> Iterator[Cost]:
    """What the pages that this process's browser has open now cost until the end of the block."""
    browser = _browser()
    pages = [process for process in browser if "--type=renderer" in process.cmdline()]
    cost, before, began = Cost(), _seconds(pages), time.perf_counter()
    with (
        Watched(lambda: _resident(pages), EACH) as of_pages,
        Watched(lambda: _resident(browser), EACH) as of_browser,
    ):
        yield cost
    cost.took, cost.cpu = time.perf_counter() - began, _seconds(pages) - before
    cost.most, cost.more = max(of_pages), max(of_pages) - of_pages[0]
    cost.browser_more = max(of_browser) - of_browser[0]


def _browser() -> list[psutil.Process]:
    found = psutil.Process(os.getpid()).children(recursive=True)
    return [process for process in found if process.is_running() and "chrom" in process.name()]


def _seconds(processes: Sequence[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        times = process.cpu_times()
        total += times.user + times.system
    return total


def _resident(processes: Sequence[psutil.Process]) -> int:
    total = 0
    for process in processes:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # a page was closed
    return total
