"""Signing in, in a real browser: with an authenticator app, with recovery codes, with passkeys."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from e2e import town as towns
from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.keyring import device
from vouchsafe.demo.people import HANA, INES, TOM, SignIn


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A demo of this module's own: a second factor stays with its member."""
    running = towns.start(tmp_path_factory.mktemp("signing-in"))
    yield running
    running.stop()


UNHURRIED = 12
"""Seconds that a code must still be good for, to be typed and checked on a busy machine."""


def _code(secret: str, halves: int = 0) -> str:
    """What an authenticator app shows; near the end of its half minute the next one is waited for."""
    left = 30 - time.time() % 30
    if left < UNHURRIED:
        time.sleep(left)
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + halves)))


def _to_factors(member: Member) -> None:
    """To the page "How you sign in", from the desk."""
    member.page.get_by_role("link", name=member.who.name).click()
    expect(member.page.get_by_role("heading", name="How you sign in")).to_be_visible()


def _say_password_again(page: Page, who: SignIn) -> None:
    page.locator("input[name=password]").fill(who.password)
    page.get_by_role("button", name="Continue").click()


def _arrived(page: Page) -> None:
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)


def _complaints(context: BrowserContext) -> list[str]:
    """What the browser complains of, such as something that the content security policy forbids."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    context.on("console", hear)
    return said


def test_an_app_and_recovery_codes_from_setting_up_to_signing_in(
    town: towns.Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Hana sets up an app, saves her codes, signs in with the app's code, then with a saved one."""
    context = new_person()
    complaints = _complaints(context)
    hana = Member(town, context, HANA)
    page = hana.page
    hana.sign_in()
    _arrived(page)
    _to_factors(hana)
    page.get_by_role("link", name="Set up an app").click()
    _say_password_again(page, HANA)
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    secret = page.locator(".factor-secret").inner_text()
    page.locator("input[name=code]").fill(_code(secret, -1))
    page.get_by_role("button", name="Set it up").click()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save as a file").click()
    saved = tmp_path / "codes.txt"
    saving.value.save_as(saved)
    codes = saved.read_text("utf-8").split()
    assert codes == page.locator(".factor-codes li").all_inner_texts()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert complaints == []

    for recovery in (None, codes[4]):
        again = Member(town, new_person(), HANA)
        again.sign_in()
        again.page.locator("input[name=code]").fill(recovery or _code(secret))
        again.page.get_by_role("button", name="Sign in", exact=True).click()
        _arrived(again.page)


def test_a_passkey_is_made_signs_in_alone_and_is_removed(town: towns.Town, new_person: NewPerson) -> None:
    """Ines makes one, signs out, comes back without address or password; what a PRF put out never leaves."""
    context = new_person()
    complaints = _complaints(context)
    ines = Member(town, context, INES)
    page = ines.page
    ines.sign_in()
    _arrived(page)
    device(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    _to_factors(ines)
    page.get_by_role("link", name="Add a passkey").click()
    _say_password_again(page, INES)
    page.get_by_label("A name for it").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".factor-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("Work laptop")).to_be_visible()

    page.goto(town.url("desk"))
    _arrived(page)  # else what the page still asks for is refused, and the browser says so
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    _arrived(page)
    assert not [body for body in sent if "prf" in body]

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("input[name=password]")).to_be_visible(timeout=SLOW)
    ines.sign_in()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    _arrived(page)

    _to_factors(ines)
    page.get_by_role("link", name="Remove Work laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert complaints == []


def test_a_passkey_that_fails_says_so_and_leaves_the_password(town: towns.Town, new_person: NewPerson) -> None:
    """A device without a passkey for the desk is told of in the page, and the form below still signs in."""
    ines = Member(town, new_person(), INES)
    ines.page.goto(town.url("desk", "/account/login/"))
    device(ines.page)
    ines.page.get_by_role("button", name="Use a passkey").click()
    expect(ines.page.locator("[data-passkey-failed]")).to_be_visible(timeout=SLOW)
    ines.sign_in()
    _arrived(ines.page)


def test_a_session_left_open_elsewhere_is_ended(town: towns.Town, new_person: NewPerson) -> None:
    """Tom sees two sessions, ends the one at the other machine, and that one must sign in again."""
    here, there = Member(town, new_person(), TOM), Member(town, new_person(), TOM)
    for each in (here, there):
        each.sign_in()
        expect(each.page.locator("vouchsafe-desk h1").first).to_be_visible(timeout=SLOW)
    _to_factors(here)
    here.page.get_by_role("link", name="See and end sessions").click()
    here.page.get_by_role("button", name="End this session").click()
    expect(here.page.locator("main li")).to_have_count(1)
    there.page.goto(town.url("desk", "/people/"))
    expect(there.page.locator("input[name=password]")).to_be_visible()
