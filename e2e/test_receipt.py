"""The receipt: kept, tried, come back with, changed; and never anywhere that outlives the page."""

import base64
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import zxingcpp
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.victims import Watch
from vouchsafe.law.clocks import add_days, add_months

LOOK_ALIKES = str.maketrans({"0": "o", "1": "l"})


def typed_badly(receipt: str) -> str:
    """As somebody types it from paper: small letters, no dashes, o for 0 and l for 1."""
    return receipt.replace("-", " ").translate(LOOK_ALIKES).lower()


def with_slips(receipt: str, *places: int) -> str:
    """With other symbols at these places, counted without the dashes."""
    symbols = list(receipt.replace("-", ""))
    for place in places:
        symbols[place] = "7" if symbols[place] != "7" else "8"
    return "".join(symbols)


def told(page: Page) -> Locator:
    """What the practised return says."""
    return page.locator("[data-told]")


def practise(page: Page, typed: str) -> None:
    """Type a copy of the receipt into the field that is shown for it."""
    page.locator("#practice").fill(typed)
    page.get_by_role("button", name="Try it").click()


def decoded(page: Page, picture: Locator) -> list[str]:
    """What a camera reads from a picture on the page."""
    png = base64.b64encode(picture.screenshot()).decode()
    width, height, grey = page.context.new_page().evaluate(
        """async (png) => {
          const bytes = Uint8Array.from(atob(png), (one) => one.charCodeAt(0));
          const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
          canvas.drawImage(image, 0, 0);
          const { data } = canvas.getImageData(0, 0, image.width, image.height);
          return [image.width, image.height, [...data].filter((_, at) => at % 4 === 0)];
        }""",
        png,
    )
    pixels = memoryview(bytes(grey)).cast("B", shape=[height, width])
    return [found.text for found in zxingcpp.read_barcodes(pixels)]


def day(page: Page, of: date) -> str:
    """A day as the page writes it."""
    text: str = page.evaluate(
        "(day) => new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day))",
        of.isoformat(),
    )
    return text


def rotated(rana: Reporter) -> str:
    """Make a new receipt, try it, and let it count."""
    rana.page.locator("[data-rotation] summary").click()
    rana.step("case").locator("[data-rotate]").click()
    expect(rana.step("rotate")).to_be_visible()
    receipt = re.sub(r"[^0-9A-Z]", "", rana.page.locator("[data-receipt]").inner_text())
    practise(rana.page, typed_badly(receipt))
    rana.page.get_by_role("button", name="The new receipt counts from now on").click()
    expect(rana.step("rotated")).to_be_visible(timeout=SLOW)
    return receipt


def test_a_receipt_is_kept_in_every_way_and_tried_once(town: Town, new_person: NewPerson) -> None:
    """Copied, read by a camera, spelt to a listener, and typed back; only then does the page let go of it."""
    context = new_person()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=town.url("report").rstrip("/"))
    watch = Watch(context)
    rana = Reporter(town, context)
    page = rana.page
    rana.open_form()
    assert not any("lean-qr" in asked for asked in watch.asked)
    rana.fill_in(Report("A seal was cut", "The seal of store 4 was cut before the count.", "Store 4"))
    rana.check()
    receipt = rana.send()

    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("[data-copied]")).to_contain_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == receipt
    page.get_by_role("button", name="QR code").click()
    assert decoded(page, page.locator(".qr")) == [receipt]
    spelt = page.locator("[data-receipt]").get_by_role("listitem").get_by_role("img").all()
    assert [group.get_attribute("aria-label") for group in spelt] == [" ".join(group) for group in receipt.split("-")]

    finish = page.get_by_role("button", name="Finish and clear this page")
    expect(finish).to_be_disabled()
    practise(page, with_slips(receipt, 0, 5, 27))
    expect(told(page)).to_contain_text("These groups do not fit: 1, 2 and 7.")
    practise(page, receipt[:-1])
    expect(told(page)).to_contain_text("Here are 27.")
    practise(page, with_slips(receipt, 9))
    expect(told(page)).to_contain_text("One symbol does not fit, in group 3.")
    expect(finish).to_be_disabled()
    practise(page, typed_badly(receipt))
    expect(told(page)).to_contain_text("With this you can come back.")
    finish.click()
    page.wait_for_url("**/meridian/integrity/")


