"""What every chapter of the walk shares: who walks, in which language, and how hands find their way without words."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.town import Town
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role

NEEDS_KEY = (Role.HANDLER, Role.COORDINATOR)
LONGEST_ANSWER = 5
"""Seconds after which an answer is not waited for: a stop may hold it back on purpose."""


@dataclass(frozen=True)
class Stop:
    """A page in a state worth seeing."""

    name: str
    page: Page


class Walk:
    """Somebody who goes through every door of a town, in one language.

    `lang`: of addresses. `options`: of each browser profile; `locale` is what the browser asks the desk for. `say`:
    what becomes of each text that is typed on the way, so that a test can tell it from the texts of the pages.
    """

    def __init__(
        self,
        town: Town,
        browser: Browser,
        folder: Path,
        *,
        lang: str = "en",
        say: Callable[[str], str] = str,
        **options: object,
    ) -> None:
        self.town, self.browser, self.folder = town, browser, folder
        self.lang, self.say = lang, say
        self.options: dict[str, Any] = {"locale": lang, **options}
        self._contexts: list[BrowserContext] = []
        self._asked: dict[BrowserContext, set[Request]] = {}
        self.refused: list[str] = []
        """What browsers said of a page that its own policy forbids: script, style, a sink without Trusted Types."""

    @cached_property
    def operator(self) -> Operator:
        """Whoever runs the town's server."""
        return Operator(self.town)

    def person(self, **more: object) -> BrowserContext:
        """A browser profile that nobody used before."""
        context = self.browser.new_context(**{**self.options, **more})
        context.set_default_timeout(SLOW)
        context.on("console", self._hear)
        asked = self._asked.setdefault(context, set())
        # Playwright hangs an attribute on each of these.
        context.on("request", lambda request: asked.add(request))  # noqa: PLW0108
        context.on("requestfinished", lambda request: asked.discard(request))  # noqa: PLW0108
        context.on("requestfailed", lambda request: asked.discard(request))  # noqa: PLW0108
        self._contexts.append(context)
        return context

    def wait_for_panels(self, page: Page) -> Page:
        """The same page, once all that its parts asked for has come: not each of them says that it is busy."""
        asked, until, calm = self._asked.get(page.context, set()), time.monotonic() + LONGEST_ANSWER, 0
        while calm < 2 and time.monotonic() < until:  # what has come may ask for more
            page.wait_for_timeout(50)
            calm = 0 if asked else calm + 1
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text or "requires 'Trusted" in said.text:
            self.refused.append(said.text)

    def part(self) -> None:
        """Close every browser profile that was opened so far."""
        while self._contexts:
            context = self._contexts.pop()
            context.close()
            del self._asked[context]

    def url(self, door: str, path: str = "") -> str:
        """An address behind a door; at the report and the public door in the walk's language."""
        return self.town.url(door, f"/{path}" if door == "desk" else f"/{self.lang}/{path}")

    def report(
        self, headline: str, story: str = "Twice this month somebody took sealed boxes out at gate B."
    ) -> Report:
        """What a reporter writes."""
        return Report(self.say(headline), self.say(story), self.say("Gate B"))

    def reporter(self, **named: str) -> Reporter:
        """Somebody at the report door."""
        return Reporter(self.town, self.person(), lang=self.lang, **named)

    def member(self, who: SignIn) -> Member:
        """Somebody of the organisation, who has not signed in yet."""
        return Member(self.town, self.person(), who)

    def at_desk(self, who: SignIn) -> Member:
        """The same, signed in, and with the key open where their work takes one."""
        member = self.member(who)
        member.sign_in()
        expect(member.page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
        if who.role in NEEDS_KEY:
            unlock(member)
        return member


def unlock(member: Member) -> None:
    """Open the key by its passphrase, and be done with what a browser is told once."""
    open_key(member)
    same = member.page.locator("desk-notices button")
    if same.count():
        same.first.click()
        expect(same).to_have_count(0)


def open_key(member: Member) -> None:
    """Open the key by its passphrase."""
    member.page.locator("#passphrase").fill(member.who.passphrase)
    send(member.page.locator("desk-ways > form"))
    expect(member.page.locator("desk-unlock, desk-ways")).to_have_count(0, timeout=SLOW)
    settled(member.page)


def sender(form: Locator) -> Locator:
    """The button that sends a form."""
    return form.locator("button:not([type=button])").first


def send(form: Locator) -> None:
    """Press it."""
    sender(form).click()


def settled(page: Page) -> Page:
    """The same page, once nothing on it says that it is busy."""
    expect(page.locator(".desk-busy:visible")).to_have_count(0, timeout=SLOW)
    return page


def unfold(within: Locator) -> None:
    """Open every fold within, and those inside them."""
    closed = within.locator("details:not([open]) > summary:visible")
    while closed.count():
        closed.first.click()


def at_part(page: Page, part: str) -> Page:
    """Another part of a case's page, by its address; "" is the conversation."""
    chosen = f"[href$='/{part}/']" if part else ":first-child"
    page.locator(f"nav.desk-parts a{chosen}").click()
    return settled(page)


def open_case(member: Member, title: str) -> Page:
    """From the inbox, narrowed by the title, to the case with it."""
    page = member.page
    page.goto(member.town.url("desk"))
    page.locator("#filter").fill(title)
    page.locator("a.inbox__title", has_text=title).click()
    expect(page.locator("desk-thread li").first).to_be_visible(timeout=SLOW)
    return settled(page)


def act(page: Page, button: Locator) -> Page:
    """Press a button on a case's page, and wait until the page says something that it did not say before."""
    told = page.locator("desk-case > [role=status]")
    before = told.inner_text()
    button.click()
    expect(told).not_to_have_text(before, timeout=SLOW)
    return settled(page)


def submit(page: Page, form: Locator) -> Page:
    """The same with the button that sends a form."""
    return act(page, sender(form))
