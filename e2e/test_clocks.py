"""The clocks of a case, on both sides: what is waited for, what is missed, what is due, and what a calendar learns."""

import json
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.town import Town
from e2e.wire import ask
from vouchsafe.demo.people import INES, LENA, OMAR, TOM
from vouchsafe.law.clocks import add_months

AUTHORITY = "External reporting office at the Federal Office of Justice"
"""The first whom the law of the demo's channel names."""


def open_channel(town: Town, folder: Path, slug: str, *, law: str) -> None:
    """One more channel of Meridian's, that goes by another law."""
    made = json.loads(Path("vouchsafe/demo/integrity.json").read_text("utf-8"))
    made["clock"] = {"acknowledge_days": 7, "answer_months": 3, "law": law, "source": {"en": "Our own policy"}}
    (folder / "channel.json").write_text(json.dumps(made), "utf-8")
    command = ["channel", "publish", str(folder / "channel.json"), "--slug", slug, "--administrator", LENA.email]
    vouchsafe(town, *command)


def case_of(page: Page) -> UUID:
    """The case whose page this is."""
    return UUID(page.url.split("/cases/")[1].split("/")[0])


def at_clocks(member: Member, title: str) -> Locator:
    """The panel of a case's clocks."""
    member.open_case(title)
    member.turn_to("Work")
    panel = member.page.locator("desk-clocks")
    expect(panel.locator(".clocks__row").first).to_be_visible()
    return panel


def row(panel: Locator, matter: str) -> Locator:
    """One clock of the panel."""
    return panel.locator(".clocks__row").filter(has_text=matter)


def act(panel: Locator, title: str, button: str, **fields: str) -> None:
    """Open one of the forms, fill it in and send it."""
    form = panel.locator("details").filter(has_text=title)
    form.locator("summary").click()
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button", name=button).click()


def said(member: Member, text: str) -> None:
    """What the page said after an act."""
    expect(member.page.locator("desk-case > [role=status].notice--good")).to_have_text(text, timeout=SLOW)


def due_now(page: Page) -> str:
    """Today, as the browser counts it."""
    return str(page.evaluate("new Date().toISOString().slice(0, 10)"))


