"""Everybody's keys are lost. A sheet of paper gives everything back: on a machine of its own, and at the desk."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.founding import create, publish_channel, set_password, set_up, vouchsafe
from e2e.keyring import make_key
from e2e.town import Town
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role

PETRA = SignIn("Petra Lorenz", "petra@basin.example", Role.HANDLER, "cranes-over-the-inner-basin-3", "")
VERA = SignIn("Vera Lund", "vera@basin.example", Role.HANDLER, "barges-at-the-outer-lock-58", "")
STORY = Report(
    headline="The dredger's fuel is sold ashore",
    story="Each Thursday a bowser waits behind the pump house.",
    where="Pump house four",
)


def found(town: Town, petra: Member, folder: Path) -> list[str]:
    """Petra founds the Basin Board and prints two sheets; gives what stands on them."""
    create(town, "Basin Board", "basin", petra)
    make_key(petra.page, folder)
    sheets = set_up(petra)
    publish_channel(town, folder, PETRA.email)
    return sheets


def invite(town: Town, by: Member, who: SignIn) -> str:
    """An administrator invites a handler; gives the link that arrives by mail."""
    page = by.page
    page.goto(town.url("desk", "/people/"))
    page.locator("#invite-name").fill(who.name)
    page.locator("#invite-email").fill(who.email)
    page.locator("desk-invite input[value=handler]").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"Invited: {who.name}.")).to_be_visible(timeout=SLOW)
    return town.wait_until_printed(rf"Hello {who.name},[\s\S]*?(http://\S+/account/\S+)").group(1)


def recovered(archive: Path, into: Path, *sheets: Path, reason: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `vouchsafe recover`, far from the town."""
    given = [part for sheet in sheets for part in ("--sheet", str(sheet))]
    command = [sys.executable, "-m", "vouchsafe", "recover", str(archive), "--into", str(into), *given]
    environ = {"PATH": "", "LANGUAGE": "en", "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environ, input=f"{reason}\n")


def test_a_sheet_gives_back_what_everybody_lost(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Rana reports, Petra takes the case away, then keys are lost: one sheet reads it, and with the other Vera does."""
    petra = Member(town, new_person(), PETRA)
    sheets = found(town, petra, tmp_path)
    papers = [tmp_path / "first.txt", tmp_path / "second.txt"]
    for paper, sheet in zip(papers, sheets, strict=True):
        paper.write_text(sheet)
    evidence = tmp_path / "bowser.txt"
    evidence.write_text("Plate number noted at 05:12.")
    rana = Reporter(town, new_person(), organisation="basin")
    receipt = rana.report(Report(STORY.headline, STORY.story, STORY.where, evidence))
    petra.open_case(STORY.headline)
    petra.answer("We measure the tanks on Wednesday night.")
    petra.note("The pump master is not to hear of it.")

    # Away from the server: what the case's page gives, and the second sheet.
    archive = tmp_path / "case.zip"
    case = take_away(petra, archive)
    done = recovered(archive, tmp_path / "opened", papers[1])
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "opened" / "case.txt").read_text()
    for written in (STORY.story, "We measure the tanks on Wednesday night.", "The pump master is not to hear of it."):
        assert written in text
    assert "Warning" not in text
    assert (tmp_path / "opened" / "attachments" / evidence.name).read_bytes() == evidence.read_bytes()

    # What the operator takes out when nobody is left opens with the other sheet.
    printed = vouchsafe(town, "case", "export", case, "--to", str(tmp_path / "rescued.zip"))
    assert "a recovery sheet opens it" in printed
    done = recovered(tmp_path / "rescued.zip", tmp_path / "rescued", papers[0])
    assert (done.returncode, STORY.story in done.stdout) == (0, True), done.stderr

    # At the desk: Petra's key is taken for lost, and Vera has only the first sheet.
    link = invite(town, petra, VERA)
    vera = Member(town, new_person(), VERA)
    set_password(vera, link)
    make_key(vera.page, tmp_path)
    use_sheet(vera, sheets[0])
    vera.open_case(STORY.headline)
    assert vera.findings == []
    for written in (STORY.story, "The pump master is not to hear of it."):
        expect(vera.thread.get_by_text(written)).to_be_visible()
    vera.answer("I am new here and have read it all.")
    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("I am new here and have read it all.")).to_be_visible()

    # Whoever still has a key is warned, until they say that they asked.
    is_warned_until_they_asked(petra)


def take_away(member: Member, into: Path) -> str:
    """The open case as it is sealed, in a file; its id."""
    with member.page.expect_download() as taking:
        member.page.get_by_role("link", name="Save a copy of this case, as it is sealed").click()
    name = taking.value.suggested_filename
    assert re.fullmatch(r"case-[-0-9a-f]{36}\.zip", name)
    taking.value.save_as(into)
    return name.removeprefix("case-").removesuffix(".zip")


def is_warned_until_they_asked(member: Member) -> None:
    """The desk says that a sheet changed the list, until it is told that this was right."""
    page = member.page
    page.goto(member.town.url("desk"))
    warning = page.get_by_role("alert").filter(has_text="A recovery sheet changed the list of keys")
    expect(warning).to_be_visible(timeout=SLOW)
    warning.get_by_role("button", name="I asked, and it was right").click()
    expect(warning).to_have_count(0)
    page.reload()
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)
    expect(warning).to_have_count(0)


def use_sheet(member: Member, sheet: str) -> None:
    """From "Waiting for a colleague" to one's cases, with a sheet that is typed wrong first."""
    page = member.page
    expect(page.get_by_role("heading", name="Waiting for a colleague")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Use a recovery sheet").click()
    symbols = sheet.removeprefix("AGE-SECRET-KEY-PQ-1")
    wrong = "Q" if symbols[9] != "Q" else "P"
    page.locator("#sheet").fill(f"{symbols[:9]}{wrong}{symbols[10:]}")
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Character 2 of group 3 is probably wrong")
    page.locator("#sheet").fill("\n".join(re.findall(".{1,4}", symbols)).lower())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name="Sign the list of keys with this sheet").click()
    page.get_by_role("button", name="Give the cases back").click()
    expect(page.get_by_role("heading", name="The sheet is no longer needed")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("status").filter(has_text="2 keys were given back.")).to_be_visible()
    assert any("/grants/sheets/" in each for each in asked)
    assert not any(symbols[:12].lower() in each.lower() for each in asked)
