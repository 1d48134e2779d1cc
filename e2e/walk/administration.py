"""What an administrator configures: people, channels, partners, the look."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW
from e2e.walk.stops import Stop, Walk, send, settled, unfold
from vouchsafe.demo.people import LENA


def configuring(walk: Walk) -> Iterator[Stop]:
    """Lena's pages."""
    page = walk.at_desk(LENA).page
    yield from people(walk, page)
    yield from look(walk, page)
    yield from partners(walk, page)
    yield from channels(walk, page)
    page.goto(walk.town.url("desk", "/texts/"))
    expect(page.locator("desk-texts h1")).to_be_visible(timeout=SLOW)
    yield Stop("admin-texts", settled(page))
    page.goto(walk.town.url("desk", "/style/"))
    unfold(page.locator("main"))
    yield Stop("style", page)
    page.goto(walk.town.url("desk", "/setup/"))
    expect(page.locator("desk-poster")).to_be_visible(timeout=SLOW)
    yield Stop("admin-set-up", settled(page))


def people(walk: Walk, page: Page) -> Iterator[Stop]:
    """Roles, somebody who is invited, and an address that somebody has already."""
    page.goto(walk.town.url("desk", "/people/"))
    expect(page.locator("desk-invite form")).to_be_visible(timeout=SLOW)
    unfold(page.locator("desk-people"))
    yield Stop("admin-people", settled(page))
    for name, email in (("invited", f"nils-{walk.lang}@meridian.example"), ("invited-again", LENA.email)):
        page.locator("#invite-name").fill(walk.say("Nils Berg"))
        page.locator("#invite-email").fill(email)
        page.locator("desk-invite input[value=handler]").check()
        send(page.locator("desk-invite form"))
        told = "[role=alert]" if name.endswith("again") else "[role=status]"
        expect(page.locator(f"desk-invite {told}")).to_be_visible(timeout=SLOW)
        yield Stop(f"admin-{name}", settled(page))


def look(walk: Walk, page: Page) -> Iterator[Stop]:
    """A colour that cannot be read."""
    page.goto(walk.town.url("desk", "/look/"))
    page.locator("#accent").fill("#e0a800")
    expect(page.locator("desk-look .notice--caution")).to_be_visible(timeout=SLOW)
    yield Stop("admin-look", settled(page))


def partners(walk: Walk, page: Page) -> Iterator[Stop]:
    """None yet, and one whose words are not twelve."""
    page.goto(walk.town.url("desk", "/partners/"))
    form = page.locator("desk-partners form").last
    expect(form).to_be_visible(timeout=SLOW)
    yield Stop("admin-partners", settled(page))
    page.locator("#partner-name").fill(walk.say("The harbour"))
    page.locator("#partner-address").fill(walk.url("report", "meridian/"))
    page.locator("#partner-words").fill("anchor basket copper")
    send(form)
    expect(page.locator("desk-partners [role=alert]").first).to_be_visible(timeout=SLOW)
    yield Stop("admin-partners-wrong", settled(page))


def channels(walk: Walk, page: Page) -> Iterator[Stop]:
    """The list, a channel, its draft in each section, with problems, its preview, and what would change."""
    page.goto(walk.town.url("desk", "/channels/"))
    expect(page.locator("desk-channels form")).to_be_visible(timeout=SLOW)
    yield Stop("admin-channels", settled(page))
    page.locator("desk-channels .desk-tabs button").last.click()
    yield Stop("admin-channels-file", settled(page))
    page.locator("desk-channels .desk-case__title a").first.click()
    expect(page.locator("desk-channel .edit-version").first).to_be_visible(timeout=SLOW)
    yield Stop("channel-published", settled(page))
    page.locator("desk-channel .actions > button").first.click()
    expect(page.locator("desk-editor")).to_be_visible(timeout=SLOW)
    for section in page.locator("desk-editor [data-section]").all():
        name = section.get_attribute("data-section")
        section.click()
        yield Stop(f"draft-{name}", settled(page))
        folds = page.locator("desk-editor .edit__main details:not([open]) > summary")
        if folds.count():
            folds.first.click()
            yield Stop(f"draft-{name}-unfolded", settled(page))
    yield from draft(walk, page)


def draft(walk: Walk, page: Page) -> Iterator[Stop]:
    """Problems, the preview, and comparing."""
    page.locator("desk-editor [data-section]").first.click()
    field = page.locator("desk-editor .edit__main :is(input[type=text], input:not([type]), textarea)").first
    field.fill("")
    expect(page.locator(".edit-problems")).to_be_visible(timeout=SLOW)
    page.locator("desk-editor [data-language]").last.click()
    yield Stop("draft-problems", settled(page))
    views = page.locator(".edit-bar .desk-tabs button")
    views.nth(1).click()
    expect(page.locator("desk-preview")).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(1500)
    yield Stop("draft-preview-problems", settled(page))
    views.nth(0).click()
    page.locator("desk-editor [data-language]").first.click()
    page.locator("desk-editor .edit__main :is(input[type=text], input:not([type]), textarea)").first.fill(
        walk.say("Integrity")
    )
    expect(page.locator(".edit-problems")).to_have_count(0, timeout=SLOW)
    views.nth(1).click()
    expect(page.locator("desk-preview iframe")).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(1500)
    yield Stop("draft-preview", settled(page))
    views.nth(2).click()
    expect(page.locator("desk-compare")).to_be_visible(timeout=SLOW)
    page.locator("desk-channel .folio .actions button").first.click()
    expect(page.locator("[data-sure]")).to_be_visible()
    yield Stop("draft-publish", settled(page))
    page.locator("[data-sure] + button").click()
    page.locator("desk-channel .folio .actions button").last.click()
    page.locator("[data-sure]").click()
    expect(page.locator("desk-channel .edit-version").first).to_be_visible(timeout=SLOW)
