"""With the script blocked, the sealed forms cannot send anything (protocol §9)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.victims import Watch

REPORT = "/en/meridian/integrity/report/"
MAILBOX = "/en/meridian/return/"
FORMS = {REPORT: 3, MAILBOX: 6}
"""How many sealed forms each page has, each with one button that sends."""
SECRET = "Zanzibar7391"
"""Typed into every field; nobody else writes it."""


def without_script(new_person: NewPerson, **options: object) -> BrowserContext:
    """A browser that runs no script, as Tor Browser on its highest level."""
    return new_person(java_script_enabled=False, **options)


def with_lost_scripts(new_person: NewPerson, **options: object) -> BrowserContext:
    """A browser that would run scripts, on a network that lets none of them through."""
    context = new_person(**options)
    context.route("**/*.js", _lose)
    return context


def _lose(route: Route) -> None:
    route.abort()


Blocking = Callable[..., BrowserContext]
both_ways = pytest.mark.parametrize("blocked", [without_script, with_lost_scripts])
both_pages = pytest.mark.parametrize("path", [REPORT, MAILBOX])


def opened(town: Town, context: BrowserContext, path: str) -> Page:
    """The page, with every step of it shown: more than anybody without a script gets to see."""
    page = context.new_page()
    page.goto(town.url("report", path))
    page.locator("[hidden]").evaluate_all("all => all.forEach(one => one.removeAttribute('hidden'))")
    page.locator("details").evaluate_all("all => all.forEach(one => one.setAttribute('open', ''))")
    return page


def fill_everything(page: Page) -> int:
    """Type into every field of the page and answer every choice; gives how many texts there were."""
    texts = page.locator("form textarea, form input:not([type=radio], [type=checkbox], [type=file])").all()
    for field in texts:
        field.fill(SECRET)
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    for choices in page.locator("form .choices").all():
        choices.locator("input").last.check()
    return len(texts)


def assert_nothing_left(watch: Watch, town: Town, path: str) -> None:
    """The page was asked for, and what it is made of, and nothing else: by GET alone, with nothing that was typed."""
    assert {request.method for request in watch.requests} == {"GET"}
    assert not any(SECRET in request.url or request.post_data for request in watch.requests)
    pages = [request.url for request in watch.requests if request.is_navigation_request()]
    assert {url.rstrip("?") for url in pages} == {town.url("report", path)}
    assert all(_is_part_of_a_page(request) for request in watch.requests), watch.asked


def _is_part_of_a_page(request: Request) -> bool:
    return request.is_navigation_request() or request.resource_type in {"stylesheet", "script", "image", "font"}


@both_ways
@both_pages
def test_clicking_sends_nothing(town: Town, new_person: NewPerson, blocked: Blocking, path: str) -> None:
    """Whoever fills in all of a sealed form and clicks its buttons sends nothing: they stay disabled."""
    context = blocked(new_person)
    watch, page = Watch(context), opened(town, context, path)
    assert fill_everything(page) >= 2
    buttons = page.locator("form button:not([type=button])").all()
    assert len(buttons) == FORMS[path]
    for button in buttons:
        expect(button).to_be_disabled()
        button.click(force=True)
    for button in page.locator("main button:not(form button:not([type=button]))").all():
        button.click(force=True)
    assert_nothing_left(watch, town, path)


@both_ways
@both_pages
def test_enter_sends_nothing(town: Town, new_person: NewPerson, blocked: Blocking, path: str) -> None:
    """Whoever fills in all of a sealed form and presses Enter in each of its fields sends nothing."""
    context = blocked(new_person)
    watch, page = Watch(context), opened(town, context, path)
    fill_everything(page)
    for field in page.locator(
        "form input:not([type=file], [type=radio], [type=checkbox]), form textarea, form :checked"
    ).all():
        field.press("Enter")
    assert len([request for request in watch.requests if request.is_navigation_request()]) == 1
    assert_nothing_left(watch, town, path)


@both_ways
@both_pages
def test_a_form_that_is_sent_all_the_same_holds_nothing(
    town: Town, new_person: NewPerson, blocked: Blocking, path: str
) -> None:
    """A browser that heeds neither the policy nor the disabled button asks for the page again, with nothing typed."""
    context = blocked(new_person, bypass_csp=True)
    watch = Watch(context)
    for number in range(3):
        page = opened(town, context, path)
        fill_everything(page)
        with page.expect_navigation():
            page.locator("form").nth(number).evaluate("form => form.submit()")
    assert_nothing_left(watch, town, path)


@both_ways
@both_pages
def test_sealed_forms_have_nothing_to_send_by(town: Town, new_person: NewPerson, blocked: Blocking, path: str) -> None:
    """No sealed form has an address, no field of it a name, and nothing is uploaded from it."""
    page = opened(town, blocked(new_person), path)
    forms, fields = page.locator("form"), page.locator("form").locator("input, textarea, select, button")
    assert forms.count() == FORMS[path]
    assert fields.count() >= 5
    assert page.locator("form:not([data-sealed]), form[action], form[method], [formaction], [form]").count() == 0
    assert page.locator("form [name], form [id=''], form iframe").count() == 0
    for pick in page.locator("input[type=file]").all():
        expect(pick).to_be_disabled()


@both_pages
def test_the_page_says_so_and_names_another_way(town: Town, new_person: NewPerson, path: str) -> None:
    """Whoever runs no script reads that the page needs it, and which command does without."""
    page = without_script(new_person).new_page()
    page.goto(town.url("report", path))
    notice = page.locator("main .notice").first
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("needs JavaScript")
    command = "vouchsafe report" if path == REPORT else "vouchsafe thread"
    expect(notice.locator("code")).to_contain_text(f"{command} http://report.localhost:{town.port}/en/meridian/")


def test_a_page_that_has_its_script_can_be_filled_in(town: Town, new_person: NewPerson) -> None:
    """The same buttons are enabled once the script runs, so that these tests look at the right ones."""
    page = new_person().new_page()
    page.goto(town.url("report", REPORT))
    expect(page.locator("[data-step=scope] form .actions button")).to_be_enabled()
