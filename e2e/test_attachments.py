"""Files of every size, on lines that drop: chosen or dropped, stopped, sent again, answered with, and handed over."""

import hashlib
import os
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town

LARGE = 40 * 1024 * 1024
LEFT_IN_THE_BROWSER = """async () => {
  const names = [];
  const walk = async (folder) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === "directory") await walk(handle);
      else names.push(name);
    }
  };
  await walk(await navigator.storage.getDirectory());
  return names;
}"""


def line(page: Page, name: str) -> Locator:
    """The line of a file in a list of files."""
    return page.locator(".files > li", has_text=name)


def dropped(page: Page, zone: str, name: str, content: str) -> None:
    """Somebody drags a file from their desktop onto the page."""
    transfer = page.evaluate_handle(
        """([name, content]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], name, { type: "text/plain" }));
          return transfer;
        }""",
        [name, content],
    )
    for kind in ("dragenter", "dragover", "drop"):
        page.dispatch_event(zone, kind, {"dataTransfer": transfer})


def test_files_are_chosen_dropped_stopped_and_sent_again_when_the_line_drops(
    town: Town, hana: Member, new_person: NewPerson, tmp_path: Path
) -> None:
    """Rana sends two files of three; one of them through a line that broke on its way. Hana gets just those two."""
    film = tmp_path / "loading-dock.mp4"
    film.write_bytes(os.urandom(6 * 1024 * 1024))
    context = new_person()
    rana = Reporter(town, context)
    rana.open_form()
    rana.fill_in(Report("Pallets leave at night", "Each Friday at ten.", "Dock 3"))
    page = rana.page

    broken = {"left": 3}

    def breaks(route: Route) -> None:
        broken["left"] -= 1
        if broken["left"] >= 0:
            route.abort("connectionreset")
        else:
            route.continue_()

    context.route("**/uploads/*", breaks)
    page.locator("[data-field=attachment] input[type=file]").first.set_input_files(str(film))
    dropped(page, "[data-drop]", "pallets.txt", "twelve pallets")
    dropped(page, "[data-drop]", "not-this.txt", "by mistake")
    for name in (film.name, "pallets.txt", "not-this.txt"):
        expect(line(page, name).locator("[role=status]")).to_contain_text("Sealed and uploaded", timeout=SLOW)
    assert broken["left"] < 0
    line(page, "not-this.txt").get_by_role("button", name="Remove").click()
    expect(line(page, "not-this.txt")).to_have_count(0)
    rana.check()
    rana.send()

    hana.open_case("Pallets leave at night")
    assert hana.findings == []
    expect(hana.thread.get_by_text("not-this.txt")).to_have_count(0)
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name=f"Download {film.name}").click()
    assert Path(download.value.path()).read_bytes() == film.read_bytes()


def test_an_answer_carries_files_and_a_large_one_leaves_nothing_behind(
    town: Town, hana: Member, new_person: NewPerson, tmp_path: Path
) -> None:
    """Hana answers with a form; Rana sends it back filled in, larger than memory should hold; after lock it is gone."""
    form, filled = tmp_path / "witness-form.txt", tmp_path / "witness-form-filled.bin"
    form.write_text("Who was there?\n" * 200)
    filled.write_bytes(os.urandom(LARGE))
    rana = Reporter(town, new_person())
    receipt = rana.report(Report("A form is asked for", "Nobody gave me one.", "Office"))

    hana.open_case("A form is asked for")
    hana.page.locator("#composer-files").set_input_files(str(form))
    expect(line(hana.page, form.name).locator("[role=status]")).to_contain_text("Sealed and uploaded", timeout=SLOW)
    hana.page.get_by_role("button", name="Internal note", exact=True).click()
    expect(line(hana.page, form.name)).to_be_hidden()  # it waits for the answer, and is there again with it
    hana.answer("Please fill in this form.")

    rana.come_back(receipt)
    assert rana.findings == []
    with rana.page.expect_download() as download:
        rana.thread.get_by_role("button", name=form.name).click()
    assert Path(download.value.path()).read_bytes() == form.read_bytes()
    rana.page.locator("[data-composer] input[type=file]").first.set_input_files(str(filled))
    expect(line(rana.page, filled.name).locator("[role=status]")).to_contain_text("Sealed and uploaded", timeout=SLOW)
    rana.write_again("Here it is.")

    hana.open_case("A form is asked for")
    storage = hana.page.context.new_cdp_session(hana.page)
    little = {"origin": town.url("desk").rstrip("/"), "quotaSize": LARGE // 2}
    storage.send("Storage.overrideQuotaForOrigin", little)
    hana.thread.get_by_role("button", name=f"Download {filled.name}").click()
    expect(hana.page.locator("desk-case")).to_contain_text("no room to open a file of this size", timeout=SLOW)
    assert hana.page.evaluate(LEFT_IN_THE_BROWSER) == []
    storage.send("Storage.overrideQuotaForOrigin", {"origin": little["origin"]})
    with hana.page.expect_download(timeout=SLOW) as large:
        hana.thread.get_by_role("button", name=f"Download {filled.name}").click()
    got = Path(large.value.path()).read_bytes()
    assert hashlib.sha256(got).digest() == hashlib.sha256(filled.read_bytes()).digest()
    assert len(hana.page.evaluate(LEFT_IN_THE_BROWSER)) == 1
    hana.page.get_by_role("button", name="Lock").first.click()
    expect(hana.page.locator("#passphrase")).to_be_visible()
    hana.page.wait_for_function(f"({LEFT_IN_THE_BROWSER})().then((names) => names.length === 0)")
    hana.page.goto(town.url("desk"))
    hana.unlock()