def test_who_cannot_type_it_says_that_it_is_kept(town: Town, new_person: NewPerson) -> None:
    """The tick alone lets go of the page, and taking it back holds it."""
    rana = Reporter(town, new_person())
    rana.report(Report("A gate was open", "Gate C stood open all night.", "Gate C"))
    finish = rana.page.get_by_role("button", name="Finish and clear this page")

    rana.page.locator("[data-kept]").check()
    expect(finish).to_be_enabled()
    rana.page.locator("[data-kept]").uncheck()
    expect(finish).to_be_disabled()
    practise(rana.page, with_slips(rana.page.locator("[data-receipt]").inner_text().replace("\n", ""), 27))
    rana.page.get_by_role("button", name="Yes, this is what I meant").click()
    expect(told(rana.page)).to_contain_text("Mend group 7 in your copy.")
    expect(finish).to_be_enabled()


def test_paper_shows_the_receipt_and_no_more(town: Town, new_person: NewPerson) -> None:
    """Nothing printed says what the card opens, unless the reporter wants the address on it."""
    rana = Reporter(town, new_person())
    receipt = rana.report(Report("A tank leaked", "Tank 2 leaked into the drain.", "Tank farm"))
    page = rana.page
    expect(page.locator(".qr path")).to_have_attribute("d", re.compile("^M"))
    page.evaluate("window.print = () => { window.printedAs = document.title; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.printedAs") == "Card"

    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert re.sub(r"[^0-9A-Z]", "", printed) == receipt.replace("-", "")
    assert decoded(page, page.locator(".qr")) == [receipt]
    page.emulate_media(media="screen")
    page.locator("[data-print-address]").check()
    page.emulate_media(media="print")
    assert town.url("report", "/en/meridian/return/") in page.locator("body").inner_text()


def test_a_reporter_sees_what_was_read_and_what_is_due(town: Town, new_person: NewPerson, operator: Operator) -> None:
    """From "nobody has opened it" to an acknowledgement, and to whom to turn when a day has passed."""
    story = Report("Keys were copied", "The keys of the archive were copied at the kiosk.", "Archive")
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    today = date.fromisoformat(str(rana.page.evaluate("new Date().toISOString().slice(0, 10)")))
    rana.come_back(receipt)
    page = rana.page
    expect(page.locator("[data-state]")).to_have_text("We have it. Nobody has opened it yet.")
    expect(rana.thread.get_by_text("Not read yet")).to_have_count(1)
    clock = page.locator("[data-clock]")
    expect(clock).to_contain_text(f"by {day(page, add_days(today, 7))}")
    without = add_days(add_months(today, 3), 7)  # HinSchG § 17(2), of the demo's law
    expect(clock).to_contain_text(f"by {day(page, without)}")
    expect(page.locator("[data-authorities]")).not_to_have_attribute("open", "")

    from vouchsafe.demo.people import HANA

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.answer("Thank you. Which kiosk?")
    rana.come_back(receipt)
    expect(page.locator("[data-state]")).to_have_text(f"A handler opened it on {day(page, today)}.")
    expect(rana.thread.get_by_text("Read by a handler")).to_have_count(1)
    expect(rana.thread.locator(".letter--handler time")).to_have_attribute("datetime", today.isoformat())
    expect(clock).to_contain_text(f"It came on {day(page, today)}")
    expect(clock).to_contain_text(f"by {day(page, add_months(today, 3))}")

    case = UUID(str(hana.page.url.split("/cases/")[1].strip("/")))
    long_ago = today - timedelta(days=200)
    operator.rows("UPDATE cases_case SET received_on = %s, acknowledged_on = NULL WHERE id = %s", long_ago, case)
    operator.rows("DELETE FROM cases_clock WHERE case_id = %s", case)  # until the hour they are reckoned anew
    rana.come_back(receipt)
    expect(clock.get_by_text("This day has passed")).to_have_count(2)
    expect(page.locator("[data-authorities]")).to_contain_text("External reporting office")
    expect(page.locator("[data-authorities] li").first).to_be_visible()


