"""From one command to the first poster: what whoever founds an organisation does, in the words of the pages."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, expect

from e2e.cast import SLOW, Member
from e2e.founding import set_password, set_up, vouchsafe
from e2e.keyring import make_key
from e2e.town import Town
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role

NADIA = SignIn("Nadia Haddad", "nadia@lighthouse.example", Role.HANDLER, "gulls-over-the-old-pier-7", "")
ADDRESS = "Lighthouse Board, Pier 1, 20457 Hamburg"


class Founder(Member):
    """Nadia, who founds Lighthouse Board, at her own browser."""

    def __init__(self, town: Town, context: BrowserContext) -> None:
        super().__init__(town, context, NADIA)

    def found(self) -> None:
        """The operator runs one command and hands her the link; she chooses a password and is at the desk."""
        printed = vouchsafe(
            self.town, "organisation", "create", "--name", "Lighthouse Board", "--slug", "lighthouse",
            "--founder-name", NADIA.name, "--founder-email", NADIA.email,
        )  # fmt: skip
        set_password(self, printed.split()[-1])

    def make_keys(self, folder: Path) -> None:
        """Her own key with its kit, then two recovery sheets and the first list of keys."""
        make_key(self.page, folder)
        set_up(self)
        expect(self.page.get_by_role("heading", name="Set-up", exact=True)).to_be_visible(timeout=SLOW)

    def step(self, name: str) -> Locator:
        """One step of the list of set-up."""
        return self.page.locator(f"desk-guide [data-step={name}]")

    def is_at(self, name: str) -> None:
        """The list says that this step is next."""
        expect(self.step(name)).to_have_attribute("aria-current", "step", timeout=SLOW)

    def open_channel(self) -> None:
        """The first channel from the template that is offered first; one field is left to fill in."""
        self.is_at("channel")
        self.page.get_by_label("Postal address").fill(ADDRESS)
        self.page.get_by_role("button", name="Open the channel").click()

    def invite(self, name: str, email: str) -> None:
        """A colleague who will handle reports too."""
        self.is_at("colleague")
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_role("button", name="Invite as a handler").click()

    def save_poster(self, folder: Path, language: str = "en") -> Path:
        """The poster, as her browser saves it."""
        self.page.locator("#poster-language").select_option(language)
        with self.page.expect_download() as saving:
            self.page.get_by_role("button", name="Save the poster").click()
        path = folder / saving.value.suggested_filename
        saving.value.save_as(path)
        return path

    def words(self) -> list[str]:
        """The twelve words that her browser verified, as the page shows them beside the button."""
        words = self.page.locator("desk-poster .words li").all_inner_texts()
        return [re.sub(r"[^a-z]", "", word) for word in words]

    def found_all(self, folder: Path) -> Path:
        """The whole way."""
        self.found()
        self.make_keys(folder)
        self.open_channel()
        self.invite("Yusuf Karim", "yusuf@lighthouse.example")
        self.is_at("poster")
        return self.save_poster(folder)
