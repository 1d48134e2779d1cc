"""Keys in a real browser: what it does itself, what it keeps, what it never sends, and how it forgets."""

import subprocess
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from e2e.cast import SLOW, Member
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.demo.people import HANA

WEB = Path(__file__).parent.parent / "web"
KEPT = """async () => {
  const open = indexedDB.open("vouchsafe-desk");
  const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const ask = base.transaction("keys").objectStore("keys").getAll();
  const values = await new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  base.close();
  const kinds = [];
  const look = (value) => {
    if (value instanceof CryptoKey) kinds.push(`${value.type}, ${value.extractable ? "extractable" : "kept"}`);
    else if (value instanceof Uint8Array || value instanceof ArrayBuffer) kinds.push(`${value.byteLength} bytes`);
    else if (typeof value === "string") kinds.push(`text ${value}`);
    else if (value && typeof value === "object") Object.values(value).forEach(look);
  };
  values.forEach(look);
  return kinds;
}"""


def _locked(page: Page) -> None:
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)


def test_the_browsers_own_keys_and_cipher_agree_with_plain_script(
    town: Town, new_person: NewPerson, tmp_path: Path
) -> None:
    """In Chromium ML-KEM, X25519, Ed25519 and the cipher are the browser's own, and agree with ours to the byte."""
    script = tmp_path / "check.js"
    rolldown = str(WEB / "node_modules/.bin/rolldown")
    command = [rolldown, "src/vault/browserCheck.ts", "--file", str(script), "--format", "esm"]
    subprocess.run(command, cwd=WEB, check=True, capture_output=True)
    page = new_person().new_page()
    empty = town.url("desk", "/nothing-but-a-secure-origin/")
    page.route(empty, lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    page.route(f"{empty}*.js", lambda route: _script(route, script))
    page.goto(empty)
    can = page.evaluate(f"async () => (await import('{empty}check.js')).checkBrowser()")
    assert can == {"keys": True, "cipher": True}


def _script(route: Route, script: Path) -> None:
    route.fulfill(body=script.read_bytes(), content_type="text/javascript")


def test_unlocking_sends_nothing_and_keeps_only_keys_that_cannot_be_taken_out(
    town: Town, new_person: NewPerson
) -> None:
    """The passphrase is in no request; what stays in the browser is non-extractable; a reload stays unlocked."""
    context = new_person()
    hana = Member(town, context, HANA)
    asked: list[Request] = []
    hana.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    hana.arrive()
    words = HANA.passphrase.split("-")
    for request in asked:
        sent = (request.post_data or "") + request.url
        assert HANA.passphrase not in sent
        assert "AGE-SECRET-KEY" not in sent
        assert sum(word in sent for word in words) < len(words)
    kept = hana.page.evaluate(KEPT)
    secret = [kind for kind in kept if kind.startswith(("private", "secret"))]
    assert secret
    assert all(kind.endswith("kept") for kind in secret)
    assert "text browser" in kept  # the handle's kind; the other is "seed"
    assert not [kind for kind in kept if kind.startswith("text AGE-")]
    hana.page.reload()
    expect(hana.page.locator("desk-inbox")).to_be_visible(timeout=SLOW)


def test_lock_and_sign_out_forget_the_key_in_every_tab(town: Town, new_person: NewPerson) -> None:
    """Locking in one tab locks the other; after it, and after signing out, the browser holds no key."""
    context: BrowserContext = new_person()
    first = Member(town, context, HANA)
    first.arrive()
    second = context.new_page()
    second.goto(town.url("desk"))
    expect(second.locator("desk-inbox")).to_be_visible(timeout=SLOW)
    first.page.get_by_role("button", name="Lock", exact=True).click()
    _locked(first.page)
    _locked(second)
    assert second.evaluate(KEPT) == []
    first.unlock()
    expect(second.locator("desk-inbox")).to_be_visible(timeout=SLOW)
    first.page.get_by_role("button", name="Sign out").click()
    expect(first.page.locator("input[name=password]")).to_be_visible(timeout=SLOW)
    assert first.page.evaluate(KEPT) == []
