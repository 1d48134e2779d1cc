"""What protects a reporter, in the words of the pages: days that pass, check-ins, minutes."""

from playwright.sync_api import Locator, Page, expect

from e2e.cast import SLOW, Member, Reporter
from e2e.cheats import Operator
from e2e.town import Town
from vouchsafe.vault.receipt import Receipt


def pass_days(town: Town, receipt: str, days: int) -> None:
    """So many days later, as the server sees the case of a receipt."""
    case = Receipt.parse(receipt).case_id
    operator = Operator(town)
    operator.rows("UPDATE cases_case SET received_on = received_on - %s WHERE id = %s", days, case)
    operator.rows("DELETE FROM cases_clock WHERE case_id = %s", case)  # until the hour they are reckoned anew


class Guarded(Reporter):
    """A reporter at the mailbox, where it asks."""

    @property
    def question(self) -> Locator:
        """The check-in whose day has come."""
        return self.page.locator("[data-checkin-due] [data-checkin]")

    @property
    def minutes(self) -> Locator:
        """Minutes that wait for a word."""
        return self.page.locator("[data-minutes]")

    def check_in(self, answer: str, text: str = "") -> None:
        """Answer the question that is open, or tell unasked."""
        form = self.page.locator("[data-checkin] form")
        form.get_by_label(answer, exact=True).check()
        form.get_by_label("What was done").fill(text)
        form.get_by_role("button", name="Seal and send").click()
        expect(self.page.locator("[data-checkin] [data-told]")).to_contain_text("Sent.", timeout=SLOW)

    def check_minutes(self, verdict: str, text: str = "") -> None:
        """Say that minutes are right, or what is not."""
        form = self.minutes.locator("form")
        form.get_by_label(verdict).check()
        form.get_by_label("What is wrong, and what is right?").fill(text)
        form.get_by_role("button", name="Sign, seal and send").click()


class Guard(Member):
    """A handler where a case keeps what protects its reporter."""

    def case_at(self, title: str, part: str) -> None:
        """From the inbox to a part of a case."""
        self.open_case(title)
        self.turn_to(part)

    @property
    def panel(self) -> Locator:
        """Check-ins and measures."""
        return self.page.locator("desk-guard")

    @property
    def minutes(self) -> Locator:
        """Minutes of meetings and calls."""
        return self.page.locator("desk-minutes")

    def check_in_of(self, name: str) -> Locator:
        """The row of one question."""
        return self.panel.get_by_role("listitem").filter(has_text=name)

    def write_minutes(self, text: str, *, button: str = "Write minutes", way: str = "A call") -> None:
        """Write minutes, or their next version, and ask the reporter to check."""
        self.minutes.get_by_role("button", name=button).click()
        self.minutes.get_by_label("What it was").select_option(label=way)
        self.minutes.get_by_label("What was said").fill(text)
        self.minutes.get_by_role("button", name="Seal, and ask the reporter to check").click()
        expect(self.page.get_by_text("The minutes are sent.")).to_be_visible(timeout=SLOW)


def stored(page: Page) -> dict[str, int]:
    """How much this tab has stored, by where."""
    found: dict[str, int] = page.evaluate(
        "({session: sessionStorage.length, local: localStorage.length, cookies: document.cookie.length})"
    )
    return found
