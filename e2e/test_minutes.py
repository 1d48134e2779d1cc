"""Minutes of a meeting: the desk writes, the reporter corrects and signs (Directive (EU) 2019/1937, article 18)."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Report
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.guarding import Guard, Guarded
from e2e.sounds import speak
from e2e.test_unscripted import Quiet
from e2e.town import Town
from vouchsafe.demo.people import HANA
from vouchsafe.vault.receipt import Receipt


def test_minutes_are_corrected_and_then_right(town: Town, new_person: NewPerson) -> None:
    """Hana writes them, Rana corrects them, Hana writes the next version, Rana signs that it is right."""
    story = Report("The scaffold has no ties", "None above the third floor.", "East wall")
    rana = Guarded(town, new_person())
    receipt = rana.report(story)
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.case_at(story.headline, "Work")
    hana.write_minutes("Rana said: ties are missing from the second floor up.")
    expect(hana.minutes.get_by_text("Waits for the reporter")).to_be_visible()

    rana.come_back(receipt)
    expect(rana.minutes.get_by_role("heading", name="Minutes of the call on")).to_be_visible(timeout=SLOW)
    rana.check_minutes("Something is wrong or missing")
    expect(rana.minutes.locator("[data-errors]")).to_contain_text("Write what is wrong, and what is right.")
    rana.check_minutes("Something is wrong or missing", "From the third floor up.")
    expect(rana.thread.get_by_text("From the third floor up.")).to_be_visible(timeout=SLOW)
    expect(rana.minutes).to_be_hidden()

    hana.case_at(story.headline, "Work")
    expect(hana.minutes.get_by_text("The reporter corrects")).to_be_visible(timeout=SLOW)
    expect(hana.minutes.get_by_text("From the third floor up.")).to_be_visible()
    hana.write_minutes("Rana said: ties are missing from the third floor up.", button="Write the next version")
    expect(hana.minutes.get_by_text("version 2")).to_be_visible()
    expect(hana.minutes.get_by_text("Waits for the reporter")).to_be_visible()

    rana.come_back(receipt)
    expect(rana.minutes.get_by_text("from the third floor up.")).to_be_visible(timeout=SLOW)
    rana.check_minutes("This is right")
    expect(rana.thread.get_by_text("You said that this is right")).to_be_visible(timeout=SLOW)
    assert rana.findings == []
    hana.case_at(story.headline, "Work")
    expect(hana.minutes.get_by_text("The reporter says that this is right")).to_be_visible(timeout=SLOW)
    assert hana.findings == []


def test_minutes_without_script(town: Town, new_person: NewPerson) -> None:
    """Who runs no script reads the minutes and corrects them; the desk sees who said so: the receipt's key."""
    story = Report("The well is capped with boards", "Boards over the old well.", "Court")
    rana = Quiet(town, new_person(java_script_enabled=False).new_page())
    rana.begin()
    rana.fill_in(story)
    rana.press("check")
    receipt = rana.send([])
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.case_at(story.headline, "Work")
    hana.write_minutes("The boards are rotten.", way="A meeting")

    rana.open(receipt)
    expect(rana.page.get_by_role("heading", name="Minutes of the meeting on")).to_be_visible()
    rana.page.get_by_label("Something is wrong or missing").check()
    rana.press("check-minutes")
    expect(rana.page.locator(".errors")).to_contain_text("Write what is wrong, and what is right.")
    rana.page.locator("#checked-text").fill("Rotten and wet.")
    rana.press("check-minutes")
    expect(rana.page.locator("#thread").get_by_text("Rotten and wet.")).to_be_visible()
    expect(rana.page.locator("#minutes")).to_have_count(0)
    hana.case_at(story.headline, "Work")
    expect(hana.minutes.get_by_text("Rotten and wet.")).to_be_visible(timeout=SLOW)
    assert hana.findings == []


def test_a_recording_goes_once_its_minutes_are_right(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Hana names the recording, Rana reads that and agrees; the day after it is gone for both (HinSchG § 11(4))."""
    sound = tmp_path / "what-was-said.wav"
    speak(sound, 120, 1)
    story = Report("The crane has no brake", "It slides on the hill.", "North yard", sound)
    rana = Guarded(town, new_person())
    receipt = rana.report(story)
    hana = Guard(town, new_person(), HANA)
    hana.arrive()
    hana.case_at(story.headline, "Work")
    hana.minutes.get_by_role("button", name="Write minutes").click()
    hana.minutes.get_by_label("Made from a recording").select_option(label=sound.name)
    hana.minutes.get_by_label("What was said").fill("Rana said: it slides.")
    hana.minutes.get_by_role("button", name="Seal, and ask the reporter to check").click()
    expect(hana.minutes.get_by_text(f"Made from the recording “{sound.name}”")).to_be_visible(timeout=SLOW)

    rana.come_back(receipt)
    expect(rana.minutes.get_by_text(f"They were made from the recording “{sound.name}”")).to_be_visible(timeout=SLOW)
    rana.check_minutes("This is right")
    expect(rana.thread.get_by_text("You said that this is right")).to_be_visible(timeout=SLOW)
    assert "0 recordings were erased" in vouchsafe(town, "retention")
    Operator(town).rows(
        "UPDATE cases_recording SET erase_on = erase_on - 1 WHERE case_id = %s", Receipt.parse(receipt).case_id
    )
    assert "1 recordings were erased" in vouchsafe(town, "retention")

    hana.open_case(story.headline)
    expect(hana.page.get_by_text("destroyed", exact=True)).to_be_visible(timeout=SLOW)
    assert hana.findings == []
    rana.come_back(receipt)
    assert rana.findings == []
