"""How an organisation begins: from one command to the first list of keys and an open channel."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import SLOW, Member
from e2e.town import Town
from vouchsafe.config import embedded


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
    """Follow the one-time link and choose a password: then one is at the desk."""
    member.page.goto(link)
    member.page.locator("input[name=password1]").fill(member.who.password)
    member.page.locator("main form button").first.click()
    expect(member.page.locator("input[name=password1]")).to_have_count(0)


def set_up(member: Member) -> list[str]:
    """Print two recovery sheets and publish the first list of keys; gives what stands on the sheets."""
    page = member.page
    expect(page.get_by_role("heading", name="Who holds the first keys?")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_role("radio", name="Two sheets, for two people")).to_be_checked()
    page.get_by_role("button", name="Make the sheets").click()
    sheets = []
    for last, keeper in ((False, "Notary Quell"), (True, "Auditor Brandt")):
        expect(page.locator(".desk-sheet__code")).to_be_visible(timeout=SLOW)
        page.locator("#keeper").fill(keeper)
        expect(page.locator(".desk-sheet")).to_contain_text(f"Kept by: {keeper}")
        sheets.append(re.sub(r"\s", "", page.locator(".desk-sheet__code").inner_text()))
        page.get_by_role("button", name="It is on paper").click()
        page.locator("#ending").fill(sheets[-1][-8:])
        page.get_by_role("button", name="Sign and publish the list of keys" if last else "Next sheet").click()
    expect(page.get_by_role("heading", name="Set-up is done")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Go to the desk").click()
    return sheets


def publish_channel(town: Town, folder: Path, administrator: str) -> None:
    """The operator publishes the organisation's channel from a file."""
    definition = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    file = folder / "channel.json"
    file.write_text(json.dumps(definition))
    printed = vouchsafe(town, "channel", "publish", str(file), "--slug", "integrity", "--administrator", administrator)
    assert "version 1" in printed


def create(town: Town, name: str, slug: str, founder: Member) -> None:
    """The operator creates an organisation; its founder follows the link and signs in."""
    link = vouchsafe(
        town, "organisation", "create", "--name", name, "--slug", slug,
        "--founder-name", founder.who.name, "--founder-email", founder.who.email,
    ).split()[-1]  # fmt: skip
    set_password(founder, link)