def test_a_correction_and_a_withdrawal_reach_the_desk(town: Town, new_person: NewPerson, hana: Member) -> None:
    """One wrong symbol is mended on the way back; a withdrawal says what it means, and is asked once more."""
    story = Report("Wages were withheld", "Wages of May were withheld from the night shift.", "Hall 2")
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    page = rana.page
    page.goto(town.url("report", f"{rana.home}return/"))
    page.locator("#field-receipt").fill(with_slips(receipt, 12))
    page.get_by_role("button", name="Open my report").click()
    page.get_by_role("button", name="Yes, use this one").click()
    expect(rana.step("case")).to_be_visible(timeout=SLOW)

    page.locator("[data-purpose][value=correction]").check()
    expect(page.get_by_text("Write what was wrong, and what is right.")).to_be_visible()
    rana.write_again("It was June, not May.")
    page.locator("[data-purpose][value=withdrawal]").check()
    expect(page.get_by_text("By law it may have to go on")).to_be_visible()
    page.locator("#field-text").fill("I withdraw this.")
    send = page.locator("[data-composer]").get_by_role("button", name="Seal and send")
    send.click()
    page.get_by_role("button", name="No, go back").click()
    expect(rana.thread.get_by_text("I withdraw this.")).to_have_count(0)
    send.click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(rana.thread.get_by_text("I withdraw this.")).to_be_visible(timeout=SLOW)

    hana.open_case(story.headline)
    assert hana.findings == []
    letters = hana.thread.locator("article")
    expect(letters.filter(has_text="It was June, not May.").locator(".tag")).to_have_text("Correction")
    expect(letters.filter(has_text="I withdraw this.").locator(".tag")).to_have_text("Withdrawal")


def test_a_new_receipt_opens_all_and_the_old_one_nothing(town: Town, new_person: NewPerson, hana: Member) -> None:
    """Tried and taken; handlers follow; then the old one is unknown."""
    story = Report("A log was wiped", "The door log of Sunday was wiped on Monday.", "Server room")
    rana = Reporter(town, new_person())
    old = rana.report(story)
    rana.come_back(old)
    rana.write_again("It was wiped at noon.")
    hana.open_case(story.headline)
    hana.answer("Who had the key?")

    rana.come_back(old)
    new = rotated(rana)
    rana.page.get_by_role("button", name="Back to my report").click()
    rana.write_again("Only the night guard.")
    rana.come_back(new)
    assert rana.findings == []
    for text in (story.story, "It was wiped at noon.", "Who had the key?", "Only the night guard."):
        expect(rana.thread.get_by_text(text)).to_be_visible()
    hana.open_case(story.headline)
    assert hana.findings == []
    expect(hana.thread.get_by_text("Only the night guard.")).to_be_visible()

    rana.page.goto(town.url("report", f"{rana.home}return/"))
    rana.page.locator("#field-receipt").fill(old)
    rana.page.get_by_role("button", name="Open my report").click()
    unknown = rana.step("enter").locator("[data-errors]")
    expect(unknown).to_contain_text("There is no report for this receipt here.", timeout=SLOW)


def test_a_new_receipt_counts_where_the_case_cannot_be_read_again_at_once(town: Town, new_person: NewPerson) -> None:
    """The change was answered, then the line drops: nobody is told to keep the old receipt, which opens nothing."""
    context = new_person()
    rana = Reporter(town, context)
    old = rana.report(Report("A lock was changed", "The lock of gate 2 was changed on Sunday.", "Gate 2"))
    rana.come_back(old)
    context.route("**/mailbox", lambda route: route.abort())
    new = rotated(rana)
    expect(rana.page.locator("#alert")).to_contain_text("The server did not answer.", timeout=SLOW)
    context.unroute("**/mailbox")
    rana.come_back(new)
    assert rana.findings == []


