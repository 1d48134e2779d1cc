"""Lena, who administers and reads nothing, writes a channel at the desk; Hana sees that a report to it is a trial."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Download, Page, expect

from e2e.cast import SLOW, Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.town import Town
from vouchsafe.channels.tests.definition import body
from vouchsafe.demo.people import HANA, LENA

LAW = "at-categories[0].law"
LOST = "categories[0].law.en"
HOW_KNOWN = "questionnaire.fields[5]"


@pytest.fixture
def lena(town: Town, new_person: NewPerson) -> Page:
    """Lena's browser, at the list of channels: no key was asked for."""
    member = Member(town, new_person(), LENA)
    member.sign_in()
    member.page.locator(".desk-bar").get_by_role("link", name="Channels").click()
    expect(member.page.locator("desk-channels .desk-case").first).to_be_visible(timeout=SLOW)
    return member.page


def begin(page: Page, slug: str, template: str = "approaches") -> None:
    """A draft from a template."""
    page.locator(f"input[name=starter][value={template}]").check()
    page.locator("#address").fill("1 Hill Road, 10115 Berlin")
    page.locator("#contact").fill("+49 30 5550 200")
    page.locator("#privacy_contact").fill("privacy@meridian.example")
    page.locator("#slug").fill(slug)
    page.get_by_role("button", name="Begin a draft").click()
    expect(page.locator("desk-editor")).to_be_visible(timeout=SLOW)


def saved(page: Page) -> None:
    """Wait until what was written is on the server."""
    expect(page.locator("[data-standing=saved]")).to_be_visible(timeout=SLOW)


def turn_to(page: Page, section: str) -> None:
    """Another part of the channel."""
    page.locator(f"[data-section={section}]").click()


def publish(page: Page) -> None:
    """Look at the changes, publish, and say yes once more."""
    page.get_by_role("button", name="Compare and publish").click()
    page.get_by_role("button", name="Publish version").click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("button", name="Change this channel")).to_be_visible(timeout=SLOW)


def send_trial(reporter: Reporter, page: Page, story: Report) -> None:
    """Fill in the form of trials, which says loudly what it is, and send it."""
    reporter.page = page
    expect(page.locator("main")).to_contain_text("This is a test")
    page.locator("[data-field=_scope] input[data-passes]").check()
    reporter.step("scope").locator("button.button").last.click()
    page.locator("[data-field=category] input[type=radio]").first.check()
    page.locator("#field-headline").fill(story.headline)
    page.locator("#field-what-happened").fill(story.story)
    page.locator("[data-field=how-known] input[type=radio]").first.check()
    reporter.check()
    reporter.send()


def exported(download: Download) -> dict[str, object]:
    """The definition in a downloaded file."""
    found: dict[str, object] = json.loads(Path(download.path()).read_text("utf-8"))
    return found


def spoil_and_mend_a_law(page: Page) -> None:
    """A category loses its English law: said at its place and in the list, which leads there; then it has it again."""
    turn_to(page, "categories")
    law = page.locator(f"[id='{LAW}']")
    problem = page.locator(f"[data-problem='{LOST}']")
    words = law.input_value()
    law.fill("")
    expect(page.locator(f"li:has([data-problem='{LOST}'])")).to_contain_text("English text is missing", timeout=SLOW)
    expect(law).to_have_attribute("aria-invalid", "true")
    turn_to(page, "about")
    page.locator("[data-language=de]").click()
    problem.click()
    expect(law).to_be_focused()
    expect(law).to_have_attribute("lang", "en")
    law.fill(words)
    expect(page.locator(".edit-problems")).to_have_count(0, timeout=SLOW)


def move_a_question_by_keyboard(page: Page) -> None:
    """The tenth goes before "Where?", which is then asked only of who saw it; the focus is kept on the way."""
    turn_to(page, "questions")
    page.locator("[data-move='questionnaire.fields[9] up']").focus()
    for place in (8, 7, 6, 5):
        page.keyboard.press("Enter")
        expect(page.locator(f"[data-move='questionnaire.fields[{place}] up']")).to_be_focused()
    expect(page.locator(f"[data-place='{HOW_KNOWN}']")).to_contain_text("How do you know?")

    page.get_by_role("button", name="7. Where?", exact=True).click()
    page.locator("[id='at-questionnaire.fields[6].when.field']").select_option("how-known")
    page.get_by_label("I saw or heard it myself").check()
    expect(page.locator(".edit-problems")).to_have_count(0, timeout=SLOW)


def preview_in_german(page: Page) -> None:
    """What a reporter will see, with the name in German as it was just written, in a frame that sends nothing."""
    turn_to(page, "about")
    page.locator("[data-language=de]").click()
    page.locator("#at-name").fill("Labor")
    saved(page)
    page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator("desk-preview iframe")
    expect(frame.locator("body")).to_contain_text("Labor", timeout=SLOW)
    assert frame.locator("html").get_attribute("lang") == "de"
    expect(frame.locator("#field-headline")).to_be_visible()
    assert frame.locator("script").count() == 0


def test_a_channel_from_a_template_to_a_trial_that_a_handler_sees_marked(
    town: Town, lena: Page, new_person: NewPerson
) -> None:
    """A mistake shows at its place, a question moves and hangs on another, a text is translated, all is published."""
    begin(lena, "laboratory", "eu-whistleblowing")
    spoil_and_mend_a_law(lena)
    move_a_question_by_keyboard(lena)
    preview_in_german(lena)
    publish(lena)

    # A trial, in a tab of its own.
    with lena.expect_popup() as opened:
        lena.get_by_role("link", name="Send a test report").click()
    story = Report("Only a trial of the laboratory channel", "Nothing happened here at all.", "Nowhere")
    send_trial(Reporter(town, new_person()), opened.value, story)

    hana = Member(town, new_person(), HANA)
    hana.arrive()
    expect(hana.page.locator(".inbox__row", has_text=story.headline)).to_contain_text("Test", timeout=SLOW)
    hana.open_case(story.headline)
    assert hana.findings == []
    expect(hana.page.locator("desk-case")).to_contain_text("No figure counts it.")


