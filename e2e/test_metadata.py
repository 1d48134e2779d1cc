"""A photo that tells where it was taken, from the reporter's browser to the handler's desk."""

from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cleaning import told
from e2e.conftest import NewPerson
from e2e.telling import same_pixels
from e2e.test_metadata_pictures import SECRETS, talkative
from e2e.town import Town
from vouchsafe.demo.people import HANA


def test_a_photo_reaches_the_desk_without_the_place_where_it_was_taken(
    town: Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Rana reads below her photo what was removed; Hana gets the picture, and exiftool finds nothing more in it."""
    photo = talkative(tmp_path / "quay.jpg")
    story = Report("Photo of the quay at night", "The van has no plates.", "Quay 4", attachment=photo)
    rana = Reporter(town, new_person())
    rana.open_form()
    rana.fill_in(story)
    file = rana.page.locator("[data-field=attachment] [data-files] > li")
    expect(file.get_by_text("Place where it was taken: removed")).to_be_visible()
    expect(file.get_by_text("Camera or phone: removed")).to_be_visible()
    expect(file.get_by_text("Look for faces")).to_be_visible()
    note = tmp_path / "note.txt"
    note.write_text("by nobody")
    rana.page.locator("#field-attachment").set_input_files(str(note))
    expect(file.last.get_by_text("Nothing was removed: this kind of file is not known here.")).to_be_visible(
        timeout=SLOW
    )
    rana.check()
    receipt = rana.send()

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    expect(hana.thread.get_by_text("Removed before sealing").first).to_contain_text("Place where it was taken")
    with hana.page.expect_download() as download:
        hana.thread.get_by_role("button", name="Download quay.jpg").click()
    arrived = tmp_path / "arrived.jpg"
    download.value.save_as(arrived)
    everything = " ".join(map(str, told(arrived).values()))
    assert not [secret for secret in SECRETS if secret in everything or secret.encode() in arrived.read_bytes()]
    assert same_pixels(photo, arrived)

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("Removed before sealing")).to_contain_text("Place where it was taken")
