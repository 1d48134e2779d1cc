"""A draft over a reload: only if the reporter asks, sealed, in this tab, and gone when it closes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.cast import SLOW, Report, Reporter
from e2e.conftest import NewPerson
from e2e.test_leave_quickly import NEUTRAL, near, press_the_link
from e2e.town import Town

STORY = Report("Zanzibar7391", "What Zanzibar7391 did to the ledger.", "Quay 7391")
LEFT = "async () => [Object.values(sessionStorage), Object.values(localStorage), (await indexedDB.databases()).length]"
NOTHING: list[Any] = [[], [], 0]
KEY = """async () => {
  const open = indexedDB.open("vouchsafe-draft");
  await new Promise((done) => { open.onsuccess = done; });
  const all = open.result.transaction("keys").objectStore("keys").getAll();
  await new Promise((done) => { all.onsuccess = done; });
  open.result.close();
  return all.result.map((key) => [key instanceof CryptoKey, key.extractable]);
}"""


def box(rana: Reporter) -> Locator:
    return rana.page.get_by_label("Keep what I typed if this page reloads")


def typing(town: Town, new_person: NewPerson, *, keep: bool) -> Reporter:
    """Rana in the form, in the middle of her story."""
    rana = Reporter(town, new_person())
    rana.page.on("dialog", lambda dialog: dialog.accept())
    rana.open_form()
    rana.fill_in(STORY)
    if keep:
        box(rana).check()
        rana.page.wait_for_function("() => sessionStorage.length === 1")
    return rana


def typed(page: Page) -> list[str]:
    """What stands in the form."""
    fields = ("#field-headline", "#field-what-happened", "#field-where")
    return [page.locator(field).input_value() for field in fields]


def wait_until_nothing_is_left(page: Page) -> None:
    page.wait_for_function("() => sessionStorage.length === 0")
    page.wait_for_function("() => indexedDB.databases().then((all) => all.length === 0)")
    assert page.evaluate(LEFT) == NOTHING


def test_without_asking_nothing_is_kept(town: Town, new_person: NewPerson) -> None:
    """The box is off at first: nothing is stored while Rana types, and a reload empties the form."""
    rana = typing(town, new_person, keep=False)
    expect(box(rana)).not_to_be_checked()
    assert rana.page.evaluate(LEFT) == NOTHING
    rana.page.reload()
    expect(rana.step("scope")).to_be_visible()
    assert typed(rana.page) == ["", "", ""]


def test_what_was_asked_for_survives_reloads_until_it_is_sent(town: Town, new_person: NewPerson) -> None:
    """Ticked, every answer is back after a reload, whatever was typed last included; sent, nothing of it is left."""
    rana = typing(town, new_person, keep=True)
    for more in (" One.", " Two."):
        (before,), *_rest = rana.page.evaluate(LEFT)
        rana.page.locator("#field-what-happened").press_sequentially(more)
        rana.page.wait_for_function(
            f"() => sessionStorage[sessionStorage.key(0)]?.length === {len(before) + len(more)}"
        )
        rana.page.reload()
        expect(rana.step("write")).to_be_visible()
        expect(box(rana)).to_be_checked()
    expect(rana.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    assert typed(rana.page) == [STORY.headline, f"{STORY.story} One. Two.", STORY.where]
    expect(rana.page.locator("[data-field=category] input[type=radio]").first).to_be_checked()
    rana.check()
    rana.send()
    wait_until_nothing_is_left(rana.page)


def test_what_is_kept_is_sealed(town: Town, new_person: NewPerson) -> None:
    """Neither store holds a word of it, and no script can read the key out."""
    rana = typing(town, new_person, keep=True)
    (sealed,), local, _databases = rana.page.evaluate(LEFT)
    assert local == []
    for word in ("Zanzibar", "ledger", "Quay", "field", "headline"):
        assert word not in sealed
    assert rana.page.evaluate(KEY) == [[True, False]]


def untick(rana: Reporter) -> None:
    box(rana).uncheck()


def leave_quickly(rana: Reporter) -> None:
    near(rana.page.context)
    press_the_link(rana.page)
    rana.page.wait_for_url(NEUTRAL)
    rana.page.go_back()
    expect(rana.step("scope")).to_be_visible()


def go_elsewhere_and_back(rana: Reporter) -> None:
    rana.page.goto(rana.town.url("report", "/en/"))
    rana.page.go_back()
    expect(rana.step("scope")).to_be_visible()


@pytest.mark.parametrize("ending", [untick, leave_quickly, go_elsewhere_and_back])
def test_each_ending_deletes_both_halves(town: Town, new_person: NewPerson, ending: Callable[[Reporter], None]) -> None:
    """Unticked, left quickly, or come back to by any way but a reload: sealed text and key are gone."""
    rana = typing(town, new_person, keep=True)
    ending(rana)
    wait_until_nothing_is_left(rana.page)
    rana.page.reload()
    expect(rana.step("scope")).to_be_visible()
    assert typed(rana.page) == ["", "", ""]


def test_a_closed_tab_takes_the_draft_with_it(town: Town, new_person: NewPerson) -> None:
    """In another tab there is nothing to restore, and the key that the closed one left is deleted."""
    rana = typing(town, new_person, keep=True)
    context = rana.page.context
    rana.page.close()
    later = Reporter(town, context)
    later.page.goto(town.url("report", "/en/meridian/integrity/report/"))
    expect(later.step("scope")).to_be_visible()
    wait_until_nothing_is_left(later.page)
    assert typed(later.page) == ["", "", ""]


def test_a_browser_that_cannot_keep_says_so(town: Town, new_person: NewPerson) -> None:
    """Where the browser has no database, as in some private windows, the box goes off again, and says why."""
    context = new_person()
    context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'InvalidStateError'); };")
    rana = Reporter(town, context)
    rana.open_form()
    box(rana).click()
    expect(rana.page.get_by_text("This browser cannot keep it.")).to_be_visible()
    expect(box(rana)).not_to_be_checked()
    assert rana.page.evaluate("sessionStorage.length") == 0
