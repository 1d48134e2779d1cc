"""A reporter leaves a reader out: the one who was left out sees nothing of the report, the other reads it."""

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA, INES, OMAR

LEFT_OUT = "[data-left-out]"
ASKED = "Who should not read this?"


def test_the_reporter_leaves_out_whom_the_report_is_about(town: Town, new_person: NewPerson) -> None:
    """Rana cannot leave out both readers, leaves out Omar, and checks it; Omar finds neither row nor address."""
    story = Report(headline="Omar signs for the copper himself", story="Three times in June.", where="Weighbridge")
    rana = Reporter(town, new_person())
    rana.open_form()
    rana.fill_in(story)
    rana.leave_out("Hana Weiss", "Omar Said")
    rana.step("write").locator("form button.button").last.click()
    expect(rana.page.locator(f"{LEFT_OUT} .field__error")).to_contain_text("Somebody must be left")
    expect(rana.page.locator(f"{LEFT_OUT} .contacts h3").first).to_be_visible()
    rana.page.locator(LEFT_OUT).get_by_label("Hana Weiss").uncheck()
    rana.check()
    row = rana.page.locator("[data-summary] > div", has_text=ASKED)
    expect(row.locator("dd").first).to_have_text("Omar Said")
    row.get_by_role("button").click()
    expect(rana.page.locator(LEFT_OUT).get_by_label("Hana Weiss")).to_be_focused()
    rana.check()
    receipt = rana.send()

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    assert hana.findings == []
    hana.note("Omar is not to hear of this.")
    address = hana.page.url

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    expect(omar.page.locator("desk-inbox a").first).to_be_visible(timeout=SLOW)
    expect(omar.page.get_by_role("link", name=story.headline)).to_have_count(0)
    assert address.rstrip("/").rsplit("/", 1)[1] not in omar.page.content()
    with omar.page.expect_response(lambda answer: "/api/v1/cases/" in answer.url) as asked:
        omar.page.goto(address)
    assert asked.value.status == 404

    rana.come_back(receipt)
    assert rana.findings == []


def test_what_is_chosen_stays_over_a_reload_for_those_who_keep_a_draft(town: Town, new_person: NewPerson) -> None:
    """Whom Rana left out is still left out when the page comes back with what she typed."""
    rana = Reporter(town, new_person())
    rana.page.on("dialog", lambda dialog: dialog.accept())
    rana.open_form()
    rana.page.locator("[data-keep]").check()
    rana.leave_out("Omar Said")
    rana.page.locator("#field-headline").fill("Copper leaves by the east gate")
    rana.page.wait_for_timeout(500)
    rana.page.reload()
    expect(rana.page.locator("#field-headline")).to_have_value("Copper leaves by the east gate")
    expect(rana.page.locator(LEFT_OUT).get_by_label("Omar Said")).to_be_checked()
    expect(rana.page.locator(LEFT_OUT).get_by_label("Hana Weiss")).not_to_be_checked()


def test_a_coordinator_excludes_somebody_who_has_read_the_case(town: Town, new_person: NewPerson) -> None:
    """Omar reads it; Ines, who cannot, excludes him; his list and the address are empty; Hana's note is not for him."""
    story = Report(headline="Two invoices for one crane", story="In May and again in June.", where="Dock six")
    rana = Reporter(town, new_person())
    rana.report(story)
    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    address = omar.page.url
    case = address.rstrip("/").rsplit("/", 1)[1]

    ines = Member(town, new_person(), INES)
    ines.arrive()
    row = ines.page.locator("desk-inbox .inbox__row", has_text=f"Case {case[:8]}")
    row.get_by_text("Exclude somebody", exact=True).click()
    row.locator("desk-exclude select").select_option(label="Omar Said")
    row.get_by_role("button", name="Exclude for good").click()
    expect(row.get_by_text("Excluded: Omar Said")).to_be_visible()
    expect(row.get_by_text("Needs new keys")).to_be_visible()

    with omar.page.expect_response(lambda answer: f"/api/v1/cases/{case}" in answer.url) as asked:
        omar.page.goto(address)
    assert asked.value.status == 404
    omar.page.goto(town.url("desk"))
    expect(omar.page.get_by_role("link", name=story.headline)).to_have_count(0)

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.open_case(story.headline)
    assert hana.findings == []
    hana.note("The crane was hired once.")
