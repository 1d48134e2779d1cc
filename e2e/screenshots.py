"""Pictures of every page, in light, dark, right-to-left, German and narrow: `make screenshots` (var/screenshots).

`python -m e2e.screenshots FOLDER LOOK…` takes some of them. The README's three are among "light", one window high, in
FOLDER/readme.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

django.setup()

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright  # noqa: E402 - Django comes first

from e2e import strange_files  # noqa: E402
from e2e import town as towns  # noqa: E402
from e2e.cast import SLOW, Member, Report, Reporter  # noqa: E402
from e2e.conftest import chromium  # noqa: E402
from e2e.founder import Founder  # noqa: E402
from e2e.keyring import device  # noqa: E402
from e2e.room_pictures import Snap, room_at_the_desk, room_of_the_subject  # noqa: E402
from vouchsafe.demo.people import HANA, INES, LENA, OMAR, TOM  # noqa: E402

LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1100, "height": 800}},
    "dark": {"viewport": {"width": 1100, "height": 800}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 740}},
    "rtl": {"viewport": {"width": 1100, "height": 800}, "locale": "ar"},
    "german": {"viewport": {"width": 1100, "height": 800}, "locale": "de"},
}
STORY = Report(
    headline="Samples leave the cold store at night",
    story="Twice this month somebody took sealed boxes out at gate B.\nNobody signed the ledger.",
    where="Cold store, gate B",
)
README = {"public": "public", "report-3-write": "report", "desk-5-case": "desk"}


def reporter_pages(town: towns.Town, context: BrowserContext, snap: Snap, lang: str) -> str:
    """From the public page to the receipt and the mailbox; gives the receipt."""
    rana = Reporter(town, context, lang=lang)
    page = rana.page
    for name, address in (
        ("public", town.url("public", f"/{lang}/meridian/")),
        ("public-root", town.url("public")),
        ("report-root", town.url("report", f"/{lang}/")),
        ("channel", town.url("report", f"/{lang}/meridian/integrity/")),
        ("advice", town.url("report", f"/{lang}/meridian/advice/")),
        ("not-found", town.url("report", f"/{lang}/meridian/nothing-here/")),
    ):
        page.goto(address)
        snap(page, name)
    page.goto(town.url("report", f"/{lang}/meridian/integrity/report/"))
    snap(page, "report-1-scope")
    page.locator("[data-field=_scope] input[type=radio]").first.check()
    rana.step("scope").locator("button.button").last.click()
    snap(page, "report-2-ended")
    rana.open_form()
    rana.fill_in(STORY)
    with tempfile.TemporaryDirectory() as folder:
        file = strange_files.document(Path(folder), ["Box 4, Ann Lee, 02:10", "Box 9, no name, 03:40"])
        page.locator("#field-attachment").set_input_files(str(file))
        expect(page.locator("[data-files] progress")).to_have_count(0, timeout=SLOW)
    page.evaluate("scrollTo(0, 0)")
    snap(page, "report-3-write")
    page.locator("#field-headline").fill("")
    rana.step("write").locator("form button.button").last.click()
    snap(page, "report-4-errors")
    page.locator("#field-headline").fill(STORY.headline)
    rana.check()
    snap(page, "report-5-check")
    receipt = rana.send()
    snap(page, "report-6-receipt")
    page.goto(town.url("report", f"/{lang}/meridian/return/"))
    page.locator("#field-receipt").fill(("0" if receipt[0] != "0" else "1") + receipt[1:])
    rana.step("enter").locator("form > .actions button").click()
    snap(page, "return-1-mend")
    rana.come_back(receipt)
    rana.write_again("The nights of the third and the seventeenth.")
    snap(page, "return-2-thread")
    page.locator("[data-rotation] summary").click()
    rana.step("case").locator("[data-rotate]").click()
    expect(rana.step("rotate")).to_be_visible()
    snap(page, "return-3-new-receipt")
    return receipt


def unscripted_pages(town: towns.Town, context: BrowserContext, snap: Snap, lang: str) -> None:
    """Reporting and coming back in a browser that runs no script."""
    page = context.new_page()
    page.goto(town.url("report", f"/{lang}/meridian/integrity/report/unscripted/"))
    page.locator("details.exit summary").click()
    snap(page, "unscripted-1-screen")
    press(page, "begin")
    press(page, "check")
    snap(page, "unscripted-2-errors")
    page.locator("#answer-category").check()
    for name, text in (("headline", STORY.headline), ("what-happened", STORY.story), ("where", STORY.where)):
        page.locator(f"#answer-{name}").fill(text)
    press(page, "check")
    snap(page, "unscripted-3-check")
    press(page, "send")
    snap(page, "unscripted-4-receipt")
    receipt = page.locator("#receipt").inner_text()
    page.goto(town.url("report", f"/{lang}/meridian/return/unscripted/"))
    snap(page, "unscripted-5-return")
    page.locator("#receipt").fill(receipt)
    press(page, "open")
    snap(page, "unscripted-6-case")
    page.locator("#rotation summary").click()
    press(page, "rotate")
    snap(page, "unscripted-7-new-receipt")


def press(page: Page, step: str) -> None:
    """Press the button of a page without script."""
    page.locator(f"button.button[name=step][value={step}]").click()


def desk_pages(town: towns.Town, context: BrowserContext, snap: Snap) -> None:
    """What a handler sees, from sign-in to a case and the people page."""
    hana = Member(town, context, HANA)
    page = hana.page
    page.goto(town.url("desk", "/account/login/"))
    snap(page, "desk-1-sign-in")
    page.goto(town.url("desk", "/account/password/reset/"))
    snap(page, "desk-2-forgotten")
    hana.sign_in()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    snap(page, "desk-3-unlock")
    page.locator("#passphrase").fill(HANA.passphrase)
    page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(page.locator("desk-inbox .inbox__row").first).to_be_visible(timeout=SLOW)
    snap(page, "desk-4-inbox")
    page.locator("desk-notices button").first.click()
    expect(page.locator("desk-notices section")).to_have_count(0)
    page.locator("a.inbox__title", has_text=STORY.headline).first.click()
    expect(page.locator("desk-thread li").first).to_be_visible(timeout=SLOW)
    page.locator("desk-composer [aria-pressed]").last.click()
    snap(page, "desk-5-case")
    case = page.url
    viewer_pages(page, snap)
    for part in ("Work", "People concerned", "Outcome", "Sharing"):
        page.get_by_role("navigation", name="Parts of this case").get_by_role("link", name=part).click()
        snap(page, f"desk-5-case-{part.split()[0].lower()}")
    room_at_the_desk(page, snap, case, STORY.story)
    page.goto(f"{case}print/")
    expect(page.locator("desk-print .paper")).to_be_visible(timeout=SLOW)
    snap(page, "desk-5-print")
    for name in ("due", "people", "key", "recovery"):
        page.goto(town.url("desk", f"/{name}/"))
        expect(page.locator("h1")).to_be_visible(timeout=SLOW)
        page.wait_for_timeout(800)
        snap(page, f"desk-6-{name}")


def viewer_pages(page: Page, snap: Snap) -> None:
    """A file in its frame, then blacked out."""
    page.locator("desk-thread .files__acts button").first.click()
    expect(page.frame_locator("iframe.viewer__frame").locator(".sheet canvas").first).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(500)
    snap(page, "viewer-1-file")
    page.locator(".viewer__acts button").last.click()
    expect(page.locator("desk-redactor canvas")).to_be_visible(timeout=SLOW)
    page.locator(".redact__bar button").last.click()
    page.wait_for_timeout(500)
    snap(page, "viewer-2-redaction")
    page.locator("desk-redactor .actions button").last.click()
    page.keyboard.press("Escape")
    page.locator(".letter__copy button").first.click()
    page.locator("#redact-words").fill("gate B")
    page.locator("#redact-words").press("Enter")
    snap(page, "viewer-3-redacted-text")
    page.keyboard.press("Escape")


def sign_in_pages(town: towns.Town, context: BrowserContext, snap: Snap) -> None:
    """How a member signs in: factors, an app and a passkey about to be set up, sessions."""
    omar = Member(town, context, OMAR)
    page = omar.page
    omar.sign_in()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    for name, address in (("factors", ""), ("sessions", "sessions/"), ("app", "app/"), ("passkey", "passkeys/new/")):
        page.goto(town.url("desk", f"/account/{address}"))
        if "/reauthenticate/" in page.url:
            page.locator("input[name=password]").fill(OMAR.password)
            page.locator("main form button.button").first.click()
        snap(page, f"desk-9-{name}")


def key_pages(town: towns.Town, context: BrowserContext, snap: Snap) -> None:
    """What a member does with their key: other ways to unlock, a new passphrase, a kit, giving it up."""
    ines = Member(town, context, INES)
    page = ines.page
    device(page)
    ines.sign_in()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    for summary in page.locator("desk-unlock summary").all():
        summary.click()
    snap(page, "key-1-other-ways")
    page.locator("#passphrase").fill(INES.passphrase)
    page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(page.locator("desk-unlock")).to_have_count(0, timeout=SLOW)
    page.goto(town.url("desk", "/key/"))
    page.locator("desk-own-key section button").first.click()
    snap(page, "key-2-open-again")
    page.locator("#passphrase").fill(INES.passphrase)
    page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(page.locator(".desk-secret li")).to_have_count(6, timeout=SLOW)
    snap(page, "key-3-words")
    page.locator("desk-passphrase button.button--quiet").click()
    page.locator("#own").fill("Meridian 2026")
    expect(page.locator("#own-strength[data-level]")).to_be_visible(timeout=SLOW)
    snap(page, "key-4-own-words")
    page.goto(town.url("desk", "/key/"))
    page.locator("desk-own-key section:nth-of-type(4) button").click()
    page.locator("#passphrase").fill(INES.passphrase)
    page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(page.locator(".desk-sheet li")).to_have_count(6, timeout=SLOW)
    snap(page, "key-5-kit")
    with page.expect_download():
        page.locator("desk-kit .actions button").first.click()
    page.locator("desk-kit .actions button").last.click()
    snap(page, "key-6-try-kit")
    page.goto(town.url("desk", "/key/new/"))
    expect(page.locator("desk-make-key h1")).to_be_visible(timeout=SLOW)
    snap(page, "key-7-give-up")


def other_members(town: towns.Town, new_context: Callable[[], BrowserContext], snap: Snap) -> None:
    """What those see who read nothing."""
    for who in (INES, LENA, TOM):
        member = Member(town, new_context(), who)
        member.sign_in()
        expect(member.page.locator("vouchsafe-desk h1").first).to_be_visible(timeout=SLOW)
        if member.page.locator("#passphrase").count():
            member.page.locator("#passphrase").fill(who.passphrase)
            member.page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
            expect(member.page.locator("desk-unlock")).to_have_count(0, timeout=SLOW)
        member.page.wait_for_timeout(800)
        snap(member.page, f"desk-7-{who.role}")
        member.page.goto(town.url("desk", "/people/"))
        member.page.wait_for_timeout(800)
        if who is LENA:
            member.page.get_by_text("Change roles").first.click()
        snap(member.page, f"desk-8-{who.role}-people")
        if who is TOM:
            member.page.goto(town.url("desk", "/figures/"))
            snap(member.page, "desk-10-figures")
    member.page.goto(town.url("desk", "/record/"))
    expect(member.page.locator(".record-act").first).to_be_visible(timeout=SLOW)
    snap(member.page, "desk-8-overseer-record")
    member.page.goto(town.url("desk", "/pauses/"))
    expect(member.page.get_by_role("heading", name="Paused categories")).to_be_visible(timeout=SLOW)
    snap(member.page, "desk-10-overseer-pauses")


def administrators_pages(town: towns.Town, context: BrowserContext, snap: Snap) -> None:
    """The look, with a colour that cannot be read, and set-up when all is done."""
    lena = Member(town, context, LENA)
    page = lena.page
    lena.sign_in()
    expect(page.locator("vouchsafe-desk h1").first).to_be_visible(timeout=SLOW)
    page.goto(town.url("desk", "/look/"))
    page.locator("#accent").fill("#e0a800")
    expect(page.locator(".notice--caution")).to_be_visible()
    snap(page, "desk-10-look")
    page.goto(town.url("desk", "/partners/"))
    expect(page.get_by_role("heading", name="Partners")).to_be_visible(timeout=SLOW)
    snap(page, "desk-10-partners")
    page.goto(town.url("desk", "/setup/"))
    expect(page.locator("desk-poster")).to_be_visible()
    snap(page, "desk-11-set-up-poster")


def apart_pages(town: towns.Town, new_context: Callable[[], BrowserContext], snap: Snap, look: str) -> None:
    """What a report keeps apart: the form that asks, the request as its readers see it, and as the reporter does."""
    lang = str(LOOKS[look].get("locale", "en"))
    story = Report(f"A pump was filed open ({look})", "In the night of the audit.", "Pump house")
    rana = Reporter(town, new_context(), lang=lang)
    rana.open_form()
    rana.fill_in(story)
    rana.page.locator('[id="field-me.0.name"]').fill("Rana Haddad")
    rana.page.locator('[id="field-whom.0.role"]').fill("Keeper of the pumps")
    rana.check()
    receipt = rana.send()
    hana = Member(town, new_context(), HANA)
    hana.sign_in()
    hana.page.locator("#passphrase").fill(HANA.passphrase)
    hana.page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    hana.page.get_by_role("link", name=story.headline).click(timeout=SLOW)
    expect(hana.page.locator("desk-thread")).to_be_visible(timeout=SLOW)
    hana.page.goto(f"{hana.page.url}people/")
    hana.page.locator(".apart-key summary").first.click(timeout=SLOW)
    for name, text in (("facts", "He is a Muslim."), ("law", "§ 161 StPO"), ("necessity", "Nobody else was there.")):
        hana.page.locator(f"#ask-identity-{name}").fill(text)
    hana.page.locator("desk-ask form button").first.click()
    snap(hana.page, "desk-12-kept-apart-ask")
    hana.page.locator("#ask-identity-facts").fill("Two seals on one pump, and one witness.")
    hana.page.locator("desk-ask form button").first.click()
    expect(hana.page.locator("desk-request")).to_be_visible(timeout=SLOW)
    snap(hana.page, "desk-12-kept-apart-asked")
    tom = Member(town, new_context(), TOM)
    tom.sign_in()
    expect(tom.page.locator("vouchsafe-desk h1").first).to_be_visible(timeout=SLOW)
    tom.page.goto(town.url("desk", "/requests/"))
    tom.page.locator("#passphrase").fill(TOM.passphrase)
    tom.page.locator("desk-ways form button.button:not(.button--quiet)").first.click()
    expect(tom.page.locator("desk-request").first).to_be_visible(timeout=SLOW)
    snap(tom.page, "desk-12-requests")
    rana.come_back(receipt)
    snap(rana.page, "mailbox-request")


def set_up_pages(town: towns.Town, context: BrowserContext, snap: Snap) -> None:
    """A new organisation's list of set-up, step by step."""
    nadia = Founder(town, context)
    nadia.found()
    nadia.page.goto(town.url("desk", "/setup/"))
    nadia.is_at("key")
    snap(nadia.page, "set-up-1-key")
    nadia.page.goto(town.url("desk"))
    nadia.make_keys(Path(tempfile.mkdtemp()))
    nadia.is_at("channel")
    expect(nadia.page.get_by_label("Postal address")).to_be_visible()
    snap(nadia.page, "set-up-2-channel")
    nadia.open_channel()
    nadia.is_at("colleague")
    snap(nadia.page, "set-up-3-colleague")
    nadia.invite("Yusuf Karim", "yusuf@lighthouse.example")
    nadia.is_at("poster")
    snap(nadia.page, "set-up-4-poster")


