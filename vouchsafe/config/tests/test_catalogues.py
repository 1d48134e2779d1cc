"""Catalogues are whole: nothing missing, no value or tag lost, one word per thing; their heads say who checked them."""

import re
import string
from collections import Counter
from functools import cache

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from tools.messages import GLOSSARY, REVIEW, catalogues, collected, glossary_rows, read_catalogue
from vouchsafe.common.languages import tag_of

PATHS = dict(catalogues())
EACH = pytest.mark.parametrize("name", PATHS)
REVIEWED = re.compile(rf"^# {REVIEW}(draft, no native reader yet|checked by .+ on \d{{4}}-\d\d-\d\d)$", re.MULTILINE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&\w+;")
SLOT = re.compile(r"%\((\w+)\)[sd]|%[sd%]")


@cache
def catalogue(name: str) -> Catalog:
    """One of the catalogues, read once."""
    return read_catalogue(name, PATHS[name])


@cache
def said() -> Catalog:
    """What the server and the client say now."""
    return collected()


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """A text, or the forms of a plural."""
    return [text] if isinstance(text, str) else list(text or ())


def values(text: str) -> set[str]:
    """The names of the values that a text takes, in Python's and in the client's form."""
    slots = {match[0] if match[1] is None else match[1] for match in SLOT.finditer(text)}
    return slots | {name for _text, name, _spec, _how in string.Formatter().parse(SLOT.sub("", text)) if name}


def differs(message: Message) -> bool:
    """Whether a translation takes a value that its source does not have, leaves one out, or has other tags.

    A form for one thing may say "one" instead of its number.
    """
    sources, translations = forms(message.id), forms(message.string)
    known, tags = values(sources[-1]), Counter(TAG.findall(sources[-1]))
    return any(
        values(text) - known
        or (len(sources) == 1 and values(text) != known)
        or (len(translations) == 1 and values(text) != known)
        or Counter(TAG.findall(text)) != tags
        for text in translations
        if text
    )


@EACH
def test_nothing_is_missing(name: str) -> None:
    """Every text that is said has a translation, none of which is a guess."""
    known = catalogue(name)
    missing = [
        message.id
        for message in said()
        if message.id and ((found := known.get(message.id)) is None or found.fuzzy or not all(forms(found.string)))
    ]
    assert missing == []


@EACH
def test_nothing_is_left_over(name: str) -> None:
    """No translation of what nobody says any more."""
    assert [message.id for message in catalogue(name) if message.id and said().get(message.id) is None] == []


@EACH
def test_translations_take_the_values_and_tags_of_their_source(name: str) -> None:
    """No translation loses a name, a number, a link or its markup, or asks for one that is not given."""
    assert [message.id for message in catalogue(name) if message.id and differs(message)] == []


@EACH
def test_plurals_have_the_forms_of_their_language(name: str) -> None:
    """As many as CLDR's rule for the language has, and as many translations in each plural."""
    rule = get_plural(Locale.parse(name))
    known = catalogue(name)
    assert known.num_plurals == rule.num_plurals
    assert [
        message.id
        for message in known
        if message.id and not isinstance(message.id, str) and len(forms(message.string)) != rule.num_plurals
    ] == []


@EACH
def test_spaces_at_both_ends_stay(name: str) -> None:
    """Fragments are joined to others: what begins or ends with a space still does."""
    wrong = [
        message.id
        for message in catalogue(name)
        if isinstance(message.id, str)
        and message.id
        and isinstance(message.string, str)
        and message.string
        and (message.id[:1].isspace(), message.id[-1:].isspace())
        != (message.string[:1].isspace(), message.string[-1:].isspace())
    ]
    assert wrong == []


@EACH
def test_the_head_says_whether_a_native_reader_checked_it(name: str) -> None:
    """Either that it is a draft, or who checked it, and when."""
    assert REVIEWED.search(PATHS[name].read_text("utf-8").split("msgid", 1)[0])


@EACH
def test_each_thing_has_the_word_of_the_glossary(name: str) -> None:
    """No text uses a word that the glossary rules out, such as a second one for the same thing."""
    words = never(name)
    assert words
    found = {
        f"{word}: {text}"
        for message in catalogue(name)
        if message.id
        for text in forms(message.string)
        for word in words
        if re.search(word, text, re.IGNORECASE)
    }
    assert found == set()


@EACH
def test_each_term_of_a_glossary_has_its_word(name: str) -> None:
    """None is left for later."""
    rows = glossary_rows(GLOSSARY / f"{tag_of(name)}.md")
    assert len(rows) > 100
    assert [english for english, translated, meaning in rows if not (translated and meaning)] == []


def never(name: str) -> list[str]:
    """What the last table of a glossary, "Never", rules out: patterns in its second column."""
    text = (GLOSSARY / f"{tag_of(name)}.md").read_text("utf-8")
    rows = [line.split(" | ") for line in text.partition("\n## Never\n")[2].splitlines() if line.startswith("| ")]
    return [word.strip() for row in rows[2:] for word in row[1].split(",")]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("To {name}", "An"),
        ("To {name}", "An {nme}"),
        ("To %(name)s", "An %(nme)s"),
        ("100%% of %(all)s", "100 von %(all)s"),
        ("<b>Bold</b>", "Fett"),
        (("{n} file", "{n} files"), ("eine", "{m} Dateien")),
    ],
)
def test_a_translation_that_differs_is_found(source: str | tuple[str, str], translation: str | tuple[str, str]) -> None:
    """The check itself: a value or a tag that is lost, misspelt or new."""
    assert differs(Message(source, translation))


def test_a_translation_may_say_one_instead_of_its_number() -> None:
    """In the forms of a plural a number may be a word."""
    assert not differs(Message(("{n} file", "{n} files"), ("eine Datei", "{n} Dateien")))
    assert differs(Message(("{n} file", "{n} files"), ("文件",)))
