"""Redacted copies: of pictures, documents and texts, by mouse, finger and keyboard; and what goes where a case goes."""

import io
import re
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e import strange_files
from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.test_handover import list_partner, sign_in, words_of
from e2e.town import Town
from e2e.viewing import Viewer, report_with
from vouchsafe.demo.people import HANA, LENA


@pytest.fixture(scope="module")
def hana(hana: Member) -> Viewer:
    """Hana, in another tab of her browser, where her key is open already."""
    return Viewer(hana.town, hana.page.context, hana.who)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw from one point of the shown page to another, each as shares of its width and height."""
    place = page.locator("desk-redactor svg").bounding_box()
    assert place is not None
    (x, y), (to_x, to_y) = (
        (place["x"] + across * place["width"], place["y"] + down * place["height"]) for across, down in (start, end)
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def keep(hana: Viewer) -> None:
    """Keep the copy that was drawn."""
    hana.page.get_by_role("button", name="Keep the redacted copy").click()
    expect(hana.page.get_by_text("The redacted copy is kept in the case.")).to_be_visible(timeout=SLOW)
    expect(hana.page.locator("dialog[open]")).to_have_count(0)


def download(hana: Member, name: str) -> bytes:
    """The verified bytes of a file, as they are saved."""
    with hana.page.expect_download() as saved:
        hana.thread.get_by_role("button", name=f"Download {name}", exact=True).click()
    return Path(saved.value.path()).read_bytes()


def test_a_picture_is_redacted_by_pointer_and_by_keyboard(
    town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Hana blacks out one half with the mouse, the other with keys; the reporter can see the copy, and what it is."""
    rana = Reporter(town, new_person())
    receipt = report_with(rana, "A badge", [strange_files.photo(tmp_path)])
    hana.open_case("A badge")
    hana.view("badge.png")
    hana.dialog.get_by_role("button", name="Redact").click()
    drag(hana.page, (0.05, 0.05), (0.45, 0.5))
    hana.dialog.get_by_role("button", name="Add a box").click()
    second = hana.dialog.get_by_role("button", name="Box 2")
    expect(second).to_be_focused()
    for _press in range(15):
        hana.page.keyboard.press("ArrowRight")
    hana.dialog.get_by_label("From the top").fill("160")
    hana.dialog.get_by_label("From the left").fill("240")
    hana.dialog.get_by_label("Height").fill("130")
    hana.dialog.get_by_label("Width").fill("150")
    hana.dialog.get_by_label("Preview").check()
    keep(hana)

    expect(hana.thread.get_by_text("Redacted copy of badge.png")).to_be_visible()
    expect(hana.thread.get_by_text("Redacted copy: badge (redacted).png")).to_be_visible()
    assert hana.findings == []
    copy = Image.open(io.BytesIO(download(hana, "badge (redacted).png"))).convert("RGB")
    assert copy.size == (400, 300)
    colours = {colour for _count, colour in copy.getcolors() or []}
    assert colours == {(255, 255, 255), (0, 0, 0)}
    assert download(hana, "badge.png") == download(hana, "badge.png") != b""

    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_role("button", name="badge (redacted).png")).to_be_visible()