@pytest.fixture(scope="module")
def conduct(town: Town, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A channel that goes by no statute: its answers can be paused and put off."""
    open_channel(town, tmp_path_factory.mktemp("channel"), "conduct", law="iso37002")
    return "conduct"


def test_a_question_waits_for_the_reporter(town: Town, new_person: NewPerson, hana: Member, conduct: str) -> None:
    """Hana asks, and the clock stands still; Rana sees that it waits for her, and writes; it goes on by itself."""
    story = Report("Barrels change their labels", "In hall six the labels of barrels are changed.", "Hall six")
    rana = Reporter(town, new_person(), channel=conduct)
    receipt = rana.report(story)
    panel = at_clocks(hana, story.headline)
    act(panel, "Ask the reporter for something", "Seal, send and wait", text="Which barrels were they?")
    said(hana, "The question is sent, and the answer waits for it.")
    expect(row(panel, "Answer the reporter")).to_contain_text("stands still")
    expect(row(panel, "Acknowledge the report")).to_contain_text("done on")

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("Which barrels were they?")).to_be_visible()
    clock = rana.page.locator("[data-clock]")
    expect(clock).to_contain_text("It waits for you: write, and it goes on.")
    rana.write_again("The blue ones, behind the gate.")
    rana.come_back(receipt)
    expect(clock).not_to_contain_text("It waits for you")

    panel = at_clocks(hana, story.headline)
    expect(row(panel, "Answer the reporter")).not_to_contain_text("stands still")
    expect(panel.locator(".clocks__events")).to_contain_text("The answer waited for the reporter from")


def test_an_answer_is_put_off_with_reasons_that_two_sides_read_each_their_own(
    town: Town, new_person: NewPerson, hana: Member, conduct: str
) -> None:
    """The reporter reads what they are told and the new day; a colleague reads the reasons; the law sets the end."""
    story = Report("Invoices for work not done", "A firm is paid for mowing that nobody did.", "The east lawn")
    rana = Reporter(town, new_person(), channel=conduct)
    receipt = rana.report(story)
    panel = at_clocks(hana, story.headline)
    present = date.fromisoformat(str(row(panel, "Answer the reporter").locator("time").get_attribute("datetime")))
    until = present + timedelta(days=40)
    form = panel.locator("details").filter(has_text="Put the answer off")
    form.locator("summary").click()
    last = date.fromisoformat(str(form.locator("[name=until]").get_attribute("max")))
    assert last == add_months(present, 3)
    form.locator("summary").click()
    act(
        panel,
        "Put the answer off",
        "Seal the reasons and put it off",
        until=until.isoformat(),
        reasons="The bank of the firm has not answered.",
        text="It takes longer than we said.",
    )
    said(hana, "The answer is put off, and the reporter is told.")
    expect(row(panel, "Answer the reporter").locator("time")).to_have_attribute("datetime", until.isoformat())

    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    expect(at_clocks(omar, story.headline).locator(".clocks__events")).to_contain_text("The bank of the firm")

    rana.come_back(receipt)
    expect(rana.thread.get_by_text("It takes longer than we said.")).to_be_visible()
    expect(rana.thread.get_by_text("The bank of the firm")).to_have_count(0)
    expect(rana.page.locator("[data-clock]")).to_contain_text("Put off, for reasons that were written to you.")
    expect(rana.page.locator(f"[data-clock] time[datetime='{until.isoformat()}']")).to_be_visible()


def test_a_missed_acknowledgement_names_the_authorities_of_the_law(
    town: Town, new_person: NewPerson, hana: Member, operator: Operator
) -> None:
    """With script and without: those that the law names stand before those that the organisation names itself."""
    story = Report("The gauge was turned back", "Each Monday the gauge of the pump is turned back.", "Pump two")
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    hana.open_case(story.headline)
    case, long_ago = case_of(hana.page), date.fromisoformat(due_now(hana.page)) - timedelta(days=9)
    operator.rows("UPDATE cases_case SET received_on = %s WHERE id = %s", long_ago, case)
    operator.rows("DELETE FROM cases_clock WHERE case_id = %s", case)

    rana.come_back(receipt)
    expect(rana.page.locator("[data-clock]").get_by_text("This day has passed")).to_have_count(1)
    first = rana.page.locator("[data-authorities] li").first
    expect(first).to_be_visible()
    expect(first).to_contain_text(AUTHORITY)

    quiet = new_person(java_script_enabled=False).new_page()
    quiet.goto(town.url("report", "/en/meridian/return/unscripted/"))
    quiet.locator("#receipt").fill(receipt)
    quiet.locator("button[name=step][value=open]").click()
    quiet.get_by_role("button", name="Let the server open it all the same").click()
    expect(quiet.locator("#authorities li").first).to_contain_text(AUTHORITY)

    hana.page.reload()
    panel = at_clocks(hana, story.headline)
    expect(row(panel, "Acknowledge the report")).to_contain_text("missed, 2 days ago")


def test_a_meeting_that_the_reporter_asks_for_has_its_own_clock(
    town: Town, new_person: NewPerson, hana: Member
) -> None:
    """Asked for in the mailbox; the desk sees by when, and notes that it was held; the reporter sees both."""
    story = Report("Tests are signed unseen", "The tests of the crane are signed before they are made.", "Crane four")
    rana = Reporter(town, new_person())
    receipt = rana.report(story)
    rana.come_back(receipt)
    rana.page.locator("[data-purpose][value=meeting]").check()
    rana.write_again("I would rather tell it in person, on a Sunday.")
    expect(rana.page.locator("[data-clock]")).to_contain_text("A meeting, which you asked for")

    panel = at_clocks(hana, story.headline)
    expect(row(panel, "Meet the reporter")).to_contain_text("in 14 days")
    act(panel, "The meeting was held", "Note it", on=due_now(hana.page))
    expect(row(panel, "Meet the reporter")).to_contain_text("done on")
    hana.turn_to("Conversation")
    expect(hana.thread.get_by_text("Asks for a meeting")).to_be_visible()
    rana.come_back(receipt)
    expect(rana.page.locator("[data-clock]")).to_contain_text("It was held on")


def test_the_board_shows_each_what_is_theirs(
    town: Town, new_person: NewPerson, hana: Member, operator: Operator
) -> None:
    """Hana walks from the board to a case by keyboard; Ines sees a row without a title, Tom that something is due."""
    story = Report("Keys of the vault are lent", "The keys of the vault are lent to visitors.", "The vault")
    Reporter(town, new_person()).report(story)
    hana.open_case(story.headline)
    case = case_of(hana.page)
    operator.rows("UPDATE cases_clock SET due_on = due_on - 30 WHERE case_id = %s AND matter = 'acknowledge'", case)

    hana.page.get_by_role("navigation", name="Desk").get_by_role("link", name="What is due").click()
    overdue = hana.page.locator(".due-group--overdue")
    expect(overdue.get_by_role("link", name=story.headline)).to_be_visible()
    expect(overdue.locator(".due-row").filter(has_text=story.headline)).to_contain_text("23 days ago")
    links = hana.page.locator("a.due-row__case")
    links.first.focus()
    hana.page.keyboard.press("End")
    expect(links.last).to_be_focused()
    hana.page.keyboard.press("Home")
    hana.page.keyboard.press("Enter")
    expect(hana.page.locator("desk-thread")).to_be_visible(timeout=SLOW)

    for who in (INES, TOM):
        member = Member(town, new_person(), who)
        member.sign_in()
        if who is INES:
            member.unlock()
        else:
            expect(member.page.locator("desk-landing")).to_be_visible(timeout=SLOW)
        member.page.get_by_role("link", name="What is due").click()
        expect(member.page.locator(".due-group--overdue .due-row").first).to_contain_text("Acknowledge the report")
        page = member.page.locator("desk-due")
        expect(page).not_to_contain_text(story.headline)
        expect(page.get_by_text(str(case)[:8])).to_have_count(0 if who is TOM else 2)


def test_a_calendar_is_fetched_without_a_session_until_its_address_ends(town: Town, hana: Member) -> None:
    """Shown once; what it says is in no way of a case; ended, it leads nowhere."""
    hana.page.goto(town.url("desk", "/due/"))
    hana.page.get_by_role("button", name="Make an address").click()
    shown = hana.page.locator("#calendar-address")
    expect(shown).to_be_visible()
    address = urlsplit(shown.input_value()).path
    answer = ask(town, "desk", address)
    assert (answer.status, answer.header("content-type")) == (200, "text/calendar; charset=utf-8")
    assert b"SUMMARY:Answer a reporter" in answer.body
    hana.page.reload()
    expect(hana.page.get_by_role("button", name="End it")).to_be_visible(timeout=SLOW)
    expect(shown).to_have_count(0)
    hana.page.get_by_role("button", name="End it").click()
    expect(hana.page.get_by_text("The address leads nowhere any more.")).to_be_visible()
    assert ask(town, "desk", address).status == 404