def test_what_is_typed_while_a_message_is_on_its_way_stays(town: Town, new_person: NewPerson) -> None:
    """A slow line takes minutes, in which somebody goes on writing: that is the next message."""
    context = new_person()
    rana = Reporter(town, context)
    page = rana.page
    rana.come_back(rana.report(Report("A seal was broken", "The seal of crate 9 was broken.", "Hall nine")))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    context.route("**/mailbox/items", hold)
    page.locator("#field-text").fill("It was crate 8.")
    with page.expect_request("**/mailbox/items"):
        page.locator("[data-composer] form > .actions button").click()
    page.locator("#field-text").fill("And crate 7.")
    held[0].continue_()
    expect(rana.thread.get_by_text("It was crate 8.")).to_be_visible(timeout=SLOW)
    expect(page.locator("#field-text")).to_have_value("And crate 7.")


def plain(text: str) -> str:
    """A text in the one spelling that all spellings of a receipt come down to."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(str.maketrans("OIL", "011"))


def kept(page: Page) -> str:
    """All that outlives a page: address, history, title, every store of the browser."""
    found: Any = page.evaluate(
        """async () => {
          const databases = await indexedDB.databases();
          const rows = await Promise.all(databases.map(({ name }) => new Promise((resolve) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => {
              const stores = [...opening.result.objectStoreNames];
              if (stores.length === 0) return resolve([]);
              const reading = opening.result.transaction(stores);
              const all = stores.map((store) => reading.objectStore(store).getAll());
              reading.oncomplete = () => resolve(all.map((one) => one.result));
            };
          })));
          return [location.href, document.title, document.referrer, document.cookie, window.name, history.state,
                  { ...sessionStorage }, { ...localStorage }, rows, await caches.keys(), history.length];
        }"""
    )
    return str(found)


def kept_with_a_leak(page: Page, text: str) -> str:
    """The same after somebody did what must not be done."""
    page.evaluate("(text) => sessionStorage.setItem('draft', text)", text)
    return kept(page)


def test_the_receipt_is_in_nothing_that_outlives_the_page(town: Town, new_person: NewPerson) -> None:
    """Shown, tried, mistyped, come back with, changed: in no spelling is it in a title, an address, a store, a log."""
    context: BrowserContext = new_person()
    requests: list[str] = []
    said: list[str] = []
    context.on("request", lambda request: requests.append(f"{request.url} {request.all_headers()} {request.post_data}"))
    context.on("console", lambda message: said.append(message.text))
    rana = Reporter(town, context)
    page = rana.page
    after: list[str] = []

    old = rana.report(Report("A pump ran dry", "Pump 6 ran dry at night.", "Pump house"))
    after.append(kept(page))
    practise(page, typed_badly(old))
    after.append(kept(page))
    page.goto(town.url("report", f"{rana.home}return/"))
    page.locator("#field-receipt").fill(with_slips(typed_badly(old).upper().replace(" ", ""), 3))
    page.get_by_role("button", name="Open my report").click()
    expect(page.locator("[data-meant]")).to_be_visible()
    after.append(kept(page))
    rana.come_back(old)
    after.append(kept(page))
    new = rotated(rana)
    after.append(kept(page))
    rana.come_back(new)
    rana.write_again("I am still here.")
    after.append(kept(page))
    page.get_by_role("button", name="Close and clear this page").click()
    expect(rana.step("enter")).to_be_visible()
    assert page.locator("#field-receipt").input_value() == ""
    after.append(kept(page))

    logs = [town.printed(), *(file.read_text(errors="replace") for file in town.data.rglob("*.log"))]
    assert len(after) == 7
    assert len(requests) > 20
    assert plain(old) in plain(kept_with_a_leak(page, typed_badly(old))), "this test would not notice"
    for text in (*after, *requests, *said, *logs):
        assert plain(old) not in plain(text)
        assert plain(new) not in plain(text)
    assert context.cookies() == []