def test_a_redacted_document_is_pixels_and_nothing_else(
    town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Of two pages one is blacked out: the copy has both, as pictures, and no word of either."""
    files = [strange_files.document(tmp_path, ["Ann Lee signed", "Forty barrels"])]
    report_with(Reporter(town, new_person()), "A ledger", files)
    hana.open_case("A ledger")
    hana.view("ledger.pdf")
    hana.dialog.get_by_role("button", name="Redact").click(timeout=SLOW)
    drag(hana.page, (0.05, 0.1), (0.95, 0.25))
    hana.dialog.get_by_role("button", name="Next page").click()
    expect(hana.dialog.get_by_text("Page 2 of 2")).to_be_visible(timeout=SLOW)
    expect(hana.dialog.locator("svg [data-box]")).to_have_count(0)
    keep(hana)

    copy = pypdf.PdfReader(io.BytesIO(download(hana, "ledger (redacted).pdf")), strict=True)
    assert [page.extract_text() for page in copy.pages] == ["", ""]
    assert [[round(float(side)) for side in page.mediabox[2:]] for page in copy.pages] == [[595, 842]] * 2
    first, second = (page.images[0].image.convert("L") for page in copy.pages if page.images[0].image)
    line = (round(first.width * 0.1), round(first.height * 0.145), round(first.width * 0.5), round(first.height * 0.17))
    assert max(first.crop(line).tobytes()) < 12  # black all over, where the words were
    assert min(second.crop(line).tobytes()) < 60  # the other page's words
    assert max(second.crop(line).tobytes()) > 240  # stand on white


def test_a_redacted_text_goes_in_place_of_the_original(
    town: Town, hana: Viewer, new_person: NewPerson, tmp_path: Path
) -> None:
    """Hana blacks out a name in the report; where the case is handed over, the copy is ticked and the report is not."""
    rana = Reporter(town, new_person())
    rana.report(Report("Keys are lent out", "Ann Lee lends keys. Ask ANN LEE why.", "Gate 9"))
    hana.open_case("Keys are lent out")
    hana.thread.get_by_role("button", name="Make a redacted copy").click()
    area = hana.page.get_by_label("The text of the copy")
    area.press("x")
    expect(area).to_have_value(re.compile("Ann Lee lends keys"))
    hana.page.get_by_label("Words to black out everywhere").fill("ann lee")
    hana.page.get_by_role("button", name="Black out these words").click()
    area.evaluate("(it) => { const at = it.value.indexOf('Gate 9'); it.setSelectionRange(at, at + 6); }")
    hana.page.get_by_role("button", name="Black out what is marked").click()
    keep(hana)
    name = hana.thread.locator(".files__name").inner_text()
    text = download(hana, name).decode()
    assert "█████ lends keys. Ask █████ why." in text
    assert "Gate" not in text
    assert "ann lee" not in text.lower()

    lena = sign_in(town, new_person(), LENA)
    list_partner(lena, "The other channel", town.url("report", "/en/meridian/integrity/"), words_of(town, "meridian"))
    hana.open_case("Keys are lent out")
    hana.turn_to("Sharing")
    panel = hana.page.locator("desk-handover")
    panel.locator("summary").click()
    panel.get_by_label("To whom").select_option(label="The other channel")
    expect(panel.locator(".words")).to_be_visible(timeout=SLOW)
    report, copy = panel.locator("label.choice:has(input[name=contents])").all()
    expect(report).to_contain_text(f"Its redacted copy goes instead: {name}")
    expect(report.locator("input")).not_to_be_checked()
    expect(copy).to_contain_text(f"File: {name}")
    expect(copy.locator("input")).to_be_checked()


def test_boxes_are_drawn_with_a_finger_on_a_small_screen(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """At 360 pixels nothing is wider than the screen, and a finger draws instead of scrolling."""
    report_with(Reporter(town, new_person()), "A small screen", [strange_files.photo(tmp_path)])
    small = new_person(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    hana = Viewer(town, small, HANA)
    hana.arrive()
    hana.open_case("A small screen")
    hana.view("badge.png")
    hana.dialog.get_by_role("button", name="Redact").tap()
    place = hana.page.locator("desk-redactor svg").bounding_box()
    assert place is not None
    assert place["width"] <= 360
    assert hana.page.evaluate("document.documentElement.scrollWidth") <= 360
    finger = small.new_cdp_session(hana.page)
    for kind, share in (("touchStart", 0.1), ("touchMove", 0.3), ("touchMove", 0.6), ("touchEnd", None)):
        points = (
            []
            if share is None
            else [{"x": place["x"] + share * place["width"], "y": place["y"] + share * place["height"]}]
        )
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    box = hana.page.locator("desk-redactor [data-box]")
    expect(box).to_have_count(1)
    assert 190 <= int(box.get_attribute("width") or 0) <= 210  # half of the picture's 400 pixels
