"""A reporter changes the language in the middle of it: nothing typed is lost, and the server is told none of it."""

import re
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from e2e.cast import SLOW, Report, Reporter
from e2e.conftest import NewPerson
from e2e.test_unscripted import Quiet
from e2e.town import Town

STORY = Report("Zanzibar7391", "What Zanzibar7391 did to the ledger.", "Quay 7391")
KEPT = "async () => [Object.values(sessionStorage), Object.values(localStorage), (await indexedDB.databases()).length]"


def speak(page: Page, code: str) -> None:
    """Follow the link to this page in another language, and wait until it speaks it."""
    page.locator(f".languages [lang={code}]").click()
    page.wait_for_url(re.compile(rf"//[^/]+/{code}/"))
    expect(page.locator(f"html[lang={code}]")).to_be_attached()


def overhear(rana: Reporter) -> list[Request]:
    """Everything that her browser asks for."""
    asked: list[Request] = []
    rana.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright hangs an attribute on it
    return asked


def silent(asked: list[Request], *words: str) -> bool:
    """Whether none of the words went anywhere, in an address or a body."""
    sent = [request.url + (request.post_data_buffer or b"").decode("latin-1") for request in asked]
    return not any(word in text for word in words for text in sent)


def typed(page: Page) -> list[str]:
    """What stands in the form."""
    return [page.locator(f"#field-{name}").input_value() for name in ("headline", "what-happened", "where")]


def test_the_form_goes_on_in_another_language(town: Town, new_person: NewPerson) -> None:
    """Rana, half done, reads on in French and then in Arabic: her answers stand there, then they are sent once."""
    rana = Reporter(town, new_person())
    asked = overhear(rana)
    rana.open_form()
    rana.fill_in(STORY)
    for code in ("fr", "ar"):
        speak(rana.page, code)
        expect(rana.step("write")).to_be_visible(timeout=SLOW)
        assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]
        expect(rana.page.locator("[data-field=category] input[type=radio]").first).to_be_checked()
        assert rana.page.evaluate("window.name") == ""
        rana.page.wait_for_function("() => indexedDB.databases().then((all) => all.length === 0)")
        assert rana.page.evaluate(KEPT) == [[], [], 0]
    assert silent(asked, "Zanzibar7391", "Quay")
    assert {request.method for request in asked} == {"GET"}
    expect(rana.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    rana.check()
    receipt = rana.send()
    rana.come_back(receipt)
    expect(rana.thread).to_contain_text(STORY.story)


def test_a_draft_that_is_kept_goes_on_being_kept(town: Town, new_person: NewPerson) -> None:
    """The tick stays, so that a reload in the new language loses nothing either; Back finds nothing."""
    rana = Reporter(town, new_person())
    rana.page.on("dialog", lambda dialog: dialog.accept())
    rana.open_form()
    rana.fill_in(STORY)
    rana.page.locator("[data-keep]").check()
    rana.page.wait_for_function("() => sessionStorage.length === 1")
    speak(rana.page, "de")
    expect(rana.page.locator("[data-keep]")).to_be_checked()
    rana.page.wait_for_function("() => sessionStorage.length === 1")
    rana.page.reload()
    expect(rana.step("write")).to_be_visible(timeout=SLOW)
    assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]