def test_two_versions_are_compared_exported_and_imported(lena: Page, tmp_path: Path) -> None:
    """What changed is told in words; a file that was exported comes back, and one with a mistake says where."""
    begin(lena, "archive")
    publish(lena)
    lena.get_by_role("button", name="Change this channel").click()
    lena.locator("#at-not_for").fill("Not for quarrels.")
    turn_to(lena, "questions")
    lena.locator("[data-move='questionnaire.fields[3] up']").click()
    saved(lena)

    lena.get_by_role("button", name="Compare and publish").click()
    changes = lena.locator("desk-compare .rows > li")
    expect(changes).to_have_count(2, timeout=SLOW)
    expect(changes.nth(0).locator("ins").first).to_be_visible()
    expect(changes.nth(1)).to_contain_text("“How did they reach you?” moved from 4 to 3")

    with lena.expect_download() as draft:
        lena.get_by_role("link", name="Export the draft").click()
    definition = exported(draft.value)
    languages = {code for code, _name in settings.LANGUAGES}
    not_for = definition["not_for"]
    assert isinstance(not_for, dict)
    assert (not_for["en"], set(not_for)) == ("Not for quarrels.", languages)  # its translations stand, older
    assert str(definition["$schema"]).endswith("/schemas/channel-definition.json")
    publish(lena)
    expect(lena.locator("desk-compare .rows > li")).to_have_count(2, timeout=SLOW)

    spoilt = body()
    spoilt["categories"][1]["harmed"] = {}
    (tmp_path / "spoilt.json").write_text(json.dumps(spoilt))
    lena.locator("#import").set_input_files(tmp_path / "spoilt.json")
    expect(lena.locator("[data-problem='categories[1].harmed']")).to_be_visible(timeout=SLOW)

    (tmp_path / "good.json").write_text(json.dumps(definition))
    lena.locator("#import").set_input_files(tmp_path / "good.json")
    expect(lena.locator(".edit-problems")).to_have_count(0, timeout=SLOW)
    expect(lena.locator("#at-not_for")).to_have_value("Not for quarrels.")


def test_a_colleagues_words_are_not_written_over(town: Town, lena: Page) -> None:
    """Two windows with one draft: the second to write is told, and nothing of the first is lost."""
    begin(lena, "cellar")
    other = lena.context.new_page()
    other.goto(lena.url)
    expect(other.locator("#at-purpose")).to_be_visible(timeout=SLOW)
    lena.locator("#at-purpose").fill("Hers, and first.")
    saved(lena)

    other.locator("#at-purpose").fill("Too late.")

    expect(other.get_by_role("heading", name="Somebody else changed this draft")).to_be_visible(timeout=SLOW)
    other.get_by_role("button", name="Load the draft again").click()
    expect(other.locator("#at-purpose")).to_have_value("Hers, and first.", timeout=SLOW)


def test_a_channel_names_the_law_that_its_numbers_stay_within(lena: Page) -> None:
    """Lena tries another law and a number beyond it: the editor says so at its place, and what she chose is kept."""
    page = lena
    begin(page, "by-law")
    turn_to(page, "clock")
    law, days = page.locator("[id='at-clock.law']"), page.locator("[id='at-clock.acknowledge_days']")

    expect(law).to_have_value("eu")
    law.select_option("fr")
    days.fill("10")
    saved(page)
    expect(page.locator("[id='at-clock.acknowledge_days-about']")).to_contain_text("longer than the law")
    expect(page.get_by_text("Décret n° 2022-1284")).to_be_visible()

    law.select_option("iso37002")
    saved(page)
    expect(page.locator("[id='at-clock.acknowledge_days-about']")).not_to_contain_text("longer than the law")

    page.reload()
    turn_to(page, "clock")
    expect(law).to_have_value("iso37002")
    expect(days).to_have_value("10")


def test_a_translation_that_fell_behind_is_marked_until_somebody_says_that_it_fits(lena: Page) -> None:
    """Lena changes an English text: its German one is older, after a reload too, until she says that it fits."""
    begin(lena, "fallen-behind")
    german = lena.locator("[data-language=de]")
    name = lena.locator("#at-name")
    older = lena.locator(".edit-older")
    german.click()
    name.fill("Annäherungen")
    saved(lena)
    publish(lena)
    lena.get_by_role("button", name="Change this channel").click()
    expect(name).to_be_visible(timeout=SLOW)
    assert "older" not in german.inner_text()
    lena.locator("[data-language=en]").click()
    name.fill("Approaches and offers")
    expect(german).to_contain_text("1 older")
    saved(lena)
    lena.reload()
    expect(german).to_contain_text("1 older", timeout=SLOW)

    # Beside the German stands the English, or another language of her choice.
    german.click()
    expect(lena.locator(".edit-source").first).to_have_text("Approaches and offers")
    expect(older).to_have_count(1)
    lena.locator("#beside").select_option("fr")
    expect(lena.locator(".edit-source").first).to_contain_text("On a cherché à m")
    lena.locator("#beside").select_option("en")

    # The way to what is missing or older, from any part of the channel.
    turn_to(lena, "questions")
    lena.locator("[data-next]").click()
    expect(lena.locator("desk-editor :is(input, textarea):focus")).to_be_visible()
    turn_to(lena, "about")
    older.get_by_role("button", name="It still fits").click()
    expect(older).to_have_count(0)
    assert "older" not in german.inner_text()
