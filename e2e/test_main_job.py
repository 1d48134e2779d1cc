"""The main job: somebody reports, a handler answers, the reporter reads the answer."""

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Request, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA, OMAR


def test_a_sealed_report_there_and_back(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Rana reports with a file; Hana unlocks, reads, answers and notes; Rana reads the answer; Omar reads the note."""
    photo = tmp_path / "crate-ledger.pdf"
    photo.write_bytes(b"%PDF-1.7 ledger of the crates " * 9000)
    story = Report(
        headline="Crates leave the cold store at night",
        story="Twice this month a van took sealed crates.\nNobody signed the ledger.",
        where="Cold store, gate B",
        attachment=photo,
    )
    rana = Reporter(town, new_person())
    asked: list[Request] = []
    rana.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    receipt = rana.report(story)
    assert receipt not in rana.page.url
    assert receipt not in rana.page.title()

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    assert hana.findings == []
    expect(hana.thread.get_by_text("Nobody signed the ledger.")).to_be_visible()
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name="Download crate-ledger.pdf").click()
    assert download.value.suggested_filename == "crate-ledger.pdf"
    assert Path(download.value.path()).read_bytes() == photo.read_bytes()
    hana.page.get_by_role("button", name="Begin assessing").or_(
        hana.page.locator("desk-case aside .actions button")
    ).first.click()
    expect(hana.page.locator("desk-case [aria-current=step]")).not_to_contain_text("Received")
    hana.note("Gate B is camera 14. Ask facilities before the tape is overwritten.")
    hana.answer("Thank you. Which nights were they?")

    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("Which nights were they?")).to_be_visible()
    expect(rana.thread.get_by_text("camera 14")).to_have_count(0)
    rana.write_again("The nights of the third and the seventeenth.")

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    assert omar.findings == []
    expect(omar.thread.get_by_text("camera 14")).to_be_visible(timeout=SLOW)
    expect(omar.thread.get_by_text("The nights of the third and the seventeenth.")).to_be_visible()

    assert {urlsplit(request.url).netloc for request in asked} == {f"report.localhost:{town.port}"}
    assert not any(receipt.replace("-", "") in request.url.replace("-", "") for request in asked)
    assert rana.page.context.cookies() == []
