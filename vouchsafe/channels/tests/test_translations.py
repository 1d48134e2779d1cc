"""A translation whose English text has changed since is found, wherever it stands now."""

from typing import Any

from vouchsafe.channels.translations import older_than_source

FRAUD = {"en": "Fraud", "de": "Betrug"}


def of(*texts: dict[str, str]) -> dict[str, Any]:
    """A definition of a few texts."""
    return {"name": texts[0], "categories": [{"id": str(at), "act": text} for at, text in enumerate(texts[1:])]}


def test_a_translation_is_older_when_its_english_text_changed() -> None:
    """And no more once it is written anew; what is missing is not older."""
    published = [of(FRAUD)]
    assert older_than_source(of({"en": "Fraud and theft", "de": "Betrug"}), published) == {"de": {"Betrug": ["Fraud"]}}
    assert older_than_source(of({"en": "Fraud and theft", "de": "Betrug und Diebstahl"}), published) == {}
    assert older_than_source(of({"en": "Fraud and theft"}), published) == {}
    assert older_than_source(of(FRAUD), published) == {}


def test_it_stays_older_over_versions_until_it_is_published_beside_the_new_text() -> None:
    """Publishing both together says that they fit."""
    first, second = of(FRAUD), of({"en": "Fraud and theft", "de": "Betrug"})
    assert older_than_source(of({"en": "Theft", "de": "Betrug"}), [first, second]) == {
        "de": {"Betrug": ["Fraud", "Fraud and theft"]}
    }
    assert older_than_source(second, [first, second]) == {}


def test_a_text_that_moved_is_not_older() -> None:
    """What counts is what stood beside what, not where."""
    assert older_than_source(of({"en": "A"}, {"en": "B"}, FRAUD), [of(FRAUD, {"en": "A"})]) == {}


def test_a_draft_that_was_never_published_has_nothing_older() -> None:
    """There is nothing to hold it against."""
    assert older_than_source(of(FRAUD), []) == {}
