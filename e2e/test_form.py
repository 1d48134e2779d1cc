"""The sealed form with every kind of question, in a real browser: asked, answered, mended, reviewed, sealed, read."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from e2e.cast import Member, Reporter
from e2e.conftest import NewPerson
from e2e.questionnaire import CHANNEL, Form, publish
from e2e.town import Town

Open = Callable[..., Form]


@pytest.fixture(scope="module")
def asking(town: Town, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The town has a channel that asks in every way there is."""
    publish(town, tmp_path_factory.mktemp("every-kind"))


@pytest.fixture
def open_form(town: Town, new_person: NewPerson, asking: None) -> Open:
    """Opens the form for somebody new, in a language."""

    def _open(lang: str = "en") -> Form:
        form = Form(Reporter(town, new_person(), lang=lang, channel=CHANNEL))
        form.reporter.open_form()
        return form

    return _open


def fill_in_by_keyboard(form: Form) -> None:
    """Answer all that is asked, from one question to the next with Tab."""
    payments = form.question("payments")
    form.press(form.question("category").locator("input").first, "ArrowDown", "ArrowDown")
    form.write(form.box("headline"), "Freight bills paid twice")
    form.write(form.box("what-happened"), "Two envelopes, one bill.")
    form.write(form.question("since").locator("[data-month]"), "3")
    form.write(form.question("since").locator("[data-year]"), "2025")
    form.press(form.question("since").locator("[data-about]"), "Space")
    form.write(form.box("where"), "Post room")
    form.press(form.question("how-known").locator("input").first, "ArrowUp")
    form.write(form.box("how-otherwise"), "I keep the stamp ledger")
    form.press(form.question("affected").locator("input").nth(1), "Space")
    form.write(form.box("damage"), "12 000,5")
    form.write(form.question("damage").locator("select"), "CHF")
    form.write(form.box("payments.0.sum"), "1.200,50")
    form.press(payments.locator("[data-add]"), "Enter")
    form.page.keyboard.type("7")
    form.press(payments.locator("[data-entry]").nth(1).locator("[data-part=way] input").first, "ArrowUp")
    form.write(form.box("payments.1.other-way"), "In stamps")
    form.write(form.box("whom.0.name"), "Sam Vogel")
    form.write(form.box("whom.0.role"), "Buyer")
    form.write(form.box("identity.0.reach"), "At my allotment")
    form.press(form.box("true"), "Space")
    form.press(form.box("urgent"), "Space")


def test_everything_that_is_asked_is_answered_sealed_and_read(open_form: Open, hana: Member, tmp_path: Path) -> None:
    """Rana answers every kind of question by keyboard, checks, sends; Hana reads it, and that it is urgent."""
    form, photo = open_form(), tmp_path / "stamps.pdf"
    photo.write_bytes(b"%PDF-1.7 the stamp ledger " * 100)
    fill_in_by_keyboard(form)
    form.attach(photo)
    form.press(form.reporter.step("write").locator("form > .actions button"), "Enter")
    review = form.reporter.step("check").locator("[data-summary]")
    for shown in (
        "Money, grants, contracts", "about March 2025", "Post room", "In another way", "I keep the stamp ledger",
        "CHF 12,000.50", "Payment 1", "EUR 1,200.50", "Payment 2", "In stamps", "stamps.pdf", "Sam Vogel",
        "At my allotment", "(sealed apart)",
    ):  # fmt: skip
        expect(review).to_contain_text(shown)
    form.reporter.send()

    hana.page.goto(hana.town.url("desk"))
    row = hana.page.locator(".inbox__row", has_text="Freight bills paid twice")
    expect(row.locator(".tag--danger")).to_have_text("Urgent")
    hana.open_case("Freight bills paid twice")
    assert hana.findings == []
    expect(hana.page.locator("h1 .tag--danger")).to_have_text("Urgent")
    for read in (
        "Money, grants, contracts", "Two envelopes, one bill.", "about March 2025", "Post room", "In another way",
        "I keep the stamp ledger", "CHF 12,000.50", "EUR 1,200.50", "EUR 7", "In stamps", "stamps.pdf",
    ):  # fmt: skip
        expect(hana.thread).to_contain_text(read)
    expect(hana.thread).not_to_contain_text(re.compile("Sam Vogel|At my allotment"))
    expect(hana.thread.locator(".letter--apart")).to_have_count(2)


