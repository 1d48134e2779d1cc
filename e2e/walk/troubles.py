"""What the doors say when something is not as it should be: nothing there, too old, too large, too often, broken."""

from collections.abc import Iterator

from playwright.sync_api import expect

from e2e.walk.plain import CHANNEL
from e2e.walk.stops import Stop, Walk, send
from vouchsafe.demo.people import LENA

TIMES = 8
"""More tries than one address gets in a while."""
TOO_MUCH = "&".join(f"answer.{number}=" for number in range(5000))


def faults(walk: Walk) -> Iterator[Stop]:
    """Each at the door where it is met."""
    yield from at_the_desk(walk)
    yield from too_large(walk)
    yield from broken(walk)
    yield from away(walk)


def at_the_desk(walk: Walk) -> Iterator[Stop]:
    """404, 403, 429."""
    page = walk.member(LENA).page
    page.goto(walk.town.url("desk", "/nothing-here/"))
    yield Stop("error-404-desk", page)
    page.goto(walk.town.url("desk", "/account/login/"))
    page.context.clear_cookies()
    page.locator("input[name=login]").fill(LENA.email)
    page.locator("input[name=password]").fill(LENA.password)
    send(page.locator("main form").first)
    yield Stop("error-403-desk", page)
    for _ in range(TIMES):
        page.goto(walk.town.url("desk", "/account/password/reset/"))
        page.locator("input[name=email]").fill("somebody@nowhere.example")
        send(page.locator("main form"))
        if not page.locator("main form, main a[href*=login]").count():
            break
    expect(page.locator("main h1")).to_be_visible()
    yield Stop("error-429-desk", page)


def too_large(walk: Walk) -> Iterator[Stop]:
    """413, where a form is sent without script."""
    page = walk.person(java_script_enabled=False).new_page()
    address = walk.url("report", f"{CHANNEL}report/unscripted/")
    page.goto(address)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    page.route(address, lambda route: route.continue_(post_data=TOO_MUCH, headers=headers))
    page.locator("button.button[name=step][value=begin]").click()
    yield Stop("error-413-report", page)


def broken(walk: Walk) -> Iterator[Stop]:
    """500, while the server cannot reach what it needs."""
    page = walk.person().new_page()
    rows = walk.operator.rows
    rows("ALTER TABLE channels_channel RENAME TO channels_away")
    try:
        page.goto(walk.url("public", "meridian/"))
        yield Stop("error-500-public", page)
        page.goto(walk.url("report", "meridian/"))
        yield Stop("error-500-report", page)
        page.goto(walk.town.url("desk", "/account/login/"))
    finally:
        rows("ALTER TABLE channels_away RENAME TO channels_channel")


def away(walk: Walk) -> Iterator[Stop]:
    """503, while no database answers: to somebody who reads, who reports, and who sends a form at the desk."""
    page = walk.person().new_page()
    page.goto(walk.town.url("desk", "/account/login/"))
    with walk.operator.database_away():
        page.locator("input[name=login]").fill(LENA.email)
        page.locator("input[name=password]").fill(LENA.password)
        send(page.locator("main form").first)
        expect(page.locator(".opening h1")).to_be_visible()
        yield Stop("error-503-desk-sent", page)
        for door, path in (("public", "meridian/"), ("report", "meridian/nothing-yet/")):
            answer = page.goto(walk.url(door, path))
            assert answer is not None
            assert answer.status == 503, answer.url
            yield Stop(f"error-503-{door}", page)
