"""What a member does with their own key: make it, keep its kit, let a passkey open it. And the passkeys themselves."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.cast import SLOW

PRF = """async ({ credential, input }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (symbol) => symbol.charCodeAt(0));
  const made = await navigator.credentials.get({ publicKey: {
    challenge: new Uint8Array(32), userVerification: "required",
    allowCredentials: [{ type: "public-key", id: bytes(credential) }],
    extensions: { prf: { eval: { first: new TextEncoder().encode(input) } } },
  } });
  return Array.from(new Uint8Array(made.getClientExtensionResults().prf.results.first));
}"""


@dataclass
class MadeKey:
    """What a member has in hand after making a key."""

    passphrase: str
    kit: Path
    kit_words: str


def device(page: Page, *, prf: bool = True) -> None:
    """A virtual authenticator that keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": prf,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def put_out(page: Page, credential: str) -> bytes:
    """What the passkey (its id in base64) puts out for the desk, evaluated by the test itself."""
    return bytes(page.evaluate(PRF, {"credential": credential, "input": "vouchsafe/v1/unlock\0"}))


def drawn_words(page: Page, where: str) -> str:
    """The six words that the page shows there, dashes between them."""
    expect(page.locator(f"{where} li")).to_have_count(6, timeout=SLOW)
    return "-".join(re.sub(r"[^a-z]", "", word) for word in page.locator(f"{where} li").all_inner_texts())


def take_words(page: Page) -> str:
    """Write the six drawn words down and type them again."""
    words = drawn_words(page, ".desk-secret")
    page.get_by_role("button", name="I have written them down").click()
    page.locator("#again").fill(words.replace("-", " "))
    page.get_by_role("button", name="Open and keep my key").click()
    return words


def keep_kit(page: Page, folder: Path) -> tuple[Path, str]:
    """Download the kit and write its words down; gives file and words."""
    words = drawn_words(page, ".desk-sheet")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Download the recovery kit").click()
    kit = folder / saving.value.suggested_filename
    saving.value.save_as(kit)
    return kit, words


def try_kit(page: Page, kit: Path, words: str) -> None:
    """Choose the kept file and type its words."""
    page.get_by_role("button", name="I have both: try the kit").click()
    page.locator("#kit-file").set_input_files(str(kit))
    page.locator("#kit-words").fill(words.replace("-", " "))
    page.get_by_role("button", name="Try the kit", exact=True).click()


def make_key(page: Page, folder: Path) -> MadeKey:
    """From "Make my key" to "Your key is ready", and on."""
    page.get_by_role("button", name="Make my key").click()
    passphrase = take_words(page)
    kit, words = keep_kit(page, folder)
    try_kit(page, kit, words)
    expect(page.get_by_text("Your key is ready")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Continue", exact=True).click()
    return MadeKey(passphrase, kit, words)


def open_again(page: Page, passphrase: str) -> None:
    """Open the key once more, for what comes next."""
    page.locator("#passphrase").fill(passphrase)
    page.get_by_role("button", name="Continue", exact=True).click()


def add_passkey(page: Page, name: str, password: str) -> None:
    """From the desk to a passkey that signs in."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/account/passkeys/new/")
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("A name for it").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_label("A name for it")).to_have_count(0)


def let_it_open(page: Page, name: str, passphrase: str) -> None:
    """On "Your key": let this passkey open it."""
    page.get_by_role("button", name=f"Let {name} open my key").click()
    open_again(page, passphrase)
    page.get_by_role("button", name=f"Use {name}").click()
