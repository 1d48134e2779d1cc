"""Concluding a case, in the browser: alone, by two, and contested by the reporter."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from e2e import town as towns
from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.founding import set_password
from e2e.keyring import make_key
from e2e.test_keys_handed_on import at_people
from e2e.town import Town
from vouchsafe.demo.people import HANA, LENA, OMAR, SignIn
from vouchsafe.people.models import Role

OLGA = SignIn("Olga Brandt", "olga@law.example", Role.HANDLER, "lanterns-on-the-old-weir-5", "")
FOUND = Report("Two invoices for one boiler", "The same boiler was paid for twice.", "Boiler house")
NOTHING = Report("A ladder that moves at night", "Each morning it stands elsewhere.", "Yard seven")
SUBJECT = "Sam Vogel"


@pytest.fixture
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose list of keys no other test looks at."""
    running = towns.start(tmp_path_factory.mktemp("town"))
    yield running
    running.stop()


def assess(member: Member, headline: str) -> Locator:
    """Open a case, take it one step on, and turn to what came of it; gives that panel."""
    member.open_case(headline)
    member.page.get_by_role("button", name="Start assessing").click()
    expect(member.page.get_by_text("The case is now being assessed.")).to_be_visible(timeout=SLOW)
    member.turn_to("Outcome")
    return member.page.locator("desk-conclude")


def fill_in(panel: Locator, outcome: str) -> None:
    """The outcome, why, and the letter that comes with the software."""
    panel.locator(f"input[value={outcome.lower()}]").check()
    panel.get_by_label("Why").fill("The books were compared with the shelves.")
    panel.get_by_label("Insert a text").select_option(label=f"Closing letter: {outcome}")
    expect(panel.get_by_label("Letter to the reporter")).not_to_have_value("")


def test_one_handler_concludes_with_a_letter(town: Town, new_person: NewPerson) -> None:
    """Hana finds it substantiated: Rana reads the outcome and the letter, and nothing of the reasons."""
    rana = Reporter(town, new_person())
    receipt = rana.report(FOUND)
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    panel = assess(hana, FOUND.headline)
    expect(panel.get_by_label("What kind of act it is about")).not_to_have_value("")
    fill_in(panel, "Substantiated")
    panel.get_by_role("button", name="Conclude, and send the letter").click()
    expect(panel.get_by_text("Concluded on")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_text("The books were compared with the shelves.")).to_be_visible()
    assert hana.findings == []

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("Outcome: Substantiated")).to_be_visible()
    expect(rana.thread.get_by_text("What you described is confirmed.")).to_be_visible()
    expect(rana.thread.get_by_text("The books were compared")).to_have_count(0)
    assert (rana.findings, rana.unreadable) == ([], [])


