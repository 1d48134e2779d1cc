"""Protection of the reporter: check-ins, measures, a report that follows another, a timeline as evidence."""

import re
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report
from e2e.conftest import NewPerson
from e2e.guarding import Guard, Guarded, pass_days, stored
from e2e.test_terminal import vouchsafe
from e2e.test_unscripted import Quiet
from e2e.town import Town
from vouchsafe.demo.people import HANA
from vouchsafe.vault.receipt import Receipt


def test_a_check_in_is_asked_answered_and_acted_on(town: Town, new_person: NewPerson) -> None:
    """After 30 days Rana is asked and says yes; Hana sees it, takes a measure, changes it and tells Rana of it."""
    story = Report("The lift cables are painted over", "Cables of shaft two are painted, not replaced.", "Shaft two")
    rana = Guarded(town, new_person())
    receipt = rana.report(story)
    rana.come_back(receipt)
    expect(rana.page.locator("[data-guard]")).to_be_visible(timeout=SLOW)
    expect(rana.question).to_have_count(0)

    pass_days(town, receipt, 30)
    rana.come_back(receipt)
    expect(rana.question.get_by_role("heading", name="30 days have passed since you reported")).to_be_visible()
    rana.question.get_by_role("button", name="Seal and send").click()
    expect(rana.question.locator("[data-errors]")).to_contain_text("Has anything been done to you")
    rana.check_in("Yes", "My night shifts were taken away.")
    expect(rana.thread.get_by_text("something was done to you since you reported")).to_be_visible()
    expect(rana.question).to_have_count(0)
    assert rana.findings == []

    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    assert hana.findings == []
    expect(hana.thread.get_by_text("Yes: something was done to the reporter")).to_be_visible()
    expect(hana.thread.get_by_text("My night shifts were taken away.")).to_be_visible()
    hana.turn_to("People concerned")
    expect(hana.check_in_of("Day 30")).to_contain_text("Yes: something was done")
    expect(hana.check_in_of("Day 60")).to_contain_text("Not yet")
    take_a_measure(hana)

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("another foreman writes the shift plan")).to_be_visible()
    expect(rana.page.get_by_text("Staff office")).to_have_count(0)


def take_a_measure(hana: Guard) -> None:
    """Add one, put it in force, and tell the reporter."""
    panel = hana.panel
    panel.get_by_role("button", name="Add a measure").click()
    panel.get_by_label("What is done").fill("another foreman writes the shift plan")
    panel.get_by_label("Who does it").fill("Staff office")
    panel.get_by_label("From").fill("2026-12-01")
    panel.get_by_role("button", name="Seal and keep the measure").click()
    row = panel.get_by_role("listitem").filter(has_text="another foreman")
    expect(row).to_contain_text("Planned", timeout=SLOW)
    row.get_by_role("button", name="Change").click()
    panel.get_by_label("State").select_option(label="In force")
    panel.get_by_label("Until").fill("2027-06-01")
    panel.get_by_role("button", name="Seal and keep the measure").click()
    expect(row).to_contain_text("In force", timeout=SLOW)
    expect(row).to_contain_text("2027")
    row.get_by_role("button", name="Tell the reporter").click()
    letter = panel.get_by_label("The reporter will read this")
    expect(letter).to_have_value(re.compile("another foreman writes the shift plan"))
    panel.get_by_role("button", name="Seal and send the answer").click()
    expect(hana.page.get_by_text("The answer is sent.")).to_be_visible(timeout=SLOW)
    hana.turn_to("Conversation")
    expect(hana.thread.get_by_text("To protect you, we do this")).to_be_visible()
    expect(hana.thread.get_by_text("Staff office")).to_have_count(0)


def test_a_question_that_nobody_answered_gives_way_to_the_next(town: Town, new_person: NewPerson) -> None:
    """After 60 days one question stands, not two, and the desk sees that the first was not answered."""
    story = Report("The tide gate is wedged open", "A beam holds it open at night.", "Tide gate")
    rana = Guarded(town, new_person())
    receipt = rana.report(story)
    pass_days(town, receipt, 61)
    rana.come_back(receipt)
    expect(rana.page.get_by_role("heading", name="60 days have passed since you reported")).to_be_visible(timeout=SLOW)
    rana.check_in("No")
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.case_at(story.headline, "People concerned")
    expect(hana.check_in_of("Day 30")).to_contain_text("Was not answered")
    expect(hana.check_in_of("Day 60")).to_contain_text("No")


def test_a_check_in_without_script(town: Town, new_person: NewPerson) -> None:
    """Who runs no script is asked too; the answer is sealed by the server and shown once, however often it is sent."""
    story = Report("Two meters run backwards", "Meters nine and ten run backwards at night.", "Meter house")
    context = new_person(java_script_enabled=False)
    rana = Quiet(town, context.new_page())
    rana.begin()
    rana.fill_in(story)
    rana.press("check")
    receipt = rana.send([])
    pass_days(town, receipt, 91)
    rana.open(receipt)
    expect(rana.page.get_by_role("heading", name="90 days have passed since you reported")).to_be_visible()
    rana.press("check-in")
    expect(rana.page.locator(".errors")).to_contain_text("Choose one answer.")
    rana.page.get_by_label("Yes", exact=True).check()
    rana.page.locator("#checkin-text").fill("They read my mail aloud.")
    rana.press("check-in")
    expect(rana.page.locator("#thread").get_by_text("something was done to you")).to_be_visible()
    expect(rana.page.locator("#thread").get_by_text("They read my mail aloud.")).to_have_count(1)
    expect(rana.page.get_by_role("heading", name="90 days")).to_have_count(0)

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    expect(hana.thread.get_by_text("Yes: something was done to the reporter")).to_be_visible()


