"""Unlocking in a real browser: by one touch of a passkey, and what of it is seen from outside."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from e2e import town as towns
from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.keyring import add_passkey, device, let_it_open, put_out
from e2e.test_desk_keys import KEPT
from vouchsafe.demo.people import HANA, INES, LENA, OMAR, TOM

TOUCHES = """async () => {
  const open = indexedDB.open("vouchsafe-desk");
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const ask = base.transaction("touches").objectStore("touches").getAll();
  const found = await new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  base.close();
  return found.length;
}"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A demo of this module's own: a passkey stays with its member. Its key files take all the work that one may."""
    running = towns.start(tmp_path_factory.mktemp("unlocking"), seeded=False)
    yield running
    running.stop()


def _spellings(secret: bytes) -> list[str]:
    """The forms in which bytes could leave a browser as text."""
    standard, web = base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode()
    listed = ",".join(map(str, secret))
    return [secret.hex(), secret.hex().upper(), standard.rstrip("="), web.rstrip("="), listed, secret.decode("latin-1")]


def _inbox(page: Page) -> None:
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)


def _locked(page: Page) -> None:
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)


def _prepare(member: Member, name: str) -> None:
    """Sign in, unlock, add a passkey and let it open the key."""
    member.arrive()
    device(member.page)
    add_passkey(member.page, name, member.who.password)
    member.page.goto(member.town.url("desk", "/key/"))
    let_it_open(member.page, name, member.who.passphrase)
    expect(member.page.get_by_text(f"{name} opens your key from now on")).to_be_visible(timeout=SLOW)


def test_one_touch_signs_in_and_unlocks_and_what_it_puts_out_never_leaves(
    town: towns.Town, new_person: NewPerson
) -> None:
    """Hana sets it up, comes back by one touch, and no request's address, headers or body holds the PRF's output."""
    hana = Member(town, new_person(), HANA)
    asked: list[Request] = []
    hana.page.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - as in test_desk_keys
    _prepare(hana, "Work laptop")
    (passkey,) = hana.page.evaluate("async () => (await (await fetch('/api/v1/key/passkeys')).json()).passkeys")
    assert passkey["opens"] is True

    hana.page.get_by_role("button", name="Sign out").click()
    hana.page.get_by_role("button", name="Use a passkey").click()
    _inbox(hana.page)
    assert hana.page.evaluate(TOUCHES) == 0

    hana.page.get_by_role("button", name="Lock", exact=True).click()
    _locked(hana.page)
    hana.page.get_by_role("button", name="Open it with a passkey").click()
    _inbox(hana.page)

    secret = put_out(hana.page, passkey["credential"])
    assert len(set(secret)) > 8
    sent = [
        request.url + str(request.all_headers()) + (request.post_data_buffer or b"").decode("latin-1")
        for request in asked
    ]
    assert any("clientDataJSON" in each for each in sent)  # the ceremonies are among what was looked at
    assert [spelling for spelling in _spellings(secret) for each in sent if spelling in each] == []
    assert not [each for each in sent if '"prf"' in each]
    kept = hana.page.evaluate(KEPT)
    assert not [kind for kind in kept if kind.endswith("extractable")]


def test_the_search_finds_an_output_that_is_sent(town: towns.Town, new_person: NewPerson) -> None:
    """The same search over a request that does carry such bytes, in each of the forms, finds them."""
    page = new_person().new_page()
    page.goto(town.url("desk", "/account/login/"))
    secret = bytes(range(200, 232))
    for spelling in _spellings(secret):
        with page.expect_request("**/leak") as leaking:
            page.evaluate("(body) => void fetch('/leak', { method: 'POST', body }).catch(() => 0)", spelling)
        sent = (leaking.value.post_data_buffer or b"").decode("utf-8")
        assert spelling in sent


def test_a_passkey_without_prf_signs_in_and_says_that_it_opens_no_key(town: towns.Town, new_person: NewPerson) -> None:
    """Omar's old security key: it is told on the page, the passphrase still unlocks."""
    omar = Member(town, new_person(), OMAR)
    omar.arrive()
    device(omar.page, prf=False)
    add_passkey(omar.page, "Old key", OMAR.password)
    omar.page.goto(town.url("desk", "/key/"))
    let_it_open(omar.page, "Old key", OMAR.passphrase)
    expect(omar.page.get_by_text("it cannot open a key")).to_be_visible(timeout=SLOW)
    omar.page.get_by_role("button", name="Sign out").click()
    omar.page.get_by_role("button", name="Use a passkey").click()
    _locked(omar.page)
    expect(omar.page.get_by_role("button", name="Open it with a passkey")).to_have_count(0)
    omar.unlock()


