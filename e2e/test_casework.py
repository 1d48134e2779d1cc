"""The handlers' own work in a case: tasks, tags, links, a better title; all of it sealed, none of it the reporter's."""

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA, OMAR

STORY = Report("The freezer log is copied by hand", "Every Friday, from last week's page.", "Bank C")
OTHER = Report("Friday's samples are warm", "Three weeks in a row.", "Bank C")


def test_handlers_file_a_case_and_share_its_tasks(town: Town, new_person: NewPerson) -> None:
    """Hana adds a task, a tag and a link and mends the title; Omar sees them and does the task; Rana only the title."""
    rana = Reporter(town, new_person())
    Reporter(town, new_person()).report(OTHER)
    receipt = rana.report(STORY)
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    hana.turn_to("Work")
    tasks, filing = hana.page.locator("desk-tasks"), hana.page.locator("desk-filing")
    tasks.get_by_text("Add a task").click()
    tasks.get_by_label("What is to be done").fill("Ask Ines for the thermometer's memory")
    tasks.get_by_label("By when (optional)").fill("2030-02-01")
    tasks.get_by_label("By whom (optional)").select_option(label=OMAR.name)
    tasks.get_by_role("button", name="Add", exact=True).click()
    expect(tasks.get_by_text("due on 1 February 2030")).to_be_visible(timeout=SLOW)
    filing.get_by_label("New tag").fill("cold chain")
    filing.get_by_role("button", name="Add", exact=True).click()
    expect(filing.get_by_role("button", name="Remove the tag cold chain")).to_be_visible(timeout=SLOW)
    filing.get_by_text("Link another case").click()
    filing.get_by_label("Which case").select_option(label=OTHER.headline)
    filing.get_by_label("What they have in common").fill("The same freezer bank.")
    filing.get_by_role("button", name="Link", exact=True).click()
    expect(filing.get_by_role("link", name=OTHER.headline)).to_be_visible(timeout=SLOW)
    filing.get_by_text("Change the title").click()
    filing.get_by_label("Title", exact=True).fill("Freezer log copied, bank C")
    filing.get_by_role("button", name="Keep this title").click()
    expect(hana.page.get_by_role("heading", level=1)).to_contain_text("Freezer log copied, bank C", timeout=SLOW)
    assert hana.findings == []

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case("Freezer log copied, bank C")
    expect(omar.thread.get_by_text("thermometer")).to_have_count(0)
    omar.turn_to("Work")
    theirs = omar.page.locator("desk-tasks")
    expect(theirs.locator(".task").get_by_text(OMAR.name)).to_be_visible(timeout=SLOW)
    theirs.get_by_role("button", name="Done Ask Ines").click()
    expect(theirs.get_by_text("Nothing is to be done.")).to_be_visible(timeout=SLOW)
    omar.page.locator("desk-filing").get_by_role("link", name=OTHER.headline).click()
    expect(omar.page.get_by_role("heading", level=1)).to_contain_text(OTHER.headline, timeout=SLOW)
    assert omar.findings == []

    rana.come_back(receipt)
    assert (rana.findings, rana.unreadable) == ([], [])
    for word in ("thermometer", "cold chain", "freezer bank"):
        expect(rana.page.get_by_text(word)).to_have_count(0)
    texts = Operator(town).rows("SELECT count(*) FROM cases_item WHERE encode(sealed, 'escape') LIKE %s", "%cold chain%")
    assert texts == [(0,)]