def take(browser: Browser, town: towns.Town, folder: Path, look: str) -> None:
    """All pages in one look."""
    options = LOOKS[look]
    lang = str(options.get("locale", "en"))

    def snap(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.{look}.png", full_page=True)
        if look == "light" and name in README:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=folder / "readme" / f"{README[name]}.png")

    def new_context() -> BrowserContext:
        return browser.new_context(**options)  # type: ignore[arg-type]

    reporter_pages(town, new_context(), snap, lang)
    unscripted_pages(town, browser.new_context(**options, java_script_enabled=False), snap, lang)  # type: ignore[arg-type]
    desk_pages(town, new_context(), snap)
    sign_in_pages(town, new_context(), snap)
    administrators_pages(town, new_context(), snap)
    key_pages(town, new_context(), snap)
    apart_pages(town, new_context, snap, look)
    room_of_the_subject(town, new_context, snap, lang)
    if look == "light":
        set_up_pages(town, new_context(), snap)
        other_members(town, new_context, snap)


def main(folder: Path, looks: list[str]) -> None:
    """Start a town, take the pictures, stop it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        town = towns.start(Path(home))
        browser = chromium(playwright.chromium)
        try:
            for look in looks:
                take(browser, town, folder, look)
        finally:
            browser.close()
            town.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"), sys.argv[2:] or list(LOOKS))