def test_a_removed_passkey_opens_nothing_any_more(town: towns.Town, new_person: NewPerson) -> None:
    """With the passkey goes what it opened: the desk does not offer it, and asks for the passphrase."""
    ines = Member(town, new_person(), INES)
    _prepare(ines, "Phone")
    ines.page.goto(town.url("desk", "/account/"))
    ines.page.get_by_role("link", name="Remove Phone").click()
    ines.page.get_by_role("button", name="Remove", exact=True).click()
    expect(ines.page.get_by_text("The passkey is removed.")).to_be_visible()
    ines.page.goto(town.url("desk"))
    _inbox(ines.page)
    ines.page.get_by_role("button", name="Lock", exact=True).click()
    _locked(ines.page)
    expect(ines.page.get_by_role("button", name="Open it with a passkey")).to_have_count(0)


def test_the_operator_forgets_the_factors_of_who_has_lost_them(town: towns.Town, new_person: NewPerson) -> None:
    """`vouchsafe member forget-factors`: no passkey is asked for any more, sessions are over, the key is as it was."""
    omar = Member(town, new_person(), OMAR)
    omar.page.goto(town.url("desk", "/account/login/"))
    printed = vouchsafe(town, "member", "forget-factors", OMAR.email)
    assert "Omar Said signs in with the password alone" in printed
    omar.arrive()
    device(omar.page)
    add_passkey(omar.page, "Lost phone", OMAR.password)
    vouchsafe(town, "member", "forget-factors", OMAR.email)
    omar.page.goto(town.url("desk"))
    expect(omar.page.locator("input[name=password]")).to_be_visible(timeout=SLOW)
    omar.arrive()
    expect(omar.page.get_by_role("heading", name="Second step")).to_have_count(0)


def test_an_administrator_requires_a_second_factor_of_everybody(town: towns.Town, new_person: NewPerson) -> None:
    """Lena asks it on the people page, is asked for one herself, adds a passkey, and asks it no longer."""
    lena = Member(town, new_person(), LENA)
    page = lena.page
    lena.sign_in()
    expect(page.locator("desk-landing")).to_be_visible(timeout=SLOW)
    device(page)
    page.goto(town.url("desk", "/people/"))
    page.get_by_role("button", name="Require a second factor of everybody").click()
    expect(page.get_by_text("a password alone is not enough")).to_be_visible(timeout=SLOW)
    add_passkey(page, "Work laptop", LENA.password)
    page.goto(town.url("desk", "/people/"))
    page.get_by_role("button", name="Require it no longer").click()
    expect(page.get_by_role("button", name="Require a second factor of everybody")).to_be_visible(timeout=SLOW)


def test_an_administrator_lets_in_with_passkeys_only(town: towns.Town, new_person: NewPerson) -> None:
    """Lena asks it, and uses her own; elsewhere her password leads to nothing but that; she asks it no longer."""
    lena = Member(town, new_person(), LENA)
    page = lena.page
    lena.page.goto(town.url("desk", "/account/login/"))
    vouchsafe(town, "member", "forget-factors", LENA.email)
    lena.sign_in()
    expect(page.locator("desk-landing")).to_be_visible(timeout=SLOW)
    device(page)
    add_passkey(page, "Work laptop", LENA.password)
    page.goto(town.url("desk", "/people/"))
    page.get_by_role("button", name="Let in with a passkey only").click()
    expect(page.get_by_role("heading", name="Use your passkey")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Only a passkey lets anybody in.")).to_be_visible(timeout=SLOW)

    elsewhere = Member(town, new_person(), TOM)
    elsewhere.sign_in()
    expect(elsewhere.page.get_by_text("Here only a passkey lets you in")).to_be_visible(timeout=SLOW)
    elsewhere.page.goto(town.url("desk", "/people/"))
    expect(elsewhere.page.get_by_text("Here only a passkey lets you in")).to_be_visible(timeout=SLOW)

    page.get_by_role("button", name="Require it no longer").click()
    expect(page.get_by_role("button", name="Require a second factor of everybody")).to_be_visible(timeout=SLOW)
    elsewhere.page.goto(town.url("desk", "/people/"))
    expect(elsewhere.page.get_by_role("heading", name="People", exact=True)).to_be_visible(timeout=SLOW)
