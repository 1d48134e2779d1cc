"""What the cast does, in the words of the pages: a reporter at the report door, a member at the desk."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from e2e.town import Town
from vouchsafe.demo.people import SignIn

RECEIPT = re.compile(r"^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$")
SLOW = 60_000  # scrypt and uploads on two busy cores
UNKNOWN = "There is no report for this receipt here."


@dataclass
class Report:
    """What a reporter writes. Every word of it is one that nobody else in the town uses."""

    headline: str
    story: str
    where: str
    attachment: Path | None = None


def receipt_in(place: Locator) -> str:
    """The receipt that a page shows there, however its groups are broken into lines."""
    symbols = re.sub(r"[^0-9A-Z]", "", place.inner_text())
    receipt = "-".join(symbols[at : at + 4] for at in range(0, len(symbols), 4))
    assert RECEIPT.match(receipt), receipt
    return receipt


class Reporter:
    """Somebody with a browser and no account."""

    channel = "integrity"
    """Where this reporter reports, unless told otherwise."""

    def __init__(
        self,
        town: Town,
        context: BrowserContext,
        *,
        lang: str = "en",
        organisation: str = "meridian",
        channel: str | None = None,
    ) -> None:
        self.town = town
        self.page: Page = context.new_page()
        self.home = f"/{lang}/{organisation}/"
        self.channel = channel or self.channel

    def open_form(self) -> None:
        """From the channel's page through the protected-activity screen to the form."""
        self.page.goto(self.town.url("report", f"{self.home}{self.channel}/"))
        self.page.locator("main a.button").first.click()
        self.page.locator("[data-field=_scope] input[data-passes]").check()
        self.step("scope").locator("button.button").last.click()
        expect(self.step("write")).to_be_visible()
        expect(self.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)

    def step(self, name: str) -> Locator:
        """One step of the page."""
        return self.page.locator(f"[data-step={name}]")

    def fill_in(self, report: Report) -> None:
        """Answer the questionnaire, and attach a file if there is one."""
        field = self.page.locator
        field("[data-field=category] input[type=radio]").first.check()
        field("#field-headline").fill(report.headline)
        field("#field-what-happened").fill(report.story)
        field("#field-where").fill(report.where)
        if report.attachment is not None:
            field("#field-attachment").set_input_files(str(report.attachment))
            uploaded = field("[data-field=attachment] [data-files] [role=status]")
            expect(uploaded).to_contain_text("Sealed and uploaded", timeout=SLOW)

    def leave_out(self, *names: str) -> None:
        """Choose who should not read it."""
        for name in names:
            self.page.locator("[data-left-out]").get_by_label(name).check()

    def check(self) -> None:
        """Go on to "Check your answers"."""
        self.step("write").locator("form button.button").last.click()
        expect(self.step("check")).to_be_visible(timeout=SLOW)

    def send(self) -> str:
        """Seal and send; gives the receipt that the page shows."""
        self.page.locator("[data-send]").click()
        expect(self.step("done")).to_be_visible(timeout=SLOW)
        return receipt_in(self.step("done").locator("[data-receipt]"))

    def report(self, report: Report) -> str:
        """The whole way from the channel's page to the receipt."""
        self.open_form()
        self.fill_in(report)
        self.check()
        return self.send()

    def come_back(self, receipt: str) -> None:
        """Open the mailbox with a receipt."""
        self.page.goto(self.town.url("report", f"{self.home}return/"))
        self.page.locator("#field-receipt").fill(receipt)
        self.step("enter").locator("form > .actions button").click()
        expect(self.step("case")).to_be_visible(timeout=SLOW)

    def write_again(self, text: str) -> None:
        """Send one more message from the mailbox."""
        self.page.locator("#field-text").fill(text)
        self.page.locator("[data-composer] form > .actions button").click()
        expect(self.thread.get_by_text(text)).to_be_visible(timeout=SLOW)

    @property
    def thread(self) -> Locator:
        """The conversation in the mailbox."""
        return self.page.locator("[data-thread]")

    @property
    def findings(self) -> list[str]:
        """The codes of the warnings that the mailbox shows."""
        return self.page.locator("[data-findings] code").all_inner_texts()

    @property
    def unreadable(self) -> list[str]:
        """What the mailbox could not verify: "kind · reason" of each."""
        return self.page.locator("[data-thread] .letter--unreadable code").all_inner_texts()

    @property
    def may_write(self) -> bool:
        """Whether the mailbox offers to write; where it does not, it says so."""
        composer, closed = (self.page.locator(f"[{part}]") for part in ("data-composer", "data-closed"))
        assert composer.is_visible() != closed.is_visible()
        return composer.is_visible()


