"""Reporters' pages read at the level of a twelve-year-old: Flesch-Kincaid grade 7 at most on each, in English.

Measured by textstat over what the house says; what an organisation wrote, names and code are left out.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final

import pytest
import textstat
from django.test import Client

from tools.messages import texts_on
from vouchsafe.cases.tests.cast import House
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.test_unscripted_return import wrong
from vouchsafe.intake.tests.unscripted import FORM, MAILBOX

HIGHEST: Final = 7.0
ONE_BY_ONE: Final = 10.0
"""No single sentence of a page may be much harder than the page."""
LONG_ENOUGH: Final = 12
"""Words below which a grade says nothing of a sentence."""
_BLOCKS: Final = {
    *("p", "li", "h1", "h2", "h3", "dt", "dd", "label", "legend", "summary", "button", "div", "section", "td", "th"),
    *("option", "title", "nav", "form", "fieldset", "details", "main", "header", "footer", "span"),
}
_NO_TEXT: Final = {"code", "pre", "bdi", "script", "style", "svg"}
_VALUE: Final = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
_STATUTE: Final = re.compile(r"\([^()]*\d{4}/\d+[^()]*\)|Regulation \(EU\) \S+|Directive \(EU\) \S+")
"""A source is looked up, not read."""


class Words(HTMLParser):
    """The sentences of a page, one for each block."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self._hidden = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins."""
        given = dict(attrs)
        if self._hidden or tag in _NO_TEXT or given.get("translate") == "no":
            self._hidden += tag not in {"input", "br", "img", "link", "meta", "path", "rect", "circle"}
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if self._hidden:
            self._hidden -= 1
        elif tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._hidden:
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    """What the house says on a page, a sentence or block each, with a word for each value."""
    return [plain for block in Words(html).blocks if (plain := plain_of(block))]


def plain_of(text: str) -> str:
    """A text as it is measured: a value is a short word, a source of law is none, and a heading ends as a sentence."""
    plain = " ".join(_STATUTE.sub("the law", _VALUE.sub("this", re.sub(r"<[^>]+>", "", text))).split())
    return plain if not plain or plain[-1] in ".?!" else f"{plain.rstrip(':;,')}."


def grade(said: list[str]) -> float:
    """The Flesch-Kincaid grade of all of it together."""
    return float(textstat.flesch_kincaid_grade(" ".join(said)))


def hard(said: list[str]) -> dict[str, float]:
    """The sentences that are much harder than a page may be."""
    grades = {one: grade([one]) for block in said for one in re.split(r"(?<=[.?!])\s+", block)}
    return {one: each for one, each in grades.items() if each > ONE_BY_ONE and len(one.split()) >= LONG_ENOUGH}


def assert_easy(page: str, said: list[str]) -> None:
    """A page, and each sentence of it."""
    assert len(said) > 1, page
    assert grade(said) <= HIGHEST, page
    assert hard(said) == {}, page


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/en/",
        "/en/meridian/",
        "/en/meridian/advice/",
        "/en/meridian/integrity/",
        "/en/meridian/integrity/report/",
        "/en/meridian/integrity/privacy/",
        "/en/meridian/integrity/imprint/",
        "/en/meridian/integrity/test/",
        "/en/meridian/return/",
        FORM,
        MAILBOX,
        "/en/nobody/",
    ],
)
def test_pages_are_easy_to_read(asking: House, report_client: Client, address: str) -> None:
    """Every page of the report door as it comes, with every step of the forms in it."""
    assert_easy(address, sentences(report_client.get(address).content.decode()))


@pytest.mark.parametrize("page", ["report", "late", "mailbox"])
def test_what_the_script_says_is_easy_to_read(page: str) -> None:
    """Problems, progress, warnings, and what comes with files, a recording or a receipt."""
    assert_easy(page, [plain_of(text) for text in texts_on(page)])


def test_pages_without_script_are_easy_to_read(asking: House, report_client: Client) -> None:
    """Each step there and back, with what is wrong and with what is right."""

    def step(name: str, address: str, typed: Mapping[str, Any]) -> str:
        html = report_client.post(address, typed).content.decode()
        assert_easy(name, sentences(html))
        return html

    step("questions", FORM, {"step": "begin"})
    step("problems", FORM, {"step": "check"})
    checked = step("check", FORM, {**TYPED, "step": "check"})
    word = re.findall(r'name="word" value="([^"]+)"', checked)[0]
    receipt = Page(step("receipt", FORM, {**TYPED, "step": "send", "word": word})).texts["receipt"]
    step("mistyped", MAILBOX, {"step": "open", "receipt": wrong(receipt, 1)})
    step("case", MAILBOX, {"step": "open", "receipt": receipt})
    step("too little", MAILBOX, {"step": "write", "receipt": receipt})
    step("withdrawal", MAILBOX, {"step": "write", "receipt": receipt, "text": "No.", "purpose": "withdrawal"})
    step("new receipt", MAILBOX, {"step": "rotate", "receipt": receipt})


def test_a_hard_text_is_found() -> None:
    """The measure itself, on the kind of sentence that nobody should have to read."""
    words = (
        "aforementioned provisions, confidentiality obligations remain unconditionally applicable to everybody here."
    )
    one = f"Notwithstanding the {words}"
    assert grade([one]) > HIGHEST
    assert set(hard([f"{one} It is so."])) == {one}
    assert grade(["Your report has arrived.", "Keep your receipt."]) < HIGHEST
