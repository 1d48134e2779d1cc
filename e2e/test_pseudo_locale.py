"""Every text of every page of every door was translated: a walk in a language in which each text stands in brackets.

What stands on a page without brackets came past gettext, but for what people, organisations and statutes say, names,
codes and numbers.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Frame, Page

from e2e import town as towns
from e2e.town import Town
from e2e.walk import CHAPTERS, Walk, chapter
from tools import pseudo
from vouchsafe.common.languages import locale_of
from vouchsafe.demo import people
from vouchsafe.demo.reports import SAMPLES

PACKAGE = Path(people.__file__).resolve().parents[1]
FOREIGN: Final = (
    *PACKAGE.glob("demo/*.json"),
    *PACKAGE.glob("channels/starters/*.json"),
    *PACKAGE.glob("law/packs/*.json"),
    *PACKAGE.glob("cases/*.json"),
)
"""What is no text of a page: the demo's channel, templates of channels, statutes, short texts for answers."""

SEEN: Final = """() => {
  const foreign = "script, style, template, [translate=no], bdi, code, pre, kbd, samp, svg, noscript, " +
    "[lang]:not(html, [lang=qps])";
  const told = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "title",
    "placeholder", "alt"];
  const found = [["title", document.title]];
  const root = document.documentElement;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let block, open = 0;  // one text may go on over several elements, such as a link within it
  while (texts.nextNode()) {
    const { parentElement: within, data } = texts.currentNode;
    if (!within || within.closest("script, style, template")) continue;
    const here = within.closest("p, li, dd, dt, td, th, h1, h2, h3, h4, legend, summary, caption, div, section, body");
    if (here !== block) [block, open] = [here, 0];
    let outside = "";
    for (const letter of data) {
      if (letter === "⟦") open += 1;
      else if (letter === "⟧") open -= 1;
      else if (open < 1) outside += letter;
    }
    if (!within.closest(foreign) && outside.trim()) found.push([within.tagName, outside]);
  }
  for (const one of root.querySelectorAll(told.map((name) => `[${name}]`).join())) {
    if (one.closest(foreign)) continue;
    for (const name of told) if (one.hasAttribute(name)) found.push([`${one.tagName} ${name}`, one.getAttribute(name)]);
  }
  for (const one of root.querySelectorAll("input[type=submit], input[type=button], optgroup, option[label]")) {
    found.push([one.tagName, one.label || one.value]);
  }
  for (const one of root.querySelectorAll("body *")) {
    for (const side of ["::before", "::after"]) {
      const { content } = getComputedStyle(one, side);
      if (/^".*[a-z]/i.test(content) && !one.closest(foreign)) found.push([`${one.tagName}${side}`, content]);
    }
  }
  return found;
}"""

BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NO_TEXT: Final = re.compile(
    r"\b\d{4} M\d\d(?: \d{1,2})?\b|"  # what CLDR gives where it knows no month
    rf"\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?|(?:{MONTHS}) (?:\d{{1,2}}, )?\d{{4}}"  # days and months
    r"|\d[\d,.]*[\s\xa0]?(?:byte|kB|MB|GB|GiB|UTC|EUR|PDF)\b|\bUTC\b"
    r"|\b[0-9a-f]{4,}(?:-[0-9a-f]{4,})*\b|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b"  # ids, hashes, receipts
    r"|\S+@\S+|\w+://\S+|(?:[\w-]+\.)*localhost\S*|/[\w/.-]+"  # addresses
    r"|\b[a-z]+(?:/[a-z-]+)+\b|\b[a-z]+:[a-z-]+\b"  # codes
    r"|\b[\w-]+\.(?:pdf|txt|png|jpg|csv|docx|wav|opus|mp3|json|age|html)\b"
    r"|\bA[45]\b|\b[Qq]ps\b"  # sheets of paper; the language itself
    r"|\bShift\b|\bEsc\b|\bTor Browser\b|\bVouchsafe\b|\b[A-Za-z]\b"
)


def leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from leaves(one)


@pytest.fixture(scope="module")
def known() -> list[str]:
    """What others wrote, and names: the longest first."""
    written = [text for path in FOREIGN for text in leaves(json.loads(path.read_text("utf-8")))]
    written += [text.replace("{organisation}", "Meridian Institute") for text in written]
    written += [text for sample in SAMPLES for text in sample if isinstance(text, str)]
    pieces = [piece for text in written for piece in re.split(r"(?<=[.!?])\s+|\n+|\{\w+\}", text)]
    said = {
        " ".join(piece.split()) for piece in (*written, *pieces) if " " in piece.strip() or piece.strip()[-1:] == "?"
    }
    cast = {person.name for person in vars(people).values() if isinstance(person, people.SignIn)}
    names = {
        *cast,
        *(part for name in cast for part in name.split()),
        *("Meridian Institute", "Integrity and security", "Mira Sol", "Pia Quist", "Notary Quell", "Auditor Brandt"),
        *(str(place) for place in locale_of("en").territories.values()),
        *("English", "Deutsch", "Español", "Français", "العربية", "简体中文", "Wikipedia", "AGPL", "Vouchsafe", "qps"),
        *("Box 4, Ann Lee, 02:10", "Box 9, no name, 03:40", "What was seen is called:", "Tell"),
        "twice this month somebody took sealed boxes out at gate b",  # quoted back in small letters
    }
    return sorted((text for text in said | names if any(map(str.isalpha, text))), key=len, reverse=True)


@pytest.fixture(scope="module")
def pseudo_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose server also speaks the pseudo-locale."""
    folder = tmp_path_factory.mktemp("languages")
    pseudo.write(folder)
    running = towns.start(tmp_path_factory.mktemp("town"), VOUCHSAFE_LANGUAGES=str(folder))
    yield running
    running.stop()


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_text_was_translated(
    pseudo_town: Town, browser: Browser, known: list[str], tmp_path: Path, name: str
) -> None:
    """At no stop of this chapter is there a text without brackets."""
    walk = Walk(pseudo_town, browser, tmp_path, lang=pseudo.LOCALE_NAME, say=lambda text: f"⟦{text}⟧")
    found: dict[str, set[str]] = {}
    for stop in chapter(walk, name):
        if urlsplit(stop.page.url).path == "/" and "desk" not in stop.page.url:
            continue  # where a language is chosen, none was chosen yet
        for where, text in seen(stop.page):
            if untranslated(text, known):
                found.setdefault(f"{where}: {' '.join(text.split())[:160]}", set()).add(stop.name)
    assert not found, "\n".join(f"{text}   ({', '.join(sorted(at)[:3])})" for text, at in sorted(found.items()))


def seen(page: Page) -> list[tuple[str, str]]:
    """Every text of a page and of the frames in it, with where it stands; a preview may be in another language."""
    here = page.main_frame
    return [one for frame in page.frames for one in seen_in(frame) if frame is here or spoken(frame) == spoken(here)]


def spoken(frame: Frame) -> str:
    """The language of a frame."""
    return str(frame.evaluate("document.documentElement.lang"))


def seen_in(frame: Frame) -> list[tuple[str, str]]:
    """Every text of a frame; a frame that is gone has none."""
    try:
        found: list[tuple[str, str]] = [(where, text) for where, text in frame.evaluate(SEEN) if text]
    except Error:
        if frame.is_detached():
            return []
        raise
    return found


def untranslated(text: str, known: list[str]) -> bool:
    """Whether letters are left once brackets, what others wrote, names, codes and numbers are taken away."""
    rest = " ".join(text.split())
    while BRACKETS.search(rest):
        rest = BRACKETS.sub(" ", rest)
    if not any(map(str.isalpha, rest)):
        return False
    for one in known:
        if one in rest:
            rest = rest.replace(one, " ")
    return any(map(str.isalpha, NO_TEXT.sub(" ", rest)))
