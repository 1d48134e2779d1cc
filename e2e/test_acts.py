"""Acts that take two people, in the browser: proposed, read, agreed to; nobody does one alone."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA, OMAR

STORY = Report("The cold room is unlocked at night", "Three nights in a row.", "Basement")


def test_two_handlers_place_a_legal_hold(town: Town, new_person: NewPerson) -> None:
    """Hana proposes with a reason that the reporter never sees; Omar reads it and agrees; the case is held."""
    rana = Reporter(town, new_person())
    receipt = rana.report(STORY)
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    hana.turn_to("Outcome")
    panel = hana.page.locator("desk-hold")
    panel.get_by_text("Propose a hold").click()
    day = (datetime.now(UTC) + timedelta(days=60)).date()
    panel.get_by_label("Last day of the hold").fill(day.isoformat())
    panel.get_by_label("Why").fill("The labour court asked for the file.")
    panel.get_by_role("button", name="Propose the hold").click()
    expect(panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_text("Another handler of this case must agree.")).to_be_visible()
    expect(panel.get_by_role("button", name="Agree")).to_have_count(0)

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(STORY.headline)
    omar.turn_to("Outcome")
    theirs = omar.page.locator("desk-hold")
    expect(theirs.get_by_text("The labour court asked for the file.")).to_be_visible(timeout=SLOW)
    theirs.get_by_label("Your reason").fill("I saw the court's letter.")
    theirs.get_by_role("button", name="Agree, and do it").click()
    expect(theirs.get_by_text("done by two people")).to_be_visible(timeout=SLOW)
    expect(theirs.locator(".notice", has_text="Held until")).to_be_visible()
    omar.turn_to("Conversation")
    expect(omar.thread.get_by_text("I saw the court's letter.")).to_be_visible()
    assert omar.findings == []

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("labour court")).to_have_count(0)
    assert (rana.findings, rana.unreadable) == ([], [])
