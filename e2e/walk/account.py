"""Signing in: passwords, factors, sessions. An organisation of its own, so that nobody else is asked for a code."""

import re
import time
from collections.abc import Iterator

from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect

from e2e.cast import SLOW, Member
from e2e.founding import set_password, vouchsafe
from e2e.keyring import device
from e2e.walk.stops import Stop, Walk, send
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role

UNHURRIED = 12
"""Seconds that a code must still be good for."""


def signing_in(walk: Walk) -> Iterator[Stop]:
    """From the link of an invitation to a second factor, and out again."""
    who = SignIn("Mira Sol", f"mira-{walk.lang}@signing.example", Role.ADMINISTRATOR, "herons-on-the-north-quay-3", "")
    mira = walk.member(who)
    yield from password(walk, mira)
    yield from signed_in(walk, mira.page, who)
    yield from second_factor(walk, who, mira.page)


def password(walk: Walk, mira: Member) -> Iterator[Stop]:
    """The link, a password that is too short, signing in with a wrong one, and a forgotten one."""
    page, who = mira.page, mira.who
    link = vouchsafe(
        walk.town, "organisation", "create", "--name", walk.say("Signing Board"), "--slug", f"signing-{walk.lang}",
        "--founder-name", who.name, "--founder-email", who.email,
    ).split()[-1]  # fmt: skip
    page.goto(link)
    expect(page.locator("input[name=password1]")).to_be_visible()
    yield Stop("password-choose", page)
    page.locator("input[name=password1]").fill("short")
    send(page.locator("main form"))
    yield Stop("password-choose-errors", page)
    set_password(mira, link)
    expect(page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
    page.context.clear_cookies()
    page.goto(link)
    yield Stop("password-link-used", page)
    page.goto(walk.town.url("desk", "/account/login/"))
    yield Stop("sign-in", page)
    page.locator("input[name=login]").fill(who.email)
    page.locator("input[name=password]").fill("wrong")
    send(page.locator("main form").first)
    yield Stop("sign-in-errors", page)
    page.goto(walk.town.url("desk", "/account/password/reset/"))
    yield Stop("password-forgotten", page)
    page.locator("input[name=email]").fill(who.email)
    send(page.locator("main form"))
    yield Stop("password-mailed", page)
    for name, path in (
        ("password-set", "password/reset/key/done/"),
        ("account-off", "inactive/"),
        ("provider-turned-back", "with/"),
    ):
        page.goto(walk.town.url("desk", f"/account/{path}"))
        yield Stop(name, page)
    mira.sign_in()


def signed_in(walk: Walk, page: Page, who: SignIn) -> Iterator[Stop]:
    """What a member can change of how they sign in."""
    expect(page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
    walk.member(who).sign_in()
    for name, path in (("factors", ""), ("sessions", "sessions/"), ("password-change", "password/change/")):
        page.goto(walk.town.url("desk", f"/account/{path}"))
        yield Stop(name, page)
    page.locator("input[name=oldpassword]").fill("wrong")
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill("short")
    send(page.locator("main form"))
    yield Stop("password-change-errors", page)
    page.goto(walk.town.url("desk", "/account/logout/"))
    yield Stop("sign-out", page)


def second_factor(walk: Walk, who: SignIn, page: Page) -> Iterator[Stop]:
    """An app and a passkey, set up, used and about to be removed."""
    base = walk.town.url("desk", "/account/")
    page.goto(f"{base}app/")
    if page.locator("input[name=password]").count():
        yield Stop("still-you", page)
        page.locator("input[name=password]").fill("wrong")
        send(page.locator("main form"))
        yield Stop("still-you-errors", page)
        page.locator("input[name=password]").fill(who.password)
        send(page.locator("main form"))
    yield Stop("app", page)
    secret = page.locator(".factor-secret").inner_text()
    page.locator("input[name=code]").fill("000000")
    send(page.locator("main form"))
    yield Stop("app-errors", page)
    secret = page.locator(".factor-secret").inner_text() or secret
    page.locator("input[name=code]").fill(code(secret, -1))
    send(page.locator("main form"))
    yield Stop("recovery-codes", page)
    page.goto(f"{base}recovery-codes/")
    yield Stop("recovery-codes-again", page)
    page.goto(f"{base}recovery-codes/new/")
    yield Stop("recovery-codes-new", page)
    yield from passkey(walk, page, base)
    for name, path in (("factors-set-up", ""), ("app-remove", "app/remove/")):
        page.goto(f"{base}{path}")
        yield Stop(name, page)
    later = walk.member(who)
    later.sign_in()
    expect(later.page.locator("input[name=code]")).to_be_visible()
    yield Stop("second-step", later.page)
    later.page.locator("input[name=code]").fill("000000")
    later.page.locator("form:has(input[name=code]) button").first.click()
    yield Stop("second-step-errors", later.page)
    yield from passkeys_only(walk, page)


def passkey(walk: Walk, page: Page, base: str) -> Iterator[Stop]:
    """A passkey: its form, where the browser has one and has none, asked for once more, and about to be removed."""
    page.goto(f"{base}passkeys/new/")
    expect(page.locator("[data-passkey=make]")).to_be_visible()
    yield Stop("passkey-new", page)
    device(page)
    page.locator("[data-passkey=make] input[name=name]").fill(walk.say("Work laptop"))
    page.locator("[data-passkey=make] button").click()
    page.wait_for_url(re.compile(r"/account/(recovery-codes/)?$"))
    page.goto(f"{base}reauthenticate/passkey/")
    yield Stop("still-you-passkey", page)
    page.goto(base)
    page.locator(".factor-list a").first.click()
    yield Stop("passkey-remove", page)


def passkeys_only(walk: Walk, page: Page) -> Iterator[Stop]:
    """The same where nothing else counts: until the passkey is used, every address leads to it."""
    asked = "UPDATE people_organisation SET second_factor_required = true, passkeys_only = true WHERE slug = %s"
    walk.operator.rows(asked, f"signing-{walk.lang}")
    page.goto(walk.town.url("desk", "/people/"))
    expect(page.locator("form[data-sign-out]")).to_be_visible()
    yield Stop("passkey-only", page)


def code(secret: str, halves: int = 0) -> str:
    """What an authenticator app shows; near the end of its half minute the next one is waited for."""
    left = 30 - time.time() % 30
    if left < UNHURRIED:
        time.sleep(left)
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + halves)))
