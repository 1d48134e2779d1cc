"""What a member does with their key: other ways to open it, a new passphrase, a kit, giving it up."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW
from e2e.keyring import device
from e2e.walk.stops import Stop, Walk, send, settled, unfold, unlock
from vouchsafe.demo.people import INES


def own_key(walk: Walk) -> Iterator[Stop]:
    """Ines keeps hers as it is in the end."""
    ines = walk.member(INES)
    page = ines.page
    device(page)
    ines.sign_in()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    unfold(page.locator("desk-unlock"))
    yield Stop("key-other-ways", page)
    unlock(ines)
    yield from passphrase(walk, page)
    yield from kit(walk, page)
    page.goto(walk.town.url("desk", "/key/new/"))
    expect(page.locator("desk-make-key h1")).to_be_visible(timeout=SLOW)
    yield Stop("key-give-up", page)


def opened_again(page: Page) -> None:
    """The key, opened once more for what comes next."""
    page.locator("#passphrase").fill(INES.passphrase)
    send(page.locator("desk-ways > form"))


def at_key(walk: Walk, page: Page, section: int) -> None:
    """To the page of the key, and there to the button of a section."""
    page.goto(walk.town.url("desk", "/key/"))
    page.locator(f"desk-own-key section:nth-of-type({section}) button").click()


def passphrase(walk: Walk, page: Page) -> Iterator[Stop]:
    """Six drawn words, one's own, and typing them again."""
    at_key(walk, page, 2)
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    yield Stop("key-open-again", page)
    opened_again(page)
    expect(page.locator(".desk-secret li")).to_have_count(6, timeout=SLOW)
    yield Stop("key-words", page)
    page.locator("desk-passphrase button.button--quiet").click()
    page.locator("#own").fill("Meridian 2026")
    expect(page.locator("#own-strength[data-level]")).to_be_visible(timeout=SLOW)
    yield Stop("key-own-words-weak", page)
    send(page.locator("desk-passphrase form"))
    expect(page.locator("desk-passphrase [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("key-own-words-refused", settled(page))
    page.locator("#own").fill("gulls over the old pier count seven barges")
    send(page.locator("desk-passphrase form"))
    expect(page.locator("#again")).to_be_visible(timeout=SLOW)
    yield Stop("key-again", settled(page))


def kit(walk: Walk, page: Page) -> Iterator[Stop]:
    """The kit's words, and trying it."""
    at_key(walk, page, 4)
    opened_again(page)
    expect(page.locator(".desk-sheet li")).to_have_count(6, timeout=SLOW)
    yield Stop("key-kit", page)
    with page.expect_download():
        page.locator("desk-kit .actions button").first.click()
    page.locator("desk-kit .actions button").last.click()
    expect(page.locator("#kit-file")).to_be_visible()
    yield Stop("key-try-kit", page)
