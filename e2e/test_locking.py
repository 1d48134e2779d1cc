"""A key is gone at lock, at signing out on whatever page, and after half an hour without work, in every tab."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson, profile
from e2e.test_desk_keys import KEPT
from e2e.town import Town
from vouchsafe.demo.people import HANA

# As if half an hour had gone by since the key was last used.
AGE_THE_KEY = """async () => {
  const open = indexedDB.open("vouchsafe-desk");
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const shelf = base.transaction("keys", "readwrite").objectStore("keys");
  const asked = shelf.getAllKeys();
  const names = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  for (const name of names) {
    const ask = shelf.get(name);
    const kept = await new Promise((done) => { ask.onsuccess = () => done(ask.result); });
    const older = { ...kept, touched: kept.touched - 30 * 60 * 1000 };
    await new Promise((done) => { shelf.put(older, name).onsuccess = done; });
  }
  base.close();
  return names.length;
}"""


def _inbox(page: Page) -> None:
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)


def _locked(page: Page) -> None:
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)


def _signed_out(page: Page) -> None:
    expect(page.locator("input[name=password]")).to_be_visible(timeout=SLOW)


def _two_tabs(town: Town, context: BrowserContext) -> tuple[Member, Page]:
    """Hana, unlocked in two tabs."""
    hana = Member(town, context, HANA)
    hana.arrive()
    other = context.new_page()
    other.goto(town.url("desk"))
    _inbox(other)
    return hana, other


def test_half_an_hour_without_work_locks_every_tab(town: Town, new_person: NewPerson) -> None:
    """Work in one tab keeps both open past half an hour; without any both say so, then lock, and nothing is kept."""
    context = new_person()
    context.clock.install()
    hana, other = _two_tabs(town, context)
    for _quarter in range(3):
        context.clock.run_for(15 * 60 * 1000)
        hana.page.keyboard.press("Shift")
        context.clock.run_for(60 * 1000)
    _inbox(hana.page)
    _inbox(other)
    assert hana.page.evaluate(KEPT) != []
    context.clock.run_for((28 * 60 + 30) * 1000)
    for page in (hana.page, other):
        expect(page.get_by_role("alert").get_by_text("Your key locks in two minutes")).to_be_visible()
    other.get_by_role("button", name="I am still here").click()
    for page in (hana.page, other):
        expect(page.get_by_text("Your key locks in two minutes")).to_have_count(0)
    context.clock.run_for(3 * 60 * 1000)
    for page in (hana.page, other):
        _inbox(page)
    context.clock.run_for(31 * 60 * 1000)
    _locked(hana.page)
    _locked(other)
    assert hana.page.evaluate(KEPT) == []


def _by_page(page: Page, town: Town) -> None:
    page.goto(town.url("desk", "/account/logout/"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()


def _by_ending(page: Page, town: Town) -> None:
    """The session was ended elsewhere, or its twelve hours are over: the next page asks to sign in."""
    page.context.clear_cookies()
    page.goto(town.url("desk", "/account/"))


@pytest.mark.parametrize("leave", [_by_page, _by_ending])
def test_leaving_by_a_page_of_signing_in_forgets_the_key_in_every_tab(
    town: Town, new_person: NewPerson, leave: Callable[[Page, Town], None]
) -> None:
    """These pages have no worker; still the browser holds no key after, and the other tab has left."""
    context = new_person()
    hana, other = _two_tabs(town, context)
    assert hana.page.evaluate(KEPT) != []
    leave(hana.page, town)
    _signed_out(hana.page)
    _signed_out(other)
    expect(hana.page.locator("[data-signed-out]")).to_be_visible()
    hana.page.wait_for_function(f"async () => (await ({KEPT})()).length === 0")


def test_a_key_left_by_a_closed_browser_is_taken_up_only_within_half_an_hour(
    town: Town, playwright: Playwright, tmp_path: Path
) -> None:
    """Closed while unlocked and opened again: soon after it is unlocked still; half an hour later it is forgotten."""
    cookies: list[Any] = []  # of the session, which a browser that is closed forgets
    for age in (False, True):
        context = profile(playwright.chromium, tmp_path / "profile")
        context.set_default_timeout(20_000)
        context.add_cookies(cookies)
        hana = Member(town, context, HANA)
        if not cookies:
            hana.arrive()
            cookies = list(context.cookies())
        else:
            hana.page.goto(town.url("desk"))
            _inbox(hana.page)
        if age:
            assert hana.page.evaluate(AGE_THE_KEY) == 1
        context.close()
    context = profile(playwright.chromium, tmp_path / "profile")
    context.set_default_timeout(20_000)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(town.url("desk"))
    _locked(page)
    assert page.evaluate(KEPT) == []
    context.close()