class Spoilt(NamedTuple):
    """A way to answer wrongly: the question, or the part of an entry, and what is said about it."""

    name: str
    spoil: Callable[[Form], object]
    question: str
    says: str
    focus: str = "input, textarea"
    """What its link leads to, within the question."""


WAYS = [
    Spoilt("short", lambda form: form.box("headline").fill(""), "headline", "Answer “In one line: what is it about?”."),
    Spoilt(
        "short, too long",
        lambda form: form.box("headline").fill("🙂" * 43),
        "headline",
        "Shorten “In one line: what is it about?” by 3 characters: at most 40 fit.",
    ),
    Spoilt("long", lambda form: form.box("what-happened").fill(" \n"), "what-happened", "Answer “What happened?”."),
    Spoilt("place", lambda form: form.box("where").fill("x" * 201), "where", "Shorten “Where?” by 1 characters"),
    Spoilt(
        "date, none",
        lambda form: form.date("since"),
        "since",
        "Give a date for “When did it begin?”: a year alone will do.",
    ),
    Spoilt(
        "date, no year", lambda form: form.date("since", day="5", month="3"), "since", "needs a year", "[data-year]"
    ),
    Spoilt("date, no month", lambda form: form.date("since", day="5", year="2025"), "since", "a month", "[data-month]"),
    Spoilt(
        "date, no such day",
        lambda form: form.date("since", day="30", month="2", year="2025"),
        "since",
        "There is no such day: look again at “When did it begin?”",
        "[data-day]",
    ),
    Spoilt(
        "choices",
        lambda form: form.question("affected").locator("input:checked").uncheck(),
        "affected",
        "Choose at least one answer for “What does it affect?”.",
    ),
    Spoilt("amount", lambda form: form.box("damage").fill("a lot"), "damage", "Give “How much money?” in figures"),
    Spoilt("amount, none", lambda form: form.box("damage").fill(""), "damage", "Give an amount for “How much money?”."),
    Spoilt("condition", lambda form: form.box("how-otherwise").fill(""), "how-otherwise", "Answer “In which way?”."),
    Spoilt("consent", lambda form: form.box("true").uncheck(), "true", "To go on, tick “I believe that what I write"),
    Spoilt(
        "person",
        lambda form: form.box("whom.0.name").fill("x" * 501),
        "whom",
        "Person 1: Shorten “Name” by 1 characters: at most 500 fit.",
        "[data-part=name] input",
    ),
    Spoilt(
        "identity",
        lambda form: form.box("identity.0.reach").fill("x" * 502),
        "identity",
        "Shorten “How to reach you” by 2 characters: at most 500 fit.",
        "[data-part=reach] input",
    ),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_what_is_wrong_is_said_above_and_at_the_question_and_nothing_is_lost(open_form: Open, way: Spoilt) -> None:
    """The summary takes the focus, its link leads to the box, the sentence stands there, what was typed stays."""
    form = open_form()
    form.answer_what_must_be()
    way.spoil(form)
    before = form.standing()
    form.check()
    expect(form.summary).to_be_focused()
    expect(form.summary.locator("li")).to_have_count(1)
    expect(form.summary).to_contain_text(way.says)
    assert form.standing() == before
    error = form.question(way.question).locator(".field__error")
    expect(error).to_have_count(1)
    expect(error).to_contain_text(way.says)
    link, target = form.summary.locator("a"), form.question(way.question).locator(way.focus).first
    address = form.page.url
    link.click()
    expect(target).to_be_focused()
    assert form.page.url == address
    expect(target).to_have_attribute("aria-invalid", "true")
    described = target.evaluate(
        """(box) => [box, box.closest("fieldset")].flatMap((one) => one?.getAttribute("aria-describedby") ?? [])"""
    )
    assert error.get_attribute("id") in " ".join(described).split()


def test_what_was_never_chosen_is_asked_for(open_form: Open) -> None:
    """Radio buttons that nobody pressed: a category and a choice."""
    form = open_form()
    form.check()
    for name, label in (("category", "What kind of act is it?"), ("how-known", "How do you know?")):
        expect(form.question(name).locator(".field__error")).to_have_text(f"Choose one answer for “{label}”.")
    expect(form.summary.locator("li")).to_have_count(7)
    form.summary.get_by_text("How do you know?").click()
    expect(form.question("how-known").locator("input").first).to_be_focused()


def test_a_wrong_entry_is_named_by_its_number_and_an_empty_one_does_not_count(open_form: Open) -> None:
    """Of three payments the first is empty and left out, and what is wrong with the third is said of the third."""
    form = open_form()
    form.answer_what_must_be()
    form.box("payments.0.sum").fill("")
    for _more in range(2):
        form.question("payments").locator("[data-add]").click()
    form.box("payments.1.sum").fill("5")
    form.box("payments.2.note").fill("On a Sunday")
    form.check()
    expect(form.summary.locator("li")).to_have_text(["Payment 3: Give an amount for “Sum”."])
    form.summary.locator("a").click()
    expect(form.box("payments.2.sum")).to_be_focused()
    form.box("payments.2.sum").fill("1,2345")
    form.check()
    expect(form.summary).to_contain_text("Payment 3: Give “Sum” in figures")
    form.box("payments.2.sum").fill("1,23")
    form.check()
    expect(form.reporter.step("check").locator("[data-summary]")).to_contain_text("EUR 1.23")


def test_what_is_wrong_is_said_in_german_too(open_form: Open) -> None:
    """The organisation's German question stands in the sentence, and the number that a German writes is read."""
    form = open_form("de")
    form.answer_what_must_be()
    form.box("headline").fill("")
    form.check()
    expect(form.summary.locator("li")).to_have_count(1)
    expect(form.summary).to_contain_text("„In einer Zeile: Worum geht es?“")
    expect(form.box("damage")).to_have_value("12 000,5")
    form.box("headline").fill("Frachtbriefe doppelt bezahlt")
    form.check()
    expect(form.reporter.step("check").locator("[data-summary]")).to_contain_text(re.compile(r"12\.000,50\sEUR"))


def test_a_question_is_asked_when_its_condition_is_met_and_left_out_when_not(open_form: Open) -> None:
    """It appears and goes as the answer changes, is told to whoever cannot see it, and what is hidden is not sent."""
    form = open_form()
    told = form.page.locator("#told")
    expect(form.question("how-otherwise")).to_be_hidden()
    form.answer_what_must_be()
    expect(form.question("how-otherwise")).to_be_visible()
    form.choose("how-known", 0)
    expect(form.question("how-otherwise")).to_be_hidden()
    expect(told).to_have_text("No longer asked: “In which way?”")
    form.choose("affected", 0)
    form.question("affected").locator("input").nth(1).uncheck()
    expect(told).to_have_text("No longer asked: “How much money?” and “Which payments do you know of?”")
    form.check()
    review = form.reporter.step("check").locator("[data-summary]")
    expect(review).to_contain_text("I saw or heard it myself")
    expect(review).not_to_contain_text(re.compile("stamp ledger|How much|payments"))
    form.reporter.step("check").locator("[data-back=write]").click()
    form.choose("how-known", 2)
    expect(told).to_have_text("Asked now: “In which way?”")
    expect(form.box("how-otherwise")).to_have_value("I keep the stamp ledger")


def test_a_condition_within_an_entry_holds_for_that_entry_alone(open_form: Open) -> None:
    """The second payment asks how otherwise; the first does not."""
    form = open_form()
    form.choose("affected", 1)
    form.question("payments").locator("[data-add]").click()
    entries = form.question("payments").locator("[data-entry]")
    entries.nth(1).locator("[data-part=way] input").last.check()
    expect(entries.nth(1).locator("[data-part=other-way]")).to_be_visible()
    expect(entries.nth(0).locator("[data-part=other-way]")).to_be_hidden()
    entries.nth(0).locator("[data-part=way] input").first.check()
    expect(entries.nth(1).locator("[data-part=way] input").last).to_be_checked()


def test_entries_are_added_and_removed(open_form: Open) -> None:
    """The focus goes along, the numbers close up, ids stay one element's, and no more can be added than fit."""
    form = open_form()
    form.choose("affected", 1)
    payments = form.question("payments")
    entries, add = payments.locator("[data-entry]"), payments.locator("[data-add]")
    expect(payments.locator("[data-remove]:visible")).to_have_count(0)
    form.box("payments.0.sum").fill("1")
    for number in (1, 2):
        add.click()
        expect(form.box(f"payments.{number}.sum")).to_be_focused()
        expect(form.box(f"payments.{number}.sum")).to_have_value("")
        form.box(f"payments.{number}.sum").fill(str(number + 1))
        expect(form.page.locator("#told")).to_have_text(f"Payment {number + 1} was added.")
    expect(add).to_be_hidden()
    expect(payments.locator("[data-full]")).to_have_text("At most 3 fit here.")
    entries.nth(1).get_by_role("button", name="Remove Payment 2").click()
    expect(form.page.locator("#told")).to_have_text("Payment 2 was removed.")
    expect(entries.nth(1).locator(".entry__head")).to_be_focused()
    expect(payments.locator(".entry__head")).to_have_text(["Payment 1", "Payment 2"])
    assert [box.input_value() for box in payments.locator("[data-part=sum] input").all()] == ["1", "3"]
    add.click()
    expect(form.box("payments.3.sum")).to_be_focused()
    twice = form.page.evaluate(
        """() => [...document.querySelectorAll("[id]")].map((one) => one.id)
          .filter((id, at, all) => all.indexOf(id) !== at)"""
    )
    assert twice == []


def test_a_second_person_can_be_named_and_is_sealed_apart_too(open_form: Open, hana: Member) -> None:
    """Two people in one sealed item; who reports was not said, and so there is no item of it."""
    form = open_form()
    form.answer_what_must_be()
    form.box("headline").fill("Two who signed")
    form.box("whom.0.name").fill("Sam Vogel")
    form.question("whom").get_by_role("button", name="Add another person").click()
    form.page.keyboard.type("Kim Adler")
    form.check()
    review = form.reporter.step("check").locator("[data-summary]")
    expect(review).to_contain_text(re.compile(r"Person 1.*Sam Vogel.*Person 2.*Kim Adler", re.DOTALL))
    form.reporter.send()
    hana.open_case("Two who signed")
    expect(hana.thread.locator(".letter--apart")).to_have_count(1)
    expect(hana.page.locator("h1 .tag--danger")).to_have_count(0)
    assert hana.findings == []


def test_change_leads_back_to_the_question(open_form: Open) -> None:
    """Each row of the review has its way back, with the focus where the answer stands."""
    form = open_form()
    form.answer_what_must_be()
    form.check()
    for name, focus in (
        ("When did it begin?", form.question("since").locator("[data-day]")),
        ("How do you know?", form.question("how-known").locator("input").last),
        ("Which payments do you know of?", form.box("payments.0.sum")),
        ("It cannot wait", form.box("urgent")),
    ):
        form.page.get_by_role("button", name=f"Change {name}").click()
        expect(focus).to_be_focused()
        form.check()
    expect(form.reporter.step("check")).to_be_visible()
