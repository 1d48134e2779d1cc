"""How an organisation looks: chosen at the desk, seen at every door, and at a host of its own."""

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.founding import set_password, vouchsafe
from e2e.town import Town
from vouchsafe.demo.people import SignIn
from vouchsafe.looks.colours import contrast, palette
from vouchsafe.people.models import Role

PETRA = SignIn("Petra Lund", "petra@pier.example", Role.ADMINISTRATOR, "eleven-herons-on-the-mole-3", "")
YELLOW = "#ffd400"


def petra_arrives(town: Town, new_person: NewPerson) -> Member:
    """The operator founds Pier Trust; its administrator signs in."""
    printed = vouchsafe(
        town, "organisation", "create", "--name", "Pier Trust", "--slug", "pier",
        "--founder-name", PETRA.name, "--founder-email", PETRA.email,
    )  # fmt: skip
    petra = Member(town, new_person(), PETRA)
    set_password(petra, printed.split()[-1])
    return petra


def token(page: Page, name: str) -> str:
    """A design token as the page has it."""
    value: str = page.evaluate("(name) => getComputedStyle(document.documentElement).getPropertyValue(name)", name)
    return value.strip()


def console_of(page: Page) -> list[str]:
    """What a browser complains of from now on: what its policy refused, above all."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    return said


def test_an_organisations_look_and_host_reach_its_visitors(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Petra asks for yellow and gets one that can be read; Rana sees it, the logo and German, at Pier's own host."""
    logo = tmp_path / "logo.png"
    Image.new("RGB", (400, 120), "#7a1f3d").save(logo)
    petra = petra_arrives(town, new_person)
    page = petra.page
    page.goto(town.url("desk", "/look/"))
    page.locator("#accent").fill(YELLOW)
    expect(page.get_by_text(re.compile(r"Hard to read: contrast 1\.\d\d"))).to_be_visible()
    page.get_by_role("button", name="Save colour and languages").first.click()
    expect(page.get_by_role("alert")).to_contain_text("nearest colour that can be read")
    page.get_by_role("button", name="Take the nearest").click()
    expect(page.get_by_text("easy to read", exact=True)).to_be_visible()
    accent = page.locator("#accent").input_value()
    page.get_by_role("checkbox", name="English").uncheck()
    page.locator("#standard").select_option("de")
    page.get_by_role("button", name="Save colour and languages").last.click()
    expect(page.get_by_text("Saved. Pages show it")).to_be_visible()
    page.locator("#logo").set_input_files(str(logo))
    expect(page.locator(".look-logo")).to_be_visible()
    page.reload()
    expect(page.locator("#accent")).to_have_value(accent)
    assert token(page, "--green") == accent

    vouchsafe(town, "organisation", "host", "add", "pier", "speak.localhost")
    for scheme in ("light", "dark"):
        rana = new_person(color_scheme=scheme).new_page()
        refused = console_of(rana)
        at = f"http://speak.localhost:{town.port}"
        wait_for(rana, f"{at}/")
        refused.clear()
        rana.reload()
        assert rana.url == f"{at}/de/pier/"
        shades = getattr(palette(accent), scheme)
        assert token(rana, "--green") == shades.accent
        assert contrast(shades.accent, token(rana, "--paper")) >= 4.5
        shown = rana.locator("img.masthead__logo")
        expect(shown).to_be_visible()
        assert shown.evaluate("(image) => image.complete && image.naturalWidth") == 400
        expect(rana.locator(".languages li")).to_have_count(5)  # all six but English
        assert refused == []
        assert rana.goto(f"{at}/de/meridian/").status == 404  # type: ignore[union-attr]
        plain = new_person().new_page()
        plain.goto(town.url("report", "/en/meridian/"))
        assert token(plain, "--green") == "#1c5642"


def wait_for(page: Page, address: str) -> None:
    """Go there until the server knows the host."""
    for _ in range(SLOW // 500):
        answer = page.goto(address)
        if answer is not None and answer.status == 200:
            return
        page.wait_for_timeout(500)
    raise AssertionError(address)
