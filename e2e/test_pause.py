"""A kind of report waits for a review: Rana keeps what she wrote, and Tom, who oversees, decides in public."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from e2e import town as towns
from e2e.cast import SLOW, Member, Report, Reporter
from e2e.cheats import Operator
from e2e.conftest import NewPerson
from e2e.founding import vouchsafe
from e2e.test_draft import box, typed
from e2e.test_unscripted import Quiet
from e2e.town import Town
from vouchsafe.demo.people import HANA, TOM

STORY = Report("Marzipan4711", "Who asked Marzipan4711 for the plans.", "Quay 4711")
EARLIER = Report("Nougat4712", "Who called Nougat4712 at night.", "Quay 4712")
WHY = "Ten reports told of one rumour. Each was looked into well."
FIRST = "social-engineering"
RADIOS = "[data-field=category] input[type=radio]"


@pytest.fixture
def own_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town in which no other test reports."""
    running = towns.start(tmp_path_factory.mktemp("town"))
    yield running
    running.stop()


def bury(town: Town, category: str) -> None:
    """Ten cases of a category ended as unsupported; the next night comes."""
    operator = Operator(town)
    for _each in range(10):
        operator.rows(
            "INSERT INTO cases_concluded (id, organisation_id, channel_id, category, outcome, day, counts)"
            " VALUES (gen_random_uuid(), %s, %s, %s, 'unsupported', current_date - 1, true)",
            operator.organisation,
            operator.channel,
            category,
        )
    assert "1 paused or ended." in vouchsafe(town, "pauses")


def review_page(town: Town, new_person: NewPerson) -> Page:
    """Tom signs in and follows the desk's own way there."""
    tom = Member(town, new_person(), TOM)
    tom.sign_in()
    tom.page.get_by_role("link", name="Pauses").click(timeout=SLOW)
    expect(tom.page.get_by_role("heading", name="Paused categories")).to_be_visible(timeout=SLOW)
    return tom.page


def test_a_pause_from_the_form_to_the_review(own_town: Town, new_person: NewPerson) -> None:
    """Rana's text stays and she chooses another kind; Rami's report was sealed before; Tom opens it again."""
    rami, rana = Reporter(own_town, new_person()), Reporter(own_town, new_person())
    for who, story in ((rami, EARLIER), (rana, STORY)):
        who.page.on("dialog", lambda dialog: dialog.accept())
        who.open_form()
        who.fill_in(story)
    box(rana).check()
    rana.page.wait_for_function("() => sessionStorage.length === 1")
    bury(own_town, FIRST)

    rami.check()
    assert rami.send()

    rana.page.reload()
    expect(rana.step("write")).to_be_visible(timeout=SLOW)
    expect(rana.page.locator("[data-left-out]")).to_be_visible(timeout=SLOW)
    assert typed(rana.page) == [STORY.headline, STORY.story, STORY.where]
    paused = rana.page.locator(RADIOS).first
    expect(paused).to_be_disabled()
    why = rana.page.locator(f"#paused-{FIRST}")
    expect(why).to_contain_text("reports of this kind wait for a review of how they were handled")
    expect(why.get_by_role("link")).to_have_attribute("target", "_blank")
    rana.step("write").locator("form button.button").last.click()
    errors = rana.step("write").locator("[data-errors]")
    expect(errors).to_contain_text("Reports of the kind you chose wait for a review")
    rana.page.locator(RADIOS).nth(1).check()
    rana.check()
    assert rana.send()

    page = review_page(own_town, new_person)
    expect(page.get_by_text("10 of the last 10 ended as unsupported")).to_be_visible()
    page.get_by_label("Why, for everyone to read (English)").fill(WHY)
    page.get_by_label("Open it again").check()
    page.get_by_role("button", name="Publish the decision").click()
    expect(page.get_by_text("It is open again. The reason is published.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("No category is paused.")).to_be_visible()

    rana.page.goto(own_town.url("report", "/en/meridian/integrity/"))
    expect(rana.page.get_by_text(WHY)).to_be_visible()
    rana.page.goto(own_town.url("public", "/en/meridian/outcomes/"))
    expect(rana.page.get_by_text(WHY)).to_be_visible()
    rana.open_form()
    expect(rana.page.locator(RADIOS).first).to_be_enabled()


def test_kept_paused_until_a_day_and_told_without_script(own_town: Town, new_person: NewPerson) -> None:
    """Tom keeps it once, until a day; a browser without script reads why; a handler has no such page."""
    bury(own_town, FIRST)
    page = review_page(own_town, new_person)
    page.get_by_label("Why, for everyone to read (English)").fill(WHY)
    page.get_by_label("Keep it paused until a day").check()
    page.get_by_label("Paused until", exact=True).fill((date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011 - the browser's day
    page.get_by_role("button", name="Publish the decision").click()
    expect(page.get_by_text("It stays paused. The reason is published.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Tom Okoro kept it paused on")).to_be_visible()
    expect(page.get_by_label("Keep it paused until a day")).to_have_count(0)

    quiet = Quiet(own_town, new_person(java_script_enabled=False).new_page())
    quiet.begin()
    expect(quiet.page.locator("#answer-category")).to_be_disabled()
    expect(quiet.page.locator(f"#paused-{FIRST}")).to_contain_text(WHY)
    expect(quiet.page.locator("#answer-category-1")).to_be_enabled()

    hana = Member(own_town, new_person(), HANA)
    hana.sign_in()
    hana.page.goto(own_town.url("desk", "/pauses/"))
    expect(hana.page.get_by_role("heading", name="There is no such page")).to_be_visible(timeout=SLOW)