def test_files_are_asked_about_before_they_are_left_behind(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Files do not come along: the page says so, and goes only when Rana agrees."""
    paper = tmp_path / "ledger.txt"
    paper.write_text("a ledger")
    rana = Reporter(town, new_person())
    rana.open_form()
    rana.fill_in(Report(STORY.headline, STORY.story, STORY.where, attachment=paper))
    rana.page.locator(".languages [lang=es]").click()
    ask = rana.page.locator("#alert .notice")
    expect(ask).to_contain_text("Files and recordings do not")
    ask.get_by_role("button", name="Stay here").click()
    expect(ask).to_have_count(0)
    rana.page.locator(".languages [lang=es]").click()
    ask.get_by_role("button", name="Change the language").click()
    expect(rana.page.locator("html[lang=es]")).to_be_attached()
    expect(rana.step("write")).to_be_visible(timeout=SLOW)
    assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]
    expect(rana.page.locator("[data-field=attachment] [data-files] li")).to_have_count(0)


def test_a_page_that_does_not_come_costs_nothing(town: Town, new_person: NewPerson) -> None:
    """The line drops when Rana changes the language: she is still there, and so is what she typed."""
    context = new_person()
    rana = Reporter(town, context)
    rana.open_form()
    rana.fill_in(STORY)
    context.route("**/fr/**", lambda route: route.abort())
    rana.page.locator(".languages [lang=fr]").click()
    expect(rana.page.locator("#alert")).to_contain_text("What you typed is still here")
    assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]
    assert rana.page.evaluate("window.name") == ""
    context.unroute("**/fr/**")
    speak(rana.page, "fr")
    expect(rana.step("write")).to_be_visible(timeout=SLOW)
    assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]


def test_the_mailbox_stays_open_in_another_language(town: Town, new_person: NewPerson) -> None:
    """The case that Rana reads opens in Chinese, with the message that she is writing; her receipt is in no address."""
    rana = Reporter(town, new_person())
    receipt = rana.report(Report("Tangier5520", "The Tangier5520 papers were burnt.", "Pier 5"))
    asked = overhear(rana)
    rana.come_back(receipt)
    rana.page.locator("#field-text").fill("One more thing about Tangier5520.")
    rana.page.locator("[data-purpose][value=correction]").check()
    speak(rana.page, "zh-hans")
    expect(rana.step("case")).to_be_visible(timeout=SLOW)
    expect(rana.thread).to_contain_text("The Tangier5520 papers were burnt.")
    expect(rana.page.locator("#field-text")).to_have_value("One more thing about Tangier5520.")
    expect(rana.page.locator("[data-purpose][value=correction]")).to_be_checked()
    expect(rana.page.locator("[data-about=correction]")).to_be_visible()
    assert rana.page.evaluate("window.name") == ""
    rana.page.wait_for_function("() => indexedDB.databases().then((all) => all.length === 0)")
    assert rana.page.evaluate(KEPT) == [[], [], 0]
    assert silent(asked, receipt, receipt.replace("-", ""), "Tangier5520")
    rana.page.locator("[data-composer] form > .actions button").click()
    expect(rana.thread).to_contain_text("One more thing about Tangier5520.", timeout=SLOW)


def test_a_typed_receipt_goes_along_and_opens_nothing_by_itself(town: Town, new_person: NewPerson) -> None:
    """Rana typed her receipt and then sees that she would rather read Spanish."""
    rana = Reporter(town, new_person())
    rana.page.goto(town.url("report", "/en/meridian/return/"))
    rana.page.locator("#field-receipt").fill("0000-0000")
    speak(rana.page, "es")
    expect(rana.page.locator("#field-receipt")).to_have_value("0000-0000")
    expect(rana.step("enter")).to_be_visible()


def test_without_script_the_form_goes_along_by_its_buttons(town: Town, new_person: NewPerson) -> None:
    """Questions, then the check page, change language; every answer stands there, and the report arrives once."""
    quiet = Quiet(town, new_person(java_script_enabled=False).new_page())
    page = quiet.page
    quiet.begin()
    quiet.fill_in(STORY)
    press_language(page, "es")
    expect(page.locator("#answer-headline")).to_have_value(STORY.headline)
    expect(page.locator("#answer-what-happened")).to_have_value(STORY.story)
    expect(page.locator("#answer-category")).to_be_checked()
    quiet.press("check")
    press_language(page, "de")
    expect(page.locator(".summary, dl").first).to_contain_text(STORY.headline)
    receipt = quiet.send([])
    quiet.open(receipt)
    page.locator("#text").fill("And one more thing.")
    page.locator("#checkin-text").fill("They moved my desk.")
    press_language(page, "ar")
    expect(page.locator("#text")).to_have_value("And one more thing.")
    expect(page.locator("#checkin-text")).to_have_value("They moved my desk.")
    quiet.press("write")
    expect(page.locator("#thread")).to_contain_text("And one more thing.", timeout=SLOW)
    expect(page.locator("#checkin-text")).to_have_value("They moved my desk.")
    expect(page.locator("#text")).to_have_value("")
    assert "return/unscripted/" in page.url
    assert "?" not in page.url


def press_language(page: Page, code: str) -> None:
    """The way to the languages stands at the head of the page, the languages at its foot."""
    page.locator(".masthead a[href='#languages']").click()
    page.locator(f"#languages [lang={code}]").click()
    expect(page.locator(f"html[lang={code}]")).to_be_attached()
