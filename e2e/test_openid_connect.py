"""Signing in with a real OpenID Provider, by whom the provider vouches for and by whom it does not."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.common.tests.ports import free_port
from vouchsafe.demo.people import INES, LENA

ROOT = Path(__file__).parent.parent
PROVIDERS = """
[[sign_in.providers]]
id = "staff"
name = "Meridian ID"
issuer = "http://localhost:{port}"
client_id = "desk"
client_secret_file = "secrets/work"
"""


@contextmanager
def _running(command: list[str], address: str, **environment: str) -> Iterator[None]:
    """A program of our own, from when it answers at `address` until it is stopped."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        _wait(address)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


@dataclass
class Work:
    """A desk that knows a provider, and what the provider knows of people."""

    town: Town
    page: str
    people: Path

    def knows(self, who: str, email: str, *, confirmed: bool = True) -> None:
        """From now on the provider says this of somebody."""
        known = json.loads(self.people.read_text("utf-8"))
        known[who] = {"email": email, "email_verified": confirmed}
        self.people.write_text(json.dumps(known), "utf-8")

    def sign_in(self, page: Page, who: str) -> Page:
        """From the desk's page to the provider, where somebody says who they are, and back."""
        page.goto(self.page)
        page.get_by_role("button", name="Sign in with Meridian ID").click()
        page.locator("input[name=login]").fill(who)
        page.locator("input[name=password]").fill("whatever")
        page.locator("button[type=submit]").click()
        page.get_by_role("button", name="Continue").click()
        return page


@pytest.fixture(scope="module")
def work(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """A second server on the town's database, and the provider beside it."""
    port, provider = free_port(), free_port()
    people = tmp_path_factory.mktemp("provider") / "people.json"
    people.write_text("{}", "utf-8")
    written = (town.data / "vouchsafe.toml").read_text("utf-8").replace(f":{town.port}", f":{port}")
    (town.data / "secrets" / "work").write_text("a secret for tests, and nothing else", "utf-8")
    configuration = town.data / "with-provider.toml"
    configuration.write_text(written + PROVIDERS.format(port=provider), "utf-8")
    home = f"http://desk.localhost:{port}/account"
    asked = ["provider.mjs", str(provider), f"{home}/with/staff/back/", str(people)]
    serve = [sys.executable, "-m", "vouchsafe", "serve", "--port", str(port)]
    environment = {"VOUCHSAFE_CONFIG": str(configuration), "DATABASE_URL": _database(town)}
    with (
        _running(
            ["tools/node", "--in", "e2e/provider", "node", *asked],
            f"http://localhost:{provider}/.well-known/openid-configuration",
        ),
        _running(serve, f"http://localhost:{port}/", **environment),
    ):
        yield Work(town, f"{home}/login/", people)


def _database(town: Town) -> str:
    socket = (town.data / "postgres" / "postmaster.pid").read_text().splitlines()[4]
    return f"postgresql://vouchsafe@/vouchsafe?host={socket}"


def _arrived(page: Page) -> None:
    expect(page.locator("#passphrase")).to_be_visible(timeout=20_000)


def _refused(work: Work, page: Page) -> None:
    expect(page.get_by_role("heading", name="This sign-in belongs to no member")).to_be_visible()
    page.goto(work.page.replace("/account/login/", "/"))
    expect(page.locator("input[name=login]")).to_be_visible()


def test_a_member_whom_the_provider_vouches_for_signs_in(work: Work, new_person: NewPerson) -> None:
    """By the address of the invitation the first time, by the provider's own id for them from then on."""
    work.knows("ines", INES.email.upper())
    _arrived(work.sign_in(new_person().new_page(), "ines"))
    work.knows("ines", "ines.married@address.example")
    _arrived(work.sign_in(new_person().new_page(), "ines"))

    work.knows("another", INES.email)
    _refused(work, work.sign_in(new_person().new_page(), "another"))  # the address was given to somebody else
    with psycopg.connect(_database(work.town)) as base:
        kept = base.execute("SELECT uid, extra_data, last_login = date_joined FROM socialaccount_socialaccount")
        assert kept.fetchall() == [("ines", {}, True)]
        ties = base.execute("SELECT actor::text FROM audit_entry WHERE tag = 'member:provider-tied'").fetchall()
        assert len(ties) == 1
        told = base.execute("SELECT count(*) FROM delivery_message WHERE body LIKE '%was tied to a sign-in%'")
        ((waiting,),) = told.fetchall()
    sent = work.town.printed().count("was tied to a sign-in")  # it leaves within a minute, printed before it is gone
    assert max(waiting, sent) == 1


def test_strangers_and_unconfirmed_addresses_are_refused(work: Work, new_person: NewPerson) -> None:
    """Nobody signs up by way of a provider, and an address counts only once it was confirmed there."""
    work.knows("stranger", "stranger@elsewhere.example")
    work.knows("claims-to-be-lena", LENA.email, confirmed=False)
    for who in ("stranger", "claims-to-be-lena"):
        _refused(work, work.sign_in(new_person().new_page(), who))


def test_who_turns_back_at_the_provider_is_told_so(work: Work, new_person: NewPerson) -> None:
    """Nothing was changed, and the way back to the desk's own form is there."""
    page = new_person().new_page()
    page.goto(work.page)
    page.get_by_role("button", name="Sign in with Meridian ID").click()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", name="You were not signed in")).to_be_visible()
