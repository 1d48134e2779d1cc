"""Texts that an organisation publishes in several languages: {"en": "…", "de": "…"} → the one for this page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from vouchsafe.common.languages import direction_of


class Text(str):
    """A published text in one language. In a template it marks its own language where the page speaks another."""

    __slots__ = ("foreign", "language")
    language: str
    foreign: bool

    def __new__(cls, words: str, language: str, page_language: str) -> Self:
        """`words` in `language`, on a page in `page_language`."""
        text = super().__new__(cls, words)
        text.language = language
        text.foreign = language != page_language
        return text

    def __html__(self) -> SafeString:
        """Escaped, as every text is; a foreign one in a span that says its language and direction."""
        words = escape(str.__str__(self))
        if not self.foreign:
            return words
        return format_html('<span lang="{}" dir="{}">{}</span>', self.language, direction_of(self.language), words)


def in_language(published: Any, language: str) -> Any:  # noqa: ANN401 - any JSON value goes in and comes out
    """`published` (JSON of a definition) with every text as a `Text` in `language`, else English, else any there is."""
    if isinstance(published, Mapping):
        if _is_text(published):
            return _pick(published, language)
        return {name: in_language(value, language) for name, value in published.items()}
    if isinstance(published, list):
        return [in_language(value, language) for value in published]
    return published


def texts_in(published: Any) -> Iterator[Mapping[str, str]]:  # noqa: ANN401 - any JSON value
    """Every text by language of `published` (JSON) that has an English one, in the order of the document."""
    if isinstance(published, Mapping):
        if _is_text(published):
            yield published
            return
        published = list(published.values())
    for inner in published if isinstance(published, list) else ():
        yield from texts_in(inner)


def speaks_otherwise(shown: Any) -> bool:  # noqa: ANN401 - what `in_language` gave
    """Whether a text of it stands in another language than the page's, because it is not there in that one."""
    if isinstance(shown, Text):
        return shown.foreign
    if isinstance(shown, Mapping):
        return any(map(speaks_otherwise, shown.values()))
    return isinstance(shown, list) and any(map(speaks_otherwise, shown))


def _is_text(value: Mapping[str, Any]) -> bool:
    return settings.LANGUAGE_CODE in value and all(isinstance(words, str) for words in value.values())


def _pick(text: Mapping[str, str], language: str) -> Text:
    spoken = next(code for code in (language, settings.LANGUAGE_CODE, *text) if text.get(code))
    return Text(text[spoken], spoken, language)
