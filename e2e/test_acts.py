"""Acts that take two people, in the browser: proposed, read, agreed to; nobody does one alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator, today
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


def test_two_handlers_destroy_a_file(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Hana proposes, Omar agrees: neither of them nor Rana can fetch the file again, and its place says so."""
    photo = tmp_path / "neighbours.txt"
    photo.write_text("Everybody who stood at the window.")
    story = Report("Somebody photographed the lodge", "From the second floor.", "Lodge", attachment=photo)
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.turn_to("Work")
    panel = hana.page.locator("desk-evidence")
    panel.get_by_text("Propose to destroy a file").click()
    panel.get_by_label("Which file").select_option(label="neighbours.txt")
    panel.get_by_label("Why").fill("It shows people who have nothing to do with it.")
    panel.get_by_role("button", name="Propose to destroy it").click()
    expect(panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    omar.turn_to("Work")
    theirs = omar.page.locator("desk-evidence")
    expect(theirs.get_by_role("definition").get_by_text("neighbours.txt")).to_be_visible(timeout=SLOW)
    theirs.get_by_role("button", name="Agree, and do it").click()
    expect(theirs.get_by_text("done by two people")).to_be_visible(timeout=SLOW)
    omar.turn_to("Conversation")
    expect(omar.thread.get_by_text("destroyed")).to_be_visible()
    expect(omar.thread.get_by_role("button", name="Download")).to_have_count(0)
    assert omar.findings == []

    rana.come_back(receipt)
    assert (rana.findings, rana.unreadable) == ([], [])
    expect(rana.thread.get_by_text("Destroyed by the organisation")).to_be_visible()
    expect(rana.thread.get_by_role("button", name="neighbours.txt")).to_have_count(0)


def test_two_handlers_find_a_report_knowingly_false(town: Town, new_person: NewPerson, operator: Operator) -> None:
    """Only after Rana was asked and had fourteen days; on what she knew; the case goes on, and nothing opens."""
    filed = operator.file("The porter sold the spare keys")
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(filed.title)
    for step in ("Start assessing", "Start addressing"):
        hana.page.get_by_role("button", name=step).click()
        expect(hana.page.get_by_role("button", name=step)).to_have_count(0)
    hana.turn_to("Outcome")
    panel = hana.page.locator("desk-false-report")
    panel.get_by_text("Propose such a finding").click()
    expect(panel.get_by_text("It can be proposed fourteen days later.")).to_be_visible()
    expect(panel.get_by_role("button", name="Propose the finding")).to_have_count(0)

    asked_on = today() - timedelta(days=14)
    question = "The porter's keys are all here. What do you say to that?"
    operator.add(filed, filed.message(operator.holder(HANA).signer, question, on=asked_on), day=asked_on)
    hana.page.reload()
    panel.get_by_text("Propose such a finding").click(timeout=SLOW)
    panel.get_by_label("The message by which the reporter was heard").select_option(index=1)
    for field in panel.get_by_role("textbox").all():
        field.fill("The reporter wrote to a friend that it never happened.")
    panel.get_by_role("button", name="Propose the finding").click()
    expect(panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("button", name="Agree")).to_have_count(0)

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(filed.title)
    omar.turn_to("Outcome")
    theirs = omar.page.locator("desk-false-report")
    expect(theirs.get_by_text("wrote to a friend").first).to_be_visible(timeout=SLOW)
    theirs.get_by_role("button", name="Agree, and do it").click()
    expect(theirs.get_by_text("done by two people")).to_be_visible(timeout=SLOW)

    rana = Reporter(town, new_person())
    rana.come_back(filed.receipt.text)
    expect(rana.thread.get_by_text(question)).to_be_visible()
    expect(rana.thread.get_by_text("wrote to a friend")).to_have_count(0)
    expect(rana.page.locator("[data-state]")).to_contain_text("It is being dealt with")
