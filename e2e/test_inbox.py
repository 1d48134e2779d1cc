"""The list of cases: searched in what was opened, narrowed, by keyboard, assigned; and what a browser keeps of it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from e2e import town as towns
from e2e.cast import SLOW, Member
from e2e.cheats import Filed, Operator
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.town import Town
from vouchsafe.demo.people import HANA, INES, OMAR

TITLES = ("Zinc leaves the yard at night", "Ladders in the Übungslabor are unsafe", "قوارير مفقودة من المخزن")

# Everything that lies in the browser's databases, as text: what somebody with the disk would find.
LAID = """async () => {
  const found = {};
  const look = (value) => {
    if (value instanceof CryptoKey) return `<key ${value.extractable ? "extractable" : "kept"}>`;
    if (value instanceof Uint8Array) return new TextDecoder("utf-8").decode(value);
    if (value instanceof ArrayBuffer) return look(new Uint8Array(value));
    if (value && typeof value === "object") return Object.entries(value).map(([name, one]) => name + look(one)).join();
    return String(value);
  };
  const settled = (ask) => new Promise((done, no) => { ask.onsuccess = () => done(ask.result); ask.onerror = no; });
  for (const { name } of await indexedDB.databases()) {
    const base = await settled(indexedDB.open(name));
    for (const shelf of base.objectStoreNames) {
      const objects = base.transaction(shelf).objectStore(shelf);
      const [keys, values] = [await settled(objects.getAllKeys()), await settled(objects.getAll())];
      found[shelf] = keys.map((key, at) => `${key}: ${look(values[at])}`);
    }
    base.close();
  }
  found.elsewhere = [...Object.entries(localStorage), ...Object.entries(sessionStorage)].map(String);
  return found;
}"""

REQUESTED = "performance.getEntriesByType('resource').map((one) => one.name)"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A demo of this module's own: where others report too, a row may stand behind the first fifty."""
    running = towns.start(tmp_path_factory.mktemp("inbox"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def filed(operator: Operator) -> list[Filed]:
    """Three reports, each with a story that says its title again, in other words."""
    return [operator.file(title) for title in TITLES]


@pytest.fixture
def desk(town: Town, new_person: NewPerson, filed: list[Filed]) -> Member:
    """Hana at her desk, in a browser that knows nothing yet."""
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    expect(_titles(hana.page).first).to_be_visible(timeout=SLOW)
    assert len(filed) == len(TITLES)
    return hana


def _titles(page: Page) -> Locator:
    return page.locator("a.inbox__title")


def _search(page: Page, words: str) -> None:
    page.locator("#filter").fill(words)


def _laid(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(LAID)
    return found


def _all_is_opened(page: Page) -> None:
    expect(page.locator("desk-inbox .inbox__title--none")).to_have_count(0, timeout=SLOW)


def test_words_are_found_in_titles_and_in_what_was_opened_here(desk: Member, filed: list[Filed]) -> None:
    """Titles at once, with marks or without, in Arabic too; the text of a case once it was opened, reloaded or not."""
    page, (zinc, ladders, bottles) = desk.page, filed
    for words, found in (("ubungslabor", ladders), ("قوارير", bottles), ("YARD zinc", zinc)):
        _search(page, words)
        expect(_titles(page)).to_have_text([found.title])
    _search(page, "what was seen zinc")
    expect(page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()

    desk.open_case(zinc.title)
    page.get_by_role("link", name="All cases").click()
    for _visit in range(2):
        _search(page, "what was seen zinc")
        expect(_titles(page)).to_have_text([zinc.title])
        expect(page.locator(".inbox__found")).to_be_visible()
        page.reload()
        expect(_titles(page).first).to_be_visible(timeout=SLOW)


def test_what_is_looked_for_and_the_category_never_reach_the_server(desk: Member) -> None:
    """Searching and choosing a category ask the server for nothing; the other filters ask for what it knows."""
    page = desk.page
    _all_is_opened(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _search(page, "zinc")
    expect(_titles(page)).to_have_text([TITLES[0]])
    page.get_by_label("Category").select_option(index=1)
    page.get_by_label("Category").select_option(index=0)
    assert asked == []
    page.get_by_role("button", name="concluded", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()
    assert [url.split("/api/v1/")[1] for url in asked] == ["cases?state=concluded"]


def test_a_saved_view_is_there_again_after_signing_out(town: Town, desk: Member) -> None:
    """Filters, words and category under a name; kept in this browser, sealed, and the page says so."""
    page = desk.page
    _search(page, "zinc")
    page.get_by_label("Who has it").select_option("nobody")
    page.locator(".inbox-views summary").click()
    expect(page.get_by_text("kept in this browser alone, sealed with your key")).to_be_visible()
    page.locator("#view-name").fill("Night watch")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("button", name="Night watch", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Show all cases").click()
    expect(_titles(page)).not_to_have_count(1)
    assert "Night watch" not in str(_laid(page))

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[name=password]")).to_be_visible(timeout=SLOW)
    desk.arrive()
    page.locator(".inbox-views summary").click()
    page.get_by_role("button", name="Night watch", exact=True).click()
    expect(_titles(page)).to_have_text([TITLES[0]])
    expect(page.locator("#filter")).to_have_value("zinc")
    page.locator(".inbox-views__drop").click()
    expect(page.get_by_role("button", name="Night watch", exact=True)).to_have_count(0)


def test_the_list_is_walked_and_narrowed_by_keyboard(desk: Member) -> None:
    """Letters, arrows, Enter; nothing happens while somebody types; the keys stand in a dialog."""
    page = desk.page
    press, titles = page.keyboard.press, _titles(page)
    press("j")
    expect(titles.nth(0)).to_be_focused()
    press("j")
    press("ArrowDown")
    press("k")
    expect(titles.nth(1)).to_be_focused()
    press("End")
    expect(titles.last).to_be_focused()
    press("Home")
    expect(titles.first).to_be_focused()

    press("?")
    expect(page.get_by_role("dialog")).to_contain_text("to the next case")
    press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press("/")
    expect(page.locator("#filter")).to_be_focused()
    page.keyboard.type("muxj")
    expect(page.locator("#filter")).to_have_value("muxj")
    expect(page.get_by_label("Unread only")).not_to_be_checked()
    page.locator("h1").focus()
    press("x")
    expect(page.locator("#filter")).to_have_value("")
    press("u")
    expect(page.get_by_label("Unread only")).to_be_checked()
    press("u")
    press("m")
    expect(page.get_by_label("Who has it")).to_have_value("me")
    press("m")
    expect(titles.first).to_be_visible()
    first = titles.first.get_attribute("href")
    assert first
    press("j")
    press("Enter")
    expect(page).to_have_url(re.compile(rf"{re.escape(first)}$"), timeout=SLOW)


def test_the_browser_keeps_nothing_readable_and_nothing_after_signing_out(desk: Member, filed: list[Filed]) -> None:
    """Unlocked, locked, signed out: no word that was opened, no key that a script can read; at last no copy at all."""
    page = desk.page
    _all_is_opened(page)
    desk.open_case(filed[0].title)
    page.get_by_role("link", name="All cases").click()
    _search(page, "what was seen zinc")
    expect(_titles(page)).to_have_text([filed[0].title])
    secret = [word for one in filed for word in (one.title, one.story, str(one.receipt.text))]

    unlocked = _laid(page)
    assert len(unlocked["packs"]) >= 2
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    locked = _laid(page)
    for laid in (unlocked, locked):
        text = str(laid)
        assert not [word for word in secret if word in text]
        assert "extractable" not in text
    assert locked["keys"] == []
    assert locked["packs"] == unlocked["packs"]
    assert all("age-encryption.org/v1" in one for one in locked["index"] if "/key:" in one)
    assert page.locator("desk-inbox, a.inbox__title").count() == 0

    desk.unlock()
    expect(_titles(page).first).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[name=password]")).to_be_visible(timeout=SLOW)
    gone = _laid(page)
    assert (gone["keys"], gone["packs"]) == ([], [])


def test_what_was_erased_is_gone_from_this_browser_with_the_next_unlock(
    desk: Member, operator: Operator, town: Town
) -> None:
    """Its last day is over and the server erases it; whichever page comes after unlocking, the copy here goes too."""
    page, erased = desk.page, operator.file("Quartz crucibles were swapped")
    page.goto(town.url("desk"))
    expect(page.get_by_role("link", name=erased.title)).to_be_visible(timeout=SLOW)
    _all_is_opened(page)
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    before = _laid(page)["packs"]
    operator.end_time_of(erased)
    shown = vouchsafe(town, "retention", "--dry-run")
    assert (str(erased.case) in shown, "1 would go. Nothing was erased." in shown) == (True, True)
    assert "1 erased." in vouchsafe(town, "retention")

    page.goto(town.url("desk", "/people/"))
    page.locator("#passphrase").fill(HANA.passphrase)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("desk-people")).to_be_visible(timeout=SLOW)
    page.wait_for_function(
        f"async (before) => !(await ({LAID})()).packs.some((one) => before.includes(one))", arg=before
    )
    page.get_by_role("link", name="Cases", exact=True).click()
    _search(page, "quartz")
    expect(page.get_by_role("heading", name="Nothing fits this filter")).to_be_visible()


def test_a_case_is_taken_given_and_seen_to_be_somebodys(
    town: Town, new_person: NewPerson, desk: Member, filed: list[Filed]
) -> None:
    """Hana takes it; Ines, who reads nothing, gives it to Omar; each of their lists tells who has it."""
    page, ladders = desk.page, filed[1]
    desk.open_case(ladders.title)
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_text("You have this case.")).to_be_visible()
    page.goto(town.url("desk"))
    expect(_titles(page).first).to_be_visible(timeout=SLOW)
    page.keyboard.press("m")
    expect(_titles(page)).to_have_text([ladders.title])
    expect(page.locator(".inbox__who")).to_have_text("you")

    ines = Member(town, new_person(), INES)
    ines.arrive()
    row = ines.page.locator(".inbox__row", has_text=f"Case {str(ladders.case)[:8]}")
    expect(row.locator(".inbox__who")).to_have_text(HANA.name, timeout=SLOW)
    assert ladders.title not in ines.page.content()
    assert "/assignment" not in str(ines.page.evaluate(REQUESTED)), "nothing is asked for each row"
    row.get_by_text("Assign", exact=True).click()
    row.get_by_label("Give it to").select_option(label=OMAR.name)
    row.get_by_role("button", name="Give", exact=True).click()
    expect(row.locator(".inbox__who")).to_have_text(OMAR.name)

    page.reload()
    expect(page.locator(".inbox__row", has_text=ladders.title).locator(".inbox__who")).to_have_text(
        OMAR.name, timeout=SLOW
    )


def test_what_was_not_read_yet_stands_out_for_each_member(
    town: Town, new_person: NewPerson, desk: Member, filed: list[Filed]
) -> None:
    """Read by Hana, unread for Omar; category, days left and age stand in the row."""
    bottles = filed[2]
    desk.open_case(bottles.title)
    desk.page.goto(town.url("desk"))
    row = desk.page.locator(".inbox__row", has_text=bottles.title)
    expect(row).to_be_visible(timeout=SLOW)
    expect(row).not_to_have_class(re.compile("is-unread"))
    expect(row.locator(".inbox__due")).to_contain_text("7 days left to acknowledge")
    expect(row.locator(".inbox__age")).to_have_text("today")
    expect(row.locator(".inbox__category")).not_to_be_empty()

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    expect(omar.page.locator(".inbox__row.is-unread", has_text=bottles.title)).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("look", [{"viewport": {"width": 360, "height": 740}}, {"color_scheme": "dark"}])
def test_the_list_fits_a_telephone_and_the_dark(
    town: Town, new_person: NewPerson, filed: list[Filed], look: dict[str, Any]
) -> None:
    """Nothing is wider than the window, and each case's facts are there."""
    context: BrowserContext = new_person(**look)
    hana = Member(town, context, HANA)
    hana.arrive()
    row = hana.page.locator(".inbox__row", has_text=filed[0].title)
    expect(row).to_contain_text("days left", timeout=SLOW)
    wide = hana.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