class Subject:
    """A person whom a report concerns, with a letter and a browser that nobody used before."""

    def __init__(self, town: Town, context: BrowserContext, lang: str = "en") -> None:
        self.town = town
        self.page: Page = context.new_page()
        self.address = f"/{lang}/meridian/return/"
        self.answers: list[str] = []
        self.page.on("response", self._keep)

    def _keep(self, response: Response) -> None:
        if urlsplit(response.url).path.endswith("/mailbox"):
            self.answers.append(response.text())

    def type_in(self, receipt: str) -> None:
        """The receipt into the page, and the button."""
        self.page.goto(self.town.url("report", self.address))
        self.page.locator("#field-receipt").fill(receipt)
        self.step("enter").locator("form > .actions button").click()

    def come_back(self, receipt: str) -> None:
        """Open the room."""
        self.type_in(receipt)
        expect(self.step("room")).to_be_visible(timeout=SLOW)

    def is_told_unknown(self, receipt: str) -> None:
        """What everybody is told whose receipt opens nothing."""
        self.type_in(receipt)
        expect(self.step("enter").locator("[data-errors]")).to_contain_text(UNKNOWN, timeout=SLOW)

    def take_over(self) -> str:
        """Make a receipt that only he knows, keep it, and go on; gives it."""
        self.step("room").locator("[data-takeover] button").click()
        made = self.step("rotate")
        expect(made).to_be_visible(timeout=SLOW)
        receipt = receipt_in(made.locator("[data-receipt]"))
        made.locator("[data-kept]").check()
        made.locator("[data-commit]").click()
        expect(self.step("rotated")).to_be_visible(timeout=SLOW)
        self.step("rotated").locator("[data-onward]").click()
        expect(self.step("room")).to_be_visible()
        return receipt

    def answer(self, text: str, file: Path | None = None) -> None:
        """Say something, with a file."""
        if file is not None:
            self.page.locator("#field-enclosed").set_input_files(str(file))
            uploaded = self.page.locator("[data-field=enclosed] [data-files] [role=status]")
            expect(uploaded).to_contain_text("Sealed and uploaded", timeout=SLOW)
        self.composer.locator("#field-answer").fill(text)
        self.composer.locator("form > .actions button").click()
        expect(self.thread.get_by_text(text)).to_be_visible(timeout=SLOW)

    def step(self, name: str) -> Locator:
        """One step of the page."""
        return self.page.locator(f"[data-step={name}]")

    @property
    def composer(self) -> Locator:
        """Where he answers."""
        return self.page.locator("[data-room-composer]")

    @property
    def thread(self) -> Locator:
        """What was said in the room."""
        return self.page.locator("[data-room-thread]")

    @property
    def findings(self) -> list[str]:
        """The codes of the warnings that the room shows."""
        return self.page.locator("[data-room-findings] code").all_inner_texts()


class Member:
    """Somebody of the organisation at the desk."""

    def __init__(self, town: Town, context: BrowserContext, who: SignIn) -> None:
        self.town = town
        self.who = who
        self.page: Page = context.new_page()

    def sign_in(self) -> None:
        """Say who you are, to the server."""
        self.page.goto(self.town.url("desk"))
        self.page.locator("input[name=login]").fill(self.who.email)
        self.page.locator("input[name=password]").fill(self.who.password)
        self.page.locator("main form button[type=submit], main form button.button").first.click()

    def unlock(self) -> None:
        """Open your key, in your browser."""
        self.page.locator("#passphrase").fill(self.who.passphrase)
        self.page.get_by_role("button", name="Unlock", exact=True).click()
        expect(self.page.locator("desk-inbox")).to_be_visible(timeout=SLOW)

    def arrive(self) -> None:
        """Sign in and unlock."""
        self.sign_in()
        self.unlock()

    def open_case(self, title: str) -> None:
        """From the inbox, narrowed by the title, to the case with it: a long list has pages."""
        self.page.goto(self.town.url("desk"))
        self.page.locator("#filter").fill(title)
        self.page.get_by_role("link", name=title).click(timeout=SLOW)
        expect(self.page.locator("desk-thread")).to_be_visible(timeout=SLOW)

    def turn_to(self, part: str) -> None:
        """To another part of the case's page, by its name."""
        self.page.get_by_role("navigation", name="Parts of this case").get_by_role("link", name=part).click()

    def answer(self, text: str) -> None:
        """Write what the reporter will read."""
        self._write("Answer the reporter", text)

    def note(self, text: str) -> None:
        """Write what only handlers read."""
        self._write("Internal note", text)

    def _write(self, tab: str, text: str) -> None:
        self.page.get_by_role("button", name=tab, exact=True).click()
        self.page.locator("#composer").fill(text)
        self.page.locator("desk-composer form > .actions button.button").click()
        expect(self.thread.get_by_text(text)).to_be_visible(timeout=SLOW)

    @property
    def thread(self) -> Locator:
        """The conversation of the case."""
        return self.page.locator("desk-thread")

    @property
    def findings(self) -> list[str]:
        """The codes of the warnings that the case shows."""
        return self.page.locator("desk-case .notice .desk-code").all_inner_texts()

    def look_at(self, case: UUID) -> None:
        """To a case by its address, whether or not its title can be read."""
        self.page.goto(self.town.url("desk", f"/cases/{case}/"))
        expect(self.page.locator("desk-composer")).to_be_visible(timeout=SLOW)

    @property
    def unreadable(self) -> list[str]:
        """The reasons of what the case could not verify."""
        return self.page.locator("desk-thread .letter--unreadable .desk-code").all_inner_texts()

    def may(self, tab: str) -> bool:
        """Whether the composer offers to write under this tab; where it does not, it says so."""
        button = self.page.get_by_role("button", name=tab, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        form, closed = self.page.locator("#composer"), self.page.locator("desk-composer .notice--caution")
        assert form.is_visible() != closed.is_visible()
        return form.is_visible()
