"""How an organisation begins, and how a case is handed over to it: from the first key to the last word."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e.cast import SLOW, Member
from e2e.founding import create
from e2e.walk.stops import Stop, Walk, act, at_part, open_case, send, settled
from vouchsafe.demo.people import HANA, LENA, OMAR, SignIn
from vouchsafe.people.models import Role
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.words import hash_words

KEEPERS = ("Notary Quell", "Auditor Brandt")


def founding_and_handing_over(walk: Walk) -> Iterator[Stop]:
    """Pia founds the Quay Authority; Lena lists it; Hana and Omar hand a case over to it."""
    slug = f"quay-{walk.lang}"
    who = SignIn("Pia Quist", f"pia-{walk.lang}@quay.example", Role.HANDLER, "herons-on-the-weir-9", "")
    pia = walk.member(who)
    create(walk.town, walk.say("Quay Authority"), slug, pia)
    yield from first_key(walk, pia)
    sheets: list[str] = []
    yield from first_list(walk, pia.page, sheets)
    yield from guide(walk, pia)
    yield from recovery(walk, pia, sheets[0])
    yield from handing_over(walk, slug)


def first_key(walk: Walk, pia: Member) -> Iterator[Stop]:
    """The key, its six words, its kit."""
    page = pia.page
    page.goto(walk.town.url("desk", "/setup/"))
    expect(page.locator("desk-guide [data-step=key][aria-current=step]")).to_be_visible(timeout=SLOW)
    yield Stop("set-up-key", settled(page))
    page.goto(walk.town.url("desk"))
    expect(page.locator("desk-make-key")).to_be_visible(timeout=SLOW)
    yield Stop("make-key", settled(page))
    page.locator("desk-make-key .actions button").click()
    expect(page.locator(".desk-secret li")).to_have_count(6, timeout=SLOW)
    yield Stop("make-key-words", settled(page))
    words = drawn(page, ".desk-secret")
    page.locator("desk-passphrase .actions button").first.click()
    page.locator("#again").fill("not these words")
    send(page.locator("desk-passphrase form"))
    expect(page.locator("desk-passphrase [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("make-key-again-wrong", settled(page))
    page.locator("#again").fill(words)
    send(page.locator("desk-passphrase form"))
    expect(page.locator(".desk-sheet li")).to_have_count(6, timeout=SLOW)
    yield Stop("make-key-kit", settled(page))
    kit_words = drawn(page, ".desk-sheet")
    with page.expect_download() as saving:
        page.locator("desk-kit .actions button").first.click()
    kit = walk.folder / saving.value.suggested_filename
    saving.value.save_as(kit)
    page.locator("desk-kit .actions button").last.click()
    page.locator("#kit-file").set_input_files(str(kit))
    page.locator("#kit-words").fill(kit_words)
    send(page.locator("desk-kit form:has(#kit-file)"))
    expect(page.locator("desk-make-key .panel")).to_be_visible(timeout=SLOW)
    yield Stop("make-key-done", settled(page))
    page.locator("desk-make-key .actions button").first.click()


def drawn(page: Page, where: str) -> str:
    """The words that the page shows there."""
    return " ".join("".join(filter(str.isalpha, word)) for word in page.locator(f"{where} li").all_inner_texts())


def first_list(walk: Walk, page: Page, sheets: list[str]) -> Iterator[Stop]:
    """Two sheets on paper, and the first list of keys; `sheets` takes what stands on them."""
    first = page.locator("desk-setup .actions button").first
    expect(first).to_be_enabled(timeout=SLOW)
    yield Stop("setup-people", settled(page))
    first.click()
    yield Stop("setup-sheets", settled(page))
    first.click()
    for number, keeper in enumerate(KEEPERS):
        expect(page.locator(".desk-sheet__code")).to_be_visible(timeout=SLOW)
        page.locator("#keeper").fill(walk.say(keeper))
        if number == 0:
            yield Stop("setup-print", settled(page))
        sheets.append("".join(page.locator(".desk-sheet__code").inner_text().split()))
        page.locator("desk-setup .actions button").last.click()
        if number == 0:
            page.locator("#ending").fill("ABCDEFGH")
            send(page.locator("desk-setup form"))
            expect(page.locator("desk-setup [role=alert]")).to_be_visible(timeout=SLOW)
            yield Stop("setup-check-wrong", settled(page))
        page.locator("#ending").fill(sheets[-1][-8:])
        send(page.locator("desk-setup form"))
    expect(page.locator("desk-setup .panel")).to_be_visible(timeout=SLOW)
    yield Stop("setup-done", settled(page))
    first.click()


def guide(walk: Walk, pia: Member) -> Iterator[Stop]:
    """The rest of the list: a channel, a colleague, the poster."""
    page = pia.page
    expect(page.locator("#first-address")).to_be_visible(timeout=SLOW)
    yield Stop("set-up-channel", settled(page))
    page.locator("#first-address").fill(walk.say("Quay 1, 20457 Hamburg"))
    send(page.locator("desk-first-channel form"))
    expect(page.locator("#colleague-name")).to_be_visible(timeout=SLOW)
    yield Stop("set-up-colleague", settled(page))
    page.locator("#colleague-name").fill(walk.say("Yusuf Karim"))
    page.locator("#colleague-email").fill(f"yusuf-{walk.lang}@quay.example")
    send(page.locator("desk-first-colleague form"))
    expect(page.locator("desk-poster")).to_be_visible(timeout=SLOW)
    yield Stop("set-up-poster", settled(page))
    page.goto(walk.town.url("desk"))
    expect(page.locator("desk-inbox")).to_be_visible(timeout=SLOW)
    yield Stop("inbox-empty", settled(page))


def recovery(walk: Walk, pia: Member, sheet: str) -> Iterator[Stop]:
    """A sheet that was typed wrong, then right; the cases are given back."""
    page = pia.page
    page.goto(walk.town.url("desk", "/recovery/"))
    symbols = sheet.removeprefix("AGE-SECRET-KEY-PQ-1")
    page.locator("#sheet").fill(f"{symbols[:9]}{'Q' if symbols[9] != 'Q' else 'P'}{symbols[10:]}")
    send(page.locator("desk-recovery form"))
    expect(page.locator("desk-recovery [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("recovery-wrong", settled(page))
    page.locator("#sheet").fill(sheet)
    send(page.locator("desk-recovery form"))
    expect(page.locator("desk-recovery form")).to_have_count(0, timeout=SLOW)
    yield Stop("recovery-give", settled(page))
    page.locator("desk-recovery .actions button").first.click()
    expect(page.locator("desk-recovery .panel")).to_be_visible(timeout=SLOW)
    yield Stop("recovery-done", settled(page))


def handing_over(walk: Walk, slug: str) -> Iterator[Stop]:
    """Lena lists the partner, Hana proposes, the reporter and Omar read it, Omar agrees."""
    lena = walk.at_desk(LENA).page
    partner(walk, lena, slug)
    yield Stop("partner-listed", settled(lena))
    filed = walk.operator.file(walk.say("The pilot boat sells its fuel"))
    page = at_part(open_case(walk.at_desk(HANA), filed.title), "sharing")
    page.locator("desk-handover summary").click()
    page.locator("#handover-partner").select_option(index=1)
    expect(page.locator("desk-propose .words")).to_be_visible(timeout=SLOW)
    page.locator(".handover-urgent input").check()
    yield Stop("handover", settled(page))
    page.locator("#handover-why").fill(walk.say("They can look into their own boats."))
    page.locator("#handover-danger").fill(walk.say("The fuel is gone on Monday."))
    send(page.locator("desk-propose form"))
    expect(page.locator("desk-handover article")).to_be_visible(timeout=SLOW)
    yield Stop("handover-proposed", settled(page))
    rana = walk.reporter()
    rana.come_back(filed.receipt.text)
    yield Stop("mailbox-handover", rana.page)
    theirs = at_part(open_case(walk.at_desk(OMAR), filed.title), "sharing")
    expect(theirs.locator("desk-handover button[value=agreed]")).to_be_visible(timeout=SLOW)
    yield Stop("handover-to-decide", settled(theirs))
    act(theirs, theirs.locator("desk-handover button[value=agreed]"))
    yield Stop("handover-agreed", settled(theirs))
    theirs.locator("desk-handover .actions button").first.click()
    expect(theirs.locator("desk-handover summary")).to_be_visible(timeout=SLOW)
    yield Stop("handed-over", at_part(theirs, ""))
    rana.come_back(filed.receipt.text)
    yield Stop("mailbox-handed-over", rana.page)


def partner(walk: Walk, page: Page, slug: str) -> None:
    """The organisation's channel, by its address and its twelve words."""
    rows = walk.operator.rows
    of = "FROM {} t JOIN people_organisation o ON o.id = t.organisation_id WHERE o.slug = %s"
    entries = rows("SELECT t.encoded " + of.format("people_directoryentry") + " ORDER BY t.sequence", slug)
    cards = rows("SELECT t.encoded " + of.format("people_card"), slug)
    ((channel,),) = rows("SELECT t.slug " + of.format("channels_channel"), slug)
    directory = verify_chain([bytes(one) for (one,) in entries], [bytes(one) for (one,) in cards])  # type: ignore[call-overload]
    page.goto(walk.town.url("desk", "/partners/"))
    page.locator("#partner-name").fill(walk.say("The Quay"))
    page.locator("#partner-address").fill(walk.town.url("report", f"/en/{slug}/{channel}/"))
    page.locator("#partner-words").fill(" ".join(hash_words(directory.root_hash)))
    send(page.locator("desk-partners form").last)
    expect(page.locator("desk-partners .desk-case").first).to_be_visible(timeout=SLOW)
