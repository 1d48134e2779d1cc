"""When something of a key is lost, or is to be changed: each journey of docs/keys.md, walked in a real browser."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from playwright.sync_api import Page, expect

from e2e import town as towns
from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.keyring import (
    add_passkey,
    device,
    keep_kit,
    let_it_open,
    make_key,
    open_again,
    take_words,
)
from vouchsafe.demo.people import HANA, INES, OMAR
from vouchsafe.vault.directory import parse_entry
from vouchsafe.vault.errors import WrongKey
from vouchsafe.vault.key_file import open_key_file
from vouchsafe.vault.words import hash_words

MINE = "the grey heron dislikes escalators"
present = {who.email: who.passphrase for who in (HANA, INES, OMAR)}
"""What opens whose key now, in the town of this module."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A demo of this module's own: people change their keys in it."""
    running = towns.start(tmp_path_factory.mktemp("lost-keys"))
    yield running
    running.stop()


def _inbox(page: Page) -> None:
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)


def _unlock(page: Page, passphrase: str) -> None:
    page.locator("#passphrase").fill(passphrase)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("button", name="Lock", exact=True)).to_be_visible(timeout=SLOW)


def _key_file(page: Page) -> bytes:
    """What the server keeps of the signed-in member's key now."""
    sealed = page.evaluate("async () => (await (await fetch('/api/v1/me')).json()).key.key_file")
    return base64.b64decode(sealed)


def _twelve_words(page: Page) -> list[str]:
    return page.locator("desk-waiting .words li, desk-own-key .words li").all_inner_texts()


def test_a_passphrase_is_changed_to_ones_own(town: towns.Town, new_person: NewPerson) -> None:
    """Hana chooses words of her own; weak ones are refused; the old ones then open nothing that the server has."""
    hana = Member(town, new_person(), HANA)
    hana.arrive()
    page = hana.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.goto(town.url("desk", "/key/"))
    page.get_by_role("button", name="Change the passphrase").click()
    open_again(page, HANA.passphrase)
    page.get_by_role("button", name="Choose my own passphrase instead").click()
    page.locator("#own").fill("Hana Weiss Meridian")
    expect(page.locator("#own-strength")).to_have_attribute("data-level", "refused", timeout=SLOW)
    page.get_by_role("button", name="Use this passphrase").click()
    expect(page.get_by_role("alert")).to_contain_text("too easy to guess", timeout=SLOW)
    page.locator("#own").fill(MINE)
    expect(page.locator("#own-strength")).not_to_have_attribute("data-level", "refused", timeout=SLOW)
    page.get_by_role("button", name="Use this passphrase").click()
    page.locator("#again").fill(MINE)
    page.get_by_role("button", name="Open and keep my key").click()
    expect(page.get_by_text("Your passphrase is changed")).to_be_visible(timeout=SLOW)

    kept = _key_file(page)
    assert open_key_file(kept, MINE)
    with pytest.raises(WrongKey):
        open_key_file(kept, HANA.passphrase)
    assert not [each for each in sent if "heron" in each or "river-lemon" in each]
    page.get_by_role("button", name="Lock", exact=True).click()
    page.locator("#passphrase").fill(HANA.passphrase)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("does not open your key", timeout=SLOW)
    _unlock(page, MINE)
    present[HANA.email] = MINE


