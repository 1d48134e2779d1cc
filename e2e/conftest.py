"""One town and one browser per test process; one fresh browser profile per person.

The cast is imported late: pytest reads this file before Django is set up.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Playwright, sync_playwright

from e2e import town as towns
from e2e.cleaning import Cleaner

if TYPE_CHECKING:
    from e2e.cast import Member
    from e2e.cheats import Operator
    from e2e.victims import Victims

CHROMIUM_FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NewPerson = Callable[..., BrowserContext]
PATIENCE = 8 * 60.0
"""Seconds that a journey may take, several times the longest. What a page evaluates has no limit of its own."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A whole demo of its own, started as a user would; or the one that VOUCHSAFE_TEST_TOWN names."""
    named = os.environ.get("VOUCHSAFE_TEST_TOWN")
    running = towns.standing(named) if named else towns.start(tmp_path_factory.mktemp("town"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Cleaner:
    """The client's own cleaner of files: `clean(path)`."""
    return Cleaner(tmp_path_factory.mktemp("cleaner"))


def system_chromium() -> str | None:
    """Where the system keeps its Chromium, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def chromium(kind: BrowserType, *flags: str, program: str | None = None) -> Browser:
    """A real Chromium: a `program`, else the system's, or Playwright's own where there is none."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return kind.launch(executable_path=program or system_chromium(), args=[*CHROMIUM_FLAGS, *sandbox, *flags])


def profile(kind: BrowserType, folder: Path) -> BrowserContext:
    """A Chromium whose profile lies in a folder, as at somebody's own machine."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return kind.launch_persistent_context(folder, executable_path=system_chromium(), args=[*CHROMIUM_FLAGS, *sandbox])


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A page that does not answer fails its own journey, and holds up no other."""
    timer = threading.Timer(PATIENCE, crash_pages)
    timer.start()
    yield
    timer.cancel()


def crash_pages() -> None:
    """Every page of this test process crashes, so that whoever waits for one hears of it; its browsers run on."""
    for process in psutil.Process().children(recursive=True):
        try:
            if "--type=renderer" in process.cmdline():
                process.kill()
        except psutil.Error:
            continue  # it ended by itself meanwhile


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, once for the test process.

    It keeps an event loop in this thread, so that Django takes a test's own queries for a view's that would block it.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the test process; each person gets a profile of their own in it.

    Without windows where the system has it so, as Playwright's own is: the same engine, and a page costs half as much.
    Those journeys that start a browser themselves (`test_tor.py`, `test_voice.py`, `profile`) go in the whole one.
    """
    launched = chromium(playwright.chromium, program=shutil.which("chromium-headless-shell"))
    yield launched
    launched.close()


@pytest.fixture
def new_person(browser: Browser, tmp_path: Path) -> Iterator[NewPerson]:
    """Opens a browser profile that nobody used before: `new_person()` is a person at their own machine."""
    contexts: list[BrowserContext] = []

    def _open(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "en-GB", "accept_downloads": True} | options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context

    yield _open
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def operator(town: towns.Town) -> "Operator":
    """Whoever runs the server, and cheats."""
    from e2e.cheats import Operator

    return Operator(town)


@pytest.fixture(scope="module")
def hana(town: towns.Town, browser: Browser) -> "Iterator[Member]":
    """Hana at her desk, where she stays unlocked through a whole module."""
    from e2e.cast import Member
    from vouchsafe.demo.people import HANA

    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(20_000)
    member = Member(town, context, HANA)
    member.arrive()
    yield member
    context.close()


@pytest.fixture
def victims(operator: "Operator", hana: "Member", new_person: NewPerson) -> "Victims":
    """Whom a cheating server would deceive."""
    from e2e.victims import Victims

    return Victims(operator, hana, new_person)