def test_a_report_of_retaliation_is_tied_to_the_first_one(town: Town, new_person: NewPerson) -> None:
    """Rana writes a second report from the mailbox: who reads both sees that she wrote both, and nothing is stored."""
    first = Report("Welds of the boiler are dummy", "Half of the welds are glue.", "Boiler house")
    second = Report("I was moved to the archive", "The day after my report I was moved.", "Archive")
    context = new_person()
    rana = Guarded(town, context)
    receipt = rana.report(first)
    rana.come_back(receipt)
    rana.page.get_by_text("Report what was done to you as a report of its own").click()
    with context.expect_page() as opened:
        rana.page.get_by_role("button", name="Write that report").click()
    then = Guarded(town, context)
    then.page.close()
    then.page = opened.value
    expect(then.page.locator("[data-tied]")).to_be_visible(timeout=SLOW)
    assert "?" not in then.page.url
    assert "#" not in then.page.url
    assert stored(then.page) == {"session": 0, "local": 0, "cookies": 0}
    then.page.locator("[data-field=_scope] input[data-passes]").check()
    then.step("scope").locator("button.button").last.click()
    expect(then.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    then.fill_in(second)
    then.check()
    later = then.send()
    then.come_back(later)
    expect(then.thread.get_by_text("You tied this report to an earlier one of yours.")).to_be_visible()

    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(second.headline)
    assert hana.findings == []
    told = hana.page.get_by_text("they wrote this report and an earlier one")
    expect(told).to_be_visible()
    hana.page.get_by_role("link", name="The earlier report").click()
    expect(hana.thread.get_by_text("Half of the welds are glue.")).to_be_visible(timeout=SLOW)
    assert str(Receipt.parse(receipt).case_id) in hana.page.url
    expect(told).to_have_count(0)


def test_a_report_is_not_tied_by_itself(town: Town, new_person: NewPerson) -> None:
    """A form that no mailbox opened is tied to nothing, and one that was can be untied."""
    first = Report("The crane inspector is bribed", "An envelope each spring.", "Crane six")
    context = new_person()
    rana = Guarded(town, context)
    receipt = rana.report(first)
    expect(rana.page.locator("[data-tied]")).to_have_count(0)
    rana.come_back(receipt)
    rana.page.get_by_text("Report what was done to you as a report of its own").click()
    with context.expect_page() as opened:
        rana.page.get_by_role("button", name="Choose another channel for it").click()
    other = Guarded(town, context)
    other.page.close()
    other.page = opened.value
    other.page.get_by_role("link", name="Integrity").first.click()
    other.page.locator("main a.button").first.click()
    expect(other.page.locator("[data-tied]")).to_be_visible(timeout=SLOW)
    other.page.get_by_role("button", name="Do not tie them").click()
    expect(other.page.locator("[data-tied]")).to_have_count(0)
    other.page.locator("[data-field=_scope] input[data-passes]").check()
    other.step("scope").locator("button.button").last.click()
    expect(other.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    second = Report("The crane's log has two hands", "Two people write it.", "Crane six")
    other.fill_in(second)
    other.check()
    other.send()
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(second.headline)
    expect(hana.page.get_by_text("an earlier one")).to_have_count(0)


def test_a_timeline_is_taken_away_and_verified_offline(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Rana takes her timeline; a terminal that knows no server proves it, and tells a changed byte and other words."""
    story = Report("The blood fridge is switched off", "Switched off each night, <b>& on at six.", "Ward three")
    rana = Guarded(town, new_person())
    receipt = rana.report(story)
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    hana.answer("Who has the key of the ward?")
    pass_days(town, receipt, 40)
    rana.come_back(receipt)
    rana.check_in("Yes", "I was shouted at.")
    rana.page.get_by_text("Take away a signed timeline as evidence").click()
    expect(rana.page.get_by_text("Whoever finds it reads everything in it")).to_be_visible()
    with rana.page.expect_download() as download:
        rana.page.get_by_role("button", name="Make the file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    proven = vouchsafe("timeline", "verify", str(file))
    assert proven.returncode == 0, proven.stderr
    for told in ("Not one byte was changed", "Who has the key of the ward?", "I was shouted at.", "missed"):
        assert told in proven.stdout
    assert receipt not in file.read_text()
    changed = tmp_path / "changed.html"
    changed.write_bytes(file.read_bytes().replace(b"Ward three", b"Ward seven", 1))
    refused = vouchsafe("timeline", "verify", str(changed))
    assert refused.returncode == 1
    assert "This file was changed after it was signed" in refused.stderr
    words = " ".join(["abandon"] * 12)
    assert vouchsafe("timeline", "verify", str(file), "--pin", words).returncode == 1

    reader = new_person().new_page()
    reader.goto(file.as_uri())
    expect(reader.get_by_role("heading", name="Timeline of a report")).to_be_visible()
    expect(reader.get_by_text("Who has the key of the ward?", exact=True)).to_be_visible()
    expect(reader.get_by_text("Switched off each night, <b>& on at six.", exact=True)).to_be_visible()
