"""A handler's day: unlocking, the inbox, a case in all its parts, its files, and what else the desk keeps for them."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from e2e import strange_files
from e2e.cast import SLOW, Member
from e2e.walk.stops import Stop, Walk, at_part, open_case, open_key, send, settled, submit, unfold
from vouchsafe.demo.people import HANA, OMAR

NOWHERE = "00000000-0000-4000-8000-000000000000"


def at_the_desk(walk: Walk) -> Iterator[Stop]:
    """What Hana sees."""
    title = reported(walk)
    hana = walk.member(HANA)
    yield from unlocking(hana)
    yield from inbox(walk, hana)
    page = open_case(hana, title)
    yield from conversation(walk, page)
    yield from files(walk, page)
    yield from parts(walk, page)
    yield from elsewhere(walk, hana)


def reported(walk: Walk, headline: str = "A pump was filed open") -> str:
    """A report with a file, with who reports and whom it concerns kept apart; gives its title."""
    rana = walk.reporter()
    story = walk.report(headline)
    rana.open_form()
    rana.fill_in(story)
    file = strange_files.document(walk.folder, ["Box 4, Ann Lee, 02:10", "Box 9, no name, 03:40"])
    rana.page.locator("#field-attachment").set_input_files(str(file))
    rana.page.locator('[id="field-me.0.name"]').fill(walk.say("Rana Haddad"))
    rana.page.locator('[id="field-whom.0.role"]').fill(walk.say("Keeper of the pumps"))
    expect(rana.page.locator("[data-field=attachment] [data-files] > li").first).to_be_visible(timeout=SLOW)
    expect(rana.page.locator("[data-files] progress")).to_have_count(0, timeout=SLOW)
    rana.check()
    rana.send()
    return story.headline


def unlocking(hana: Member) -> Iterator[Stop]:
    """The key, with a passphrase that is wrong first."""
    page = hana.page
    hana.sign_in()
    expect(page.locator("#passphrase")).to_be_visible(timeout=SLOW)
    yield Stop("desk-unlock", page)
    unfold(page.locator("desk-unlock"))
    page.locator("#passphrase").fill("not these six words at all")
    send(page.locator("desk-ways > form"))
    expect(page.locator("desk-unlock [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("desk-unlock-wrong", page)
    open_key(hana)
    expect(page.locator("desk-notices button")).to_be_visible(timeout=SLOW)
    yield Stop("desk-first-visit", page)
    page.locator("desk-notices button").first.click()


def inbox(walk: Walk, hana: Member) -> Iterator[Stop]:
    """The list, its keys, a view of it, and a filter that nothing fits."""
    page = hana.page
    expect(page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    yield Stop("inbox", settled(page))
    page.locator(".inbox-count__keys").click()
    expect(page.locator("dialog.inbox-keys")).to_be_visible()
    yield Stop("inbox-keys", page)
    page.keyboard.press("Escape")
    page.locator("desk-views summary").click()
    page.locator("#view-name").fill(walk.say("Night watch"))
    send(page.locator("desk-views form"))
    expect(page.locator("desk-views li")).to_be_visible(timeout=SLOW)
    yield Stop("inbox-views", page)
    page.locator("#filter").fill("qqqq")
    expect(page.locator("desk-inbox .desk-empty")).to_be_visible(timeout=SLOW)
    yield Stop("inbox-nothing", page)


def conversation(walk: Walk, page: Page) -> Iterator[Stop]:
    """The case, a note that is being written, and one that was kept."""
    yield Stop("case", page)
    page.locator("desk-composer [aria-pressed]").last.click()
    page.locator("#composer").fill(walk.say("Ask the harbour for its slips, quietly."))
    yield Stop("case-note", page)
    submit(page, page.locator("desk-composer form"))
    yield Stop("case-said", page)
    page.locator("desk-composer [aria-pressed]").first.click()
    unfold(page.locator("desk-composer"))


def files(walk: Walk, page: Page) -> Iterator[Stop]:
    """A file in its frame, then blacked out; a text blacked out; a file that is not shown."""
    page.locator("desk-thread .files__acts button").first.click()
    expect(page.frame_locator("iframe.viewer__frame").locator(".sheet canvas").first).to_be_visible(timeout=SLOW)
    page.wait_for_timeout(500)
    yield Stop("viewer", page)
    page.locator(".viewer__acts button").last.click()
    expect(page.locator("desk-redactor canvas")).to_be_visible(timeout=SLOW)
    page.locator(".redact__bar button").last.click()
    page.wait_for_timeout(500)
    yield Stop("viewer-redaction", page)
    page.locator("desk-redactor .actions button").last.click()
    page.keyboard.press("Escape")
    page.locator(".letter__copy button").first.click()
    page.locator("#redact-words").fill("gate")
    page.locator("#redact-words").press("Enter")
    yield Stop("redacted-text", page)
    page.locator("desk-text-redactor .actions button").last.click()


def parts(walk: Walk, page: Page) -> Iterator[Stop]:
    """Work, people concerned, outcome and sharing, each as it is found and with all its folds open."""
    case = page.url
    task(walk, at_part(page, "work"))
    measure(walk, at_part(page, "people"))
    for part in ("work", "people", "outcome", "sharing"):
        yield Stop(f"case-{part}", at_part(page, part))
        unfold(page.locator("main .desk-columns__main"))
        settled(page)
        yield Stop(f"case-{part}-unfolded", page)
    page.goto(f"{case}print/")
    expect(page.locator("desk-print .paper")).to_be_visible(timeout=SLOW)
    yield Stop("case-print", settled(page))


def task(walk: Walk, page: Page) -> None:
    """Something is to be done, and the case has a tag."""
    page.locator("desk-tasks summary").first.click()
    page.locator("#task-new").fill(walk.say("Ask the harbour"))
    page.locator("#task-new-day").fill("2020-01-31")
    submit(page, page.locator("desk-tasks form"))
    page.locator("#filing-tag").fill(walk.say("harbour"))
    send(page.locator("desk-filing .filing-row"))
    expect(page.locator(".filing-tags li")).to_be_visible(timeout=SLOW)


def measure(walk: Walk, page: Page) -> None:
    """Something is done to protect the reporter, and they are about to be told."""
    page.locator("desk-guard section > .actions button").click()
    page.locator("#measure-what").fill(walk.say("Shifts are fixed for three months"))
    page.locator("#measure-who").fill(walk.say("Staff office"))
    submit(page, page.locator("desk-guard form"))
    page.locator("desk-guard .guard-row .actions button").last.click()
    expect(page.locator("#guard-letter")).to_be_visible()


def elsewhere(walk: Walk, hana: Member) -> Iterator[Stop]:
    """The other pages of a handler, and a case that is nobody's."""
    page, town = hana.page, walk.town
    for name in ("due", "people", "key", "recovery", "requests", "texts"):
        page.goto(town.url("desk", f"/{name}/"))
        expect(page.locator(".desk-bar ~ .desk-main h1").first).to_be_visible(timeout=SLOW)
        yield Stop(f"desk-{name}", settled(page))
    text(walk, page)
    unfold(page.locator("desk-texts"))
    yield Stop("desk-texts-kept", page)
    page.goto(town.url("desk", "/due/"))
    page.locator("desk-calendar .actions button").first.click()
    expect(page.locator("#calendar-address")).to_be_visible(timeout=SLOW)
    yield Stop("desk-due-calendar", settled(page))
    page.goto(town.url("desk", f"/cases/{NOWHERE}/"))
    expect(page.locator("desk-case [role=alert]")).to_be_visible(timeout=SLOW)
    yield Stop("case-nobodys", page)
    page.goto(town.url("desk"))
    expect(page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    omar = walk.at_desk(OMAR)
    expect(omar.page.locator("a.inbox__title").first).to_be_visible(timeout=SLOW)
    yield Stop("inbox-unread", settled(omar.page))


def text(walk: Walk, page: Page) -> None:
    """A text of the organisation's own."""
    page.locator("#name-new").fill(walk.say("Opening hours"))
    page.locator("#text-new").fill(walk.say("We are here from nine to five."))
    send(page.locator("desk-texts form:has(#name-new)"))
    expect(page.locator("desk-texts [role=status].notice--good")).to_be_visible(timeout=SLOW)
