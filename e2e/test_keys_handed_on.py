"""Somebody joins and gets the keys of the open cases from a colleague; they leave, and the cases get new keys."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import town as towns
from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.founding import set_password
from e2e.keyring import make_key
from e2e.town import Town
from vouchsafe.demo.people import HANA, LENA, OMAR, SignIn
from vouchsafe.people.models import Role

NILS = SignIn("Nils Berg", "nils@meridian.example", Role.HANDLER, "herons-on-the-north-quay-3", "")
STORY = Report(headline="Two keys to one strongroom", story="The second opens at night.", where="Vault four")


@pytest.fixture(scope="module")
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose list of keys no other test looks at."""
    running = towns.start(tmp_path_factory.mktemp("town"))
    yield running
    running.stop()


def at_people(member: Member) -> None:
    """To the people page."""
    member.page.goto(member.town.url("desk", "/people/"))
    expect(member.page.get_by_role("heading", name="People", exact=True)).to_be_visible(timeout=SLOW)


def invite(town: Town, lena: Member) -> str:
    """Lena invites Nils as a handler; gives the link that his message holds."""
    at_people(lena)
    form = lena.page.locator("desk-invite form")
    form.locator("#invite-name").fill(NILS.name)
    form.locator("#invite-email").fill(NILS.email)
    form.get_by_role("checkbox", name=re.compile("^handler")).check()
    form.get_by_role("button", name="Send the invitation").click()
    expect(lena.page.get_by_text("Invited: Nils Berg.")).to_be_visible()
    return town.wait_until_printed(r"http://desk\S+/password/reset/key/\S+").group()


def test_from_the_first_day_to_the_last(own_town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Nils joins, is given every open case by Hana, works in one, and leaves: he has nothing then, and all goes on."""
    rana = Reporter(own_town, new_person())
    receipt = rana.report(STORY)
    lena = Member(own_town, new_person(), LENA)
    lena.sign_in()
    nils = Member(own_town, new_person(), NILS)
    set_password(nils, invite(own_town, lena))
    make_key(nils.page, tmp_path)

    hana = Member(own_town, new_person(), HANA)
    hana.arrive()
    hana.open_case(STORY.headline)
    hana.note("The locksmith was asked.")
    at_people(hana)
    hana.page.get_by_role("button", name="The words are the same: add Nils Berg").click()
    hana.page.get_by_role("button", name="Hand on the keys to Nils Berg").click()
    expect(hana.page.get_by_text(re.compile("keys were handed on"))).to_be_visible(timeout=SLOW)
    expect(hana.page.get_by_role("heading", name="Keys", exact=True)).to_have_count(0)

    nils.page.reload()
    nils.open_case(STORY.headline)
    assert nils.findings == []
    expect(nils.thread.get_by_text("The locksmith was asked.")).to_be_visible()
    nils.note("He remembers two locks.")
    nils.answer("Thank you. Who has the second key?")

    at_people(lena)
    row = lena.page.locator("desk-people .desk-members > li", has_text=NILS.email)
    row.get_by_text("Change roles").click()
    row.get_by_text("Nils Berg leaves the organisation").click()
    row.get_by_role("button", name="Nils Berg has left").click()
    expect(row).to_have_count(0)
    expect(lena.page.locator("desk-former")).to_contain_text("Nils Berg")
    nils.page.goto(own_town.url("desk"))
    expect(nils.page.locator("input[name=password]")).to_be_visible(timeout=SLOW)

    hana.page.goto(own_town.url("desk"))
    expect(hana.page.locator("desk-keys")).to_contain_text("need new keys", timeout=SLOW)
    hana.page.locator("desk-keys").get_by_role("button", name="Make new keys").click()
    expect(hana.page.get_by_text(re.compile("have new keys"))).to_be_visible(timeout=SLOW)
    expect(hana.page.get_by_text("Needs new keys")).to_have_count(0)
    hana.open_case(STORY.headline)
    assert hana.findings == []
    hana.note("Nils has left us.")
    hana.answer("We have changed the lock.")
    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("We have changed the lock.")).to_be_visible()
    rana.write_again("Then I shall watch the door.")
    hana.open_case(STORY.headline)
    assert hana.findings == []
    expect(hana.thread.get_by_text("Then I shall watch the door.")).to_be_visible()


def test_a_report_on_the_leadership_is_read_by_the_independent_handler_alone(
    own_town: Town, new_person: NewPerson
) -> None:
    """Omar becomes independent, Hana lists it; Rana ticks one box, and Hana sees no trace of what Omar then reads."""
    lena = Member(own_town, new_person(), LENA)
    lena.sign_in()
    at_people(lena)
    row = lena.page.locator("desk-people .desk-members > li", has_text=OMAR.email)
    row.get_by_text("Change roles").click()
    row.locator("select[name=role]").select_option("independent")
    row.get_by_role("button", name="Add", exact=True).click()
    expect(row.locator("p", has_text="independent handler, all channels")).to_be_visible()
    hana = Member(own_town, new_person(), HANA)
    hana.arrive()
    at_people(hana)
    hana.page.get_by_role("button", name="The words are the same: add Omar Said").click()
    expect(hana.page.get_by_text("Omar Said is in the list of keys")).to_be_visible(timeout=SLOW)

    story = Report(headline="The director signs both ledgers", story="Since the spring.", where="Top floor")
    rana = Reporter(own_town, new_person())
    rana.open_form()
    rana.fill_in(story)
    asked = rana.page.locator("[data-left-out]")
    asked.get_by_label("It concerns somebody in the leadership").check()
    expect(asked.get_by_label("Hana Weiss", exact=True)).to_be_checked()
    expect(asked.get_by_label("Omar Said", exact=True)).not_to_be_checked()
    rana.check()
    expect(
        rana.page.locator("[data-summary] > div", has_text="Who should not read this?").locator("dd").first
    ).to_have_text("Hana Weiss")
    rana.send()
    omar = Member(own_town, new_person(), OMAR)
    omar.arrive()
    omar.open_case(story.headline)
    assert omar.findings == []
    hana.page.goto(own_town.url("desk"))
    expect(hana.page.locator("desk-inbox a").first).to_be_visible(timeout=SLOW)
    expect(hana.page.get_by_role("link", name=story.headline)).to_have_count(0)
