"""Tom, who oversees, reads the record at the desk and takes it along; nobody else gets there."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA, INES, LENA, TOM, SignIn

STORY = Report(headline="Seals were broken twice", story="The grey cupboard stood open.", where="Archive")


def oversee(town: Town, context: BrowserContext, who: SignIn = TOM) -> Page:
    """Sign in and go to the record."""
    member = Member(town, context, who)
    member.sign_in()
    expect(member.page.locator("vouchsafe-desk h1")).to_be_visible(timeout=SLOW)
    member.page.goto(town.url("desk", "/record/"))
    return member.page


def acts(page: Page) -> Locator:
    """The entries that the page shows."""
    return page.locator(".record-act")


@pytest.fixture(scope="module")
def opened(town: Town, hana: Member) -> Iterator[None]:
    """Hana opened a report and answered it."""
    rana = Reporter(town, hana.page.context.browser.new_context(locale="en-GB"))  # type: ignore[union-attr]
    rana.report(STORY)
    rana.page.context.close()
    hana.open_case(STORY.headline)
    hana.answer("Thank you.")
    yield  # noqa: PT022 - a generator keeps the fixture's type the same


def test_an_overseer_reads_and_filters_the_record(town: Town, opened: None, new_person: NewPerson) -> None:
    """Who did what to which case; by act, by member, by case, by day; by keyboard too."""
    page = oversee(town, new_person())
    expect(acts(page).filter(has_text="Hana Weiss wrote in case")).not_to_have_count(0, timeout=SLOW)
    assert STORY.headline not in page.content()
    page.get_by_label("What was done").select_option("case:opened")
    expect(acts(page).first).to_contain_text("Hana Weiss opened case")
    told = [text.split(" case ")[0] for text in acts(page).locator(".record-act__text").all_inner_texts()]
    assert {text.split()[-1] for text in told} == {"opened"}
    page.get_by_label("By whom").select_option(label=LENA.name)  # an administrator, who opens none
    expect(page.get_by_text("Nothing fits this filter")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(acts(page).filter(has_text="Hana Weiss wrote in case")).not_to_have_count(0)
    page.get_by_label("From", exact=True).fill("2020-01-01")
    page.get_by_label("Until", exact=True).fill("2020-01-02")
    page.get_by_label("Until", exact=True).blur()
    expect(page.get_by_text("Nothing fits this filter")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    case = acts(page).first.locator(".record-act__case")
    case.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#case")).to_have_value(re.compile(r"^[0-9a-f-]{36}$"))
    expect(acts(page).last).to_contain_text("opened case")
    page.locator("#case").fill("9f0f6d1e")
    page.locator("#case").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("36 characters")


def test_the_exports_verify_and_open_as_a_table(
    town: Town, opened: None, new_person: NewPerson, tmp_path: Path
) -> None:
    """The file is the one that `vouchsafe record verify` takes; the table holds what the filter shows."""
    page = oversee(town, new_person())
    expect(acts(page).first).to_be_visible(timeout=SLOW)
    with page.expect_download() as begun:
        page.get_by_role("button", name="File for checking").click()
    record = tmp_path / "record.jsonl"
    begun.value.save_as(record)
    key = json.loads(record.read_text().splitlines()[0])["key"]
    expect(page.get_by_text(key)).to_be_visible()
    verified = subprocess.run(
        [sys.executable, "-m", "vouchsafe", "record", "verify", str(record), "--key", key],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert "none changed, removed or moved" in verified.stdout
    page.get_by_label("What was done").select_option("case:opened")
    expect(acts(page).first).to_contain_text("opened case")
    shown = acts(page).count()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Table (CSV)").click()
    table = tmp_path / "record.csv"
    begun.value.save_as(table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= shown > 0  # the page shows them by fifties
    assert {row["Act"] for row in rows} == {"Case opened"}
    assert rows[0]["Who"] == HANA.name


@pytest.mark.parametrize("who", [HANA, INES, LENA], ids=lambda who: who.name)
def test_nobody_else_gets_there(town: Town, new_person: NewPerson, who: SignIn) -> None:
    """Neither a link nor a page, and the script that shows it is not even named."""
    context = new_person()
    page = oversee(town, context, who)
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible(timeout=SLOW)
    assert page.get_by_role("link", name="The record", exact=True).count() == 0
    assert page.locator("script[src*='/record-']").count() == 0


@pytest.mark.parametrize("look", [{"viewport": {"width": 360, "height": 740}}, {"locale": "ar"}], ids=["narrow", "rtl"])
def test_the_page_fits(town: Town, opened: None, browser: object, look: dict[str, object]) -> None:
    """At 360 pixels, and from right to left: nothing reaches beyond the window."""
    context = browser.new_context(**{"locale": "en-GB", **look})  # type: ignore[attr-defined]
    page = oversee(town, context)
    expect(acts(page).first).to_be_visible(timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