def test_nobody_buries_a_report_and_the_reporter_can_contest_it(
    own_town: Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Unsupported takes Omar too; whom it concerns is gone that day; Rana contests, and Olga reopens."""
    rana = Reporter(own_town, new_person())
    receipt = report_somebody(rana)
    hana = Member(own_town, new_person(), HANA)
    hana.arrive()
    panel = assess(hana, NOTHING.headline)
    fill_in(panel, "Unsupported")
    panel.get_by_role("button", name="Propose this outcome").click()
    expect(panel.get_by_text("waits for a second person")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("button", name="Agree")).to_have_count(0)
    rana.come_back(receipt)
    expect(rana.thread.get_by_text("We found nothing")).to_have_count(0)
    expect(rana.thread.locator(".letter--apart")).to_have_count(1)

    agree(Member(own_town, new_person(), OMAR))
    rana.come_back(receipt)
    expect(rana.thread.get_by_text("We found nothing that shows what you described.")).to_be_visible()
    expect(rana.page.locator("[data-erased]")).to_contain_text("It is erased on")
    expect(rana.thread.locator(".letter--apart")).to_have_count(0)
    assert (rana.findings, rana.unreadable) == ([], [])
    rana.page.get_by_label("Ask for another look").check()
    rana.write_again("Ask the night watch: he saw who moves it.")
    expect(rana.page.locator("[data-state]")).to_contain_text("You asked for another look")
    expect(rana.page.locator("[data-erased]")).to_have_text("")
    expect(rana.page.get_by_label("Ask for another look")).to_be_hidden()

    olga = join_olga(own_town, new_person, tmp_path, hana)
    expect(olga.page.get_by_text("Another look is asked for")).to_be_visible(timeout=SLOW)
    olga.open_case(NOTHING.headline)
    expect(olga.thread.get_by_text("he saw who moves it")).to_be_visible()
    olga.turn_to("Outcome")
    hers = olga.page.locator("desk-contest")
    hers.get_by_label("Letter to the reporter").fill("I read it anew. We ask the night watch.")
    hers.get_by_role("button", name="Reopen the case").click()
    expect(olga.page.get_by_text("The case is open again. The reporter was told.")).to_be_visible(timeout=SLOW)
    assert olga.findings == []

    hana.open_case(NOTHING.headline)
    hana.turn_to("Outcome")
    expect(hana.page.get_by_text("Propose such a finding")).to_have_count(0)
    rana.come_back(receipt)
    expect(rana.thread.get_by_text("We ask the night watch.")).to_be_visible()
    expect(rana.page.locator("[data-state]")).to_contain_text("It is being dealt with")


def report_somebody(rana: Reporter) -> str:
    """Rana reports, and names somebody where the form keeps that apart; gives the receipt."""
    rana.open_form()
    rana.fill_in(NOTHING)
    rana.page.locator("[id='field-whom.0.name']").fill(SUBJECT)
    rana.check()
    return rana.send()


def agree(omar: Member) -> None:
    """Omar reads all of it and agrees; what was kept apart is gone for him too, and nothing is missing."""
    omar.arrive()
    omar.open_case(NOTHING.headline)
    omar.turn_to("Outcome")
    panel = omar.page.locator("desk-conclude")
    expect(panel.get_by_text("The books were compared with the shelves.")).to_be_visible(timeout=SLOW)
    panel.get_by_role("button", name="Agree, and do it").click()
    expect(panel.get_by_text("Concluded on")).to_be_visible(timeout=SLOW)
    omar.turn_to("Conversation")
    expect(omar.thread.locator(".letter--apart")).to_have_count(0)
    assert (omar.findings, omar.unreadable) == ([], [])


def join_olga(town: Town, new_person: NewPerson, folder: Path, hana: Member) -> Member:
    """Olga, a lawyer from outside, joins as an independent handler, and Hana's browser gives her the keys."""
    lena = Member(town, new_person(), LENA)
    lena.sign_in()
    at_people(lena)
    form = lena.page.locator("desk-invite form")
    form.locator("#invite-name").fill(OLGA.name)
    form.locator("#invite-email").fill(OLGA.email)
    for role in ("handler", "independent"):
        form.locator(f"input[name=role][value={role}]").check()
    form.get_by_role("button", name="Send the invitation").click()
    expect(lena.page.get_by_text(f"Invited: {OLGA.name}.")).to_be_visible()
    olga = Member(town, new_person(), OLGA)
    set_password(olga, town.wait_until_printed(r"http://desk\S+/password/reset/key/\S+").group())
    make_key(olga.page, folder)
    at_people(hana)
    hana.page.get_by_role("button", name=f"The words are the same: add {OLGA.name}").click()
    hana.page.get_by_role("button", name=f"Hand on the keys to {OLGA.name}").click()
    expect(hana.page.get_by_text(re.compile("keys were handed on"))).to_be_visible(timeout=SLOW)
    olga.page.goto(town.url("desk"))
    return olga


def test_texts_of_the_organisation_are_kept_and_inserted(town: Town, new_person: NewPerson) -> None:
    """Hana keeps a text under a name; the composer offers it to Omar."""
    headline = "Somebody waters the plastic plants"
    Reporter(town, new_person()).report(Report(headline, "Every Monday.", "Lobby"))
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    hana.page.get_by_role("link", name="Texts", exact=True).click()
    form = hana.page.locator("desk-texts section form")
    form.get_by_label("Name").fill("Opening hours")
    form.get_by_label("Text", exact=True).fill("We are here from nine to five.")
    form.get_by_role("button", name="Keep it").click()
    expect(hana.page.get_by_role("heading", name="Opening hours")).to_be_visible(timeout=SLOW)
    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(headline)
    omar.page.locator("desk-composer").get_by_label("Insert a text").select_option(label="Opening hours")
    expect(omar.page.locator("#composer")).to_have_value("We are here from nine to five.")