def test_a_lost_passphrase_is_replaced_by_way_of_the_kit(
    town: towns.Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Ines made a kit, which any age program opens; with it, and without her passphrase, she chooses a new one."""
    ines = Member(town, new_person(), INES)
    ines.arrive()
    page = ines.page
    page.goto(town.url("desk", "/key/"))
    page.get_by_role("button", name="Make a new recovery kit").click()
    page.locator("#passphrase").fill(INES.passphrase)
    page.get_by_role("button", name="Make the kit").click()
    page.emulate_media(media="print")
    expect(page.locator(".desk-sheet .words")).to_be_visible(timeout=SLOW)
    expect(page.locator("h1")).to_be_hidden()
    page.emulate_media(media="screen")
    kit, words = keep_kit(page, tmp_path)
    page.get_by_role("button", name="I have both: try the kit").click()
    page.locator("#kit-file").set_input_files(str(kit))
    page.locator("#kit-words").fill(INES.passphrase)
    page.get_by_role("button", name="Try the kit", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("does not open your key", timeout=SLOW)
    page.locator("#kit-words").fill(words)
    page.get_by_role("button", name="Try the kit", exact=True).click()
    expect(page.get_by_text("Your new recovery kit works")).to_be_visible(timeout=SLOW)
    identity = pyrage.passphrase.decrypt(kit.read_bytes(), words).decode()
    assert identity.startswith("AGE-SECRET-KEY-PQ-1")
    assert identity == open_key_file(_key_file(page), INES.passphrase).to_string() + "\n"

    elsewhere = Member(town, new_person(), INES)
    elsewhere.sign_in()
    page = elsewhere.page
    page.get_by_text("Open it with the recovery kit").click()
    page.locator("#kit-file").set_input_files(str(kit))
    page.locator("#kit-words").fill(words)
    page.get_by_role("button", name="Open the kit").click()
    new = take_words(page)
    _inbox(page)
    kept = _key_file(page)
    assert open_key_file(kept, new).to_string() + "\n" == identity
    with pytest.raises(WrongKey):
        open_key_file(kept, INES.passphrase)
    present[INES.email] = new


def test_a_lost_passphrase_is_replaced_by_way_of_a_passkey(town: towns.Town, new_person: NewPerson) -> None:
    """Ines lets a new passkey open her key; when her words are lost, it unlocks, and opens the key for new ones."""
    ines = Member(town, new_person(), INES)
    page = ines.page
    ines.sign_in()
    _unlock(page, present[INES.email])
    device(page)
    add_passkey(page, "Phone", INES.password)
    page.goto(town.url("desk", "/key/"))
    let_it_open(page, "Phone", present[INES.email])
    expect(page.get_by_text("Phone opens your key from now on")).to_be_visible(timeout=SLOW)

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    _inbox(page)
    page.goto(town.url("desk", "/key/"))
    page.get_by_role("button", name="Change the passphrase").click()
    page.get_by_role("button", name="Open it with a passkey").click()
    new = take_words(page)
    expect(page.get_by_text("Your passphrase is changed")).to_be_visible(timeout=SLOW)
    with pytest.raises(WrongKey):
        open_key_file(_key_file(page), present[INES.email])
    assert open_key_file(_key_file(page), new)
    present[INES.email] = new


def test_everything_lost_a_new_key_is_introduced_and_the_old_one_leaves(
    town: towns.Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """Omar gives up his key for a new one; Hana compares its words and adds it; the old card is listed no more."""
    omar = Member(town, new_person(), OMAR)
    omar.sign_in()
    page = omar.page
    page.get_by_text("I have lost passphrase, passkeys and kit").click()
    page.get_by_role("link", name="Give up my key for a new one").click()
    page.locator("input[name=password]").fill(OMAR.password)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Give up your key for a new one")).to_be_visible(timeout=SLOW)
    made = make_key(page, tmp_path)
    expect(page.get_by_role("heading", name="Waiting for a colleague")).to_be_visible(timeout=SLOW)
    words = _twelve_words(page)

    hana = Member(town, new_person(), HANA)
    hana.sign_in()
    _unlock(hana.page, present[HANA.email])
    hana.page.goto(town.url("desk", "/people/"))
    waiting = hana.page.locator("section", has_text="Waiting to be added")
    expect(waiting.locator(".words li").first).to_be_visible(timeout=SLOW)
    assert waiting.locator(".words li").all_inner_texts() == words
    hana.page.get_by_role("button", name="The words are the same: add Omar Said").click()
    expect(waiting).to_have_count(0, timeout=SLOW)

    page.get_by_role("button", name="Look again").click()
    _inbox(page)
    page.get_by_role("button", name="Lock", exact=True).click()
    _unlock(page, made.passphrase)
    directory = page.evaluate("async () => (await (await fetch('/api/v1/directory')).json()).entries")
    listed = {line.fingerprint for line in parse_entry(base64.b64decode(directory[-1])).listings}
    before = {line.fingerprint for line in parse_entry(base64.b64decode(directory[-2])).listings}
    (old,) = before - listed
    assert len(listed - before) == 1
    assert hash_words(old) != [word.lower() for word in words]
