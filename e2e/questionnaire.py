"""A questionnaire that asks in every way there is, and somebody who answers all of it."""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from e2e.cast import SLOW, Reporter
from e2e.founding import vouchsafe
from e2e.town import Town
from vouchsafe.demo.people import LENA

CHANNEL = "every-kind"
QUESTIONNAIRE = Path(__file__).with_name("every_kind.json")


def publish(town: Town, folder: Path) -> None:
    """Lena opens the channel."""
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    definition = {**body, "questionnaire": json.loads(QUESTIONNAIRE.read_bytes())}
    file = folder / "every-kind.json"
    file.write_text(json.dumps(definition))
    vouchsafe(town, "channel", "publish", str(file), "--slug", CHANNEL, "--administrator", LENA.email)


@dataclass
class Form:
    """The step of the report page that holds the questions."""

    reporter: Reporter

    @property
    def page(self) -> Page:
        """Its page."""
        return self.reporter.page

    def question(self, name: str) -> Locator:
        """A question by its id."""
        return self.page.locator(f"[data-field='{name}']")

    def box(self, name: str) -> Locator:
        """The first box of a question, or of "group.number.part"; numbers are never given twice."""
        return self.page.locator(f"[id='field-{name}']")

    def choose(self, name: str, *at: int) -> None:
        """Tick these options of a question."""
        for one in at:
            self.question(name).locator(".choices input").nth(one).check()

    def date(self, name: str, *, day: str = "", month: str = "", year: str = "") -> None:
        """Fill in a date."""
        for part, text in (("day", day), ("month", month), ("year", year)):
            self.question(name).locator(f"[data-{part}]").fill(text)

    def answer_what_must_be(self) -> None:
        """Answer all that is asked and not optional, and open what hangs on it."""
        self.choose("category", 2)
        self.box("headline").fill("Freight bills paid twice")
        self.box("what-happened").fill("The same bill came in two envelopes.\nBoth were paid.")
        self.date("since", month="3", year="2025")
        self.choose("how-known", 2)
        self.box("how-otherwise").fill("I keep the stamp ledger")
        self.choose("affected", 1)
        self.box("damage").fill("12 000,5")
        self.box("payments.0.sum").fill("1.200,50")
        self.box("true").check()

    def check(self) -> None:
        """Ask for the answers to be checked."""
        self.reporter.step("write").locator("form > .actions button").click()

    @property
    def summary(self) -> Locator:
        """What is wrong, above the questions."""
        return self.reporter.step("write").locator("[data-errors]")

    def standing(self) -> list[list[object]]:
        """What stands in every box of the step."""
        boxes: list[list[object]] = self.page.evaluate(
            """() => [...document.querySelectorAll("[data-step=write] :is(input, textarea, select)")].map((box) =>
              [box.id || box.value, ["radio", "checkbox"].includes(box.type) ? box.checked : box.value])"""
        )
        return boxes

    def tab_to(self, target: Locator) -> None:
        """Press Tab until the focus is there, as somebody without a mouse does."""
        for _press in range(80):
            self.page.keyboard.press("Tab")
            if target.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError(f"no Tab leads to {target}")

    def press(self, target: Locator, *keys: str) -> None:
        """Go there with Tab, and press these keys."""
        self.tab_to(target)
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        """Go there with Tab, and type."""
        self.tab_to(target)
        self.page.keyboard.type(text)

    def attach(self, file: Path) -> None:
        """Choose a file, and wait until it is there."""
        self.box("attachment").set_input_files(str(file))
        status = self.question("attachment").locator("[data-files] [role=status]")
        expect(status).to_contain_text("Sealed and uploaded", timeout=SLOW)
