"""An organisation that begins: from one command to the first answer, and what a thief of the server then holds."""

import base64
import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.copies import found_in, whole_copy
from e2e.town import Town
from vouchsafe.config import embedded
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role
from vouchsafe.vault.receipt import Receipt

NADIA = SignIn("Nadia Haddad", "nadia@harbour.example", Role.HANDLER, "gulls-over-the-old-pier-7", "")


def vouchsafe(town: Town, *arguments: str) -> str:
    """Run a command of the operator against the running town; gives what it printed."""
    return output_of(town, *arguments).decode()


def output_of(town: Town, *arguments: str) -> bytes:
    """The same, byte by byte."""
    config = str(town.data / "vouchsafe.toml")
    url = embedded.start(town.data / "postgres").url
    done = subprocess.run(
        [sys.executable, "-m", "vouchsafe", "--config", config, *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url},  # an operator's shell, without the test run's secrets
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def set_password(member: Member, link: str) -> None:
    """Follow the one-time link and choose a password."""
    member.page.goto(link)
    member.page.locator("input[name=password1]").fill(member.who.password)
    member.page.locator("input[name=password2]").fill(member.who.password)
    member.page.locator("main form button").first.click()
    expect(member.page.locator("input[name=password1]")).to_have_count(0)


def make_first_key(member: Member) -> str:
    """Make the key in the browser, write the six words down, type them again; gives the words."""
    page = member.page
    page.get_by_role("button", name="Make my key").click()
    expect(page.locator(".desk-secret")).to_be_visible(timeout=SLOW)
    words = page.locator(".desk-secret li").all_inner_texts()
    passphrase = "-".join(re.sub(r"[^a-z]", "", word) for word in words)
    page.get_by_role("button", name="I have written them down").click()
    page.locator("#again").fill(passphrase.replace("-", " "))
    page.get_by_role("button", name="Open and keep my key").click()
    expect(page.get_by_text("Your key is ready")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Continue", exact=True).click()
    return passphrase


def set_up(member: Member) -> list[str]:
    """Print two recovery sheets and publish the first list of keys; gives what stands on the sheets."""
    page = member.page
    expect(page.get_by_role("heading", name="Who holds the first keys?")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name="Make the sheets").click()
    sheets = []
    for last in (False, True):
        expect(page.locator(".desk-sheet__code")).to_be_visible(timeout=SLOW)
        sheets.append(re.sub(r"\s", "", page.locator(".desk-sheet__code").inner_text()))
        page.get_by_role("button", name="It is on paper").click()
        page.locator("#ending").fill(sheets[-1][-8:])
        page.get_by_role("button", name="Sign and publish the list of keys" if last else "Next sheet").click()
    expect(page.get_by_role("heading", name="Set-up is done")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Go to the desk").click()
    return sheets


def publish_channel(town: Town, folder: Path) -> None:
    """The operator publishes the organisation's channel from a file."""
    definition = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    file = folder / "channel.json"
    file.write_text(json.dumps(definition))
    printed = vouchsafe(town, "channel", "publish", str(file), "--slug", "integrity", "--administrator", NADIA.email)
    assert "version 1" in printed


def test_whoever_copies_the_whole_server_reads_not_one_word(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Nadia founds Harbour, makes her key, answers Rana; a copy of everything then holds no word that they typed."""
    link = vouchsafe(
        town, "organisation", "create", "--name", "Harbour Authority", "--slug", "harbour",
        "--founder-name", NADIA.name, "--founder-email", NADIA.email,
    ).split()[-1]  # fmt: skip
    nadia = Member(town, new_person(), NADIA)
    set_password(nadia, link)
    nadia.sign_in()
    passphrase = make_first_key(nadia)
    sheets = set_up(nadia)
    publish_channel(town, tmp_path)

    evidence = tmp_path / "tonnage-of-the-marigold.txt"
    evidence.write_text("The weighbridge printed 41.7 tonnes, the bill of lading says 26.\n" * 3000)
    story = Report(
        headline="False tonnage on the ferry Marigold",
        story="The weighbridge slip and the bill of lading differ by fifteen tonnes.",
        where="Quay nine, weighbridge",
        attachment=evidence,
    )
    rana = Reporter(town, new_person(), organisation="harbour")
    receipt = rana.report(story)
    nadia.open_case(story.headline)
    assert nadia.findings == []
    note = "Ask the harbour pilot for his own log, quietly."
    nadia.note(note)
    answer = "We have secured the weighbridge slips. Thank you for the dates."
    nadia.answer(answer)
    rana.come_back(receipt)
    expect(rana.thread.get_by_text(answer)).to_be_visible()
    again = "The purser signs for the captain on Fridays."
    rana.write_again(again)

    typed = {
        "headline": story.headline, "story": story.story, "where": story.where, "answer": answer, "note": note,
        "second message": again, "file name": evidence.name, "file": evidence.read_text()[:64],
        "passphrase": passphrase, "passphrase with spaces": passphrase.replace("-", " "),
        "first sheet": sheets[0], "second sheet": sheets[1], "receipt": receipt,
        "receipt without dashes": receipt.replace("-", ""),
    }  # fmt: skip
    secrets = {name: text.encode() for name, text in typed.items()}
    secrets |= {"receipt's bytes": Receipt.parse(receipt).raw, "lookup token": Receipt.parse(receipt).lookup_token}
    assert found_in(whole_copy(town), secrets) == []


def test_the_search_for_leaks_finds_what_is_there(town: Town) -> None:
    """The same search finds what the server does know: so it looks in the right places, in each disguise."""
    known = {"public": b"Integrity and security", "member": b"hana@meridian.example"}
    found = found_in(whole_copy(town), known)
    assert any("table" in line for line in found)
    assert any("postgres/base" in line for line in found)
    leaked = town.data.parent / "tmp" / "leak"
    secret = "The purser keeps two books of account."
    forms = [secret.encode("utf-16-le"), secret.encode().hex().encode()]
    forms += [base64.b64encode(before + secret.encode() + b"more") for before in (b"", b"a", b"ab")]
    for form in forms:
        leaked.write_bytes(form)
        assert found_in(iter([("the leak", leaked.read_bytes())]), {"leak": secret.encode()})
    assert found_in(whole_copy(town), {"leak": secret.encode()})
    leaked.unlink()
