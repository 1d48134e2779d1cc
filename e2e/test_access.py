"""Nothing on any page of any door keeps anybody out: WCAG 2.2 AA, in both directions, light and dark, in every state.

The whole walk, once from left to right and once from right to left. What is measured at each stop is in access.py.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from e2e import town as towns
from e2e.access import WINDOW, faults_of, unseen_focus
from e2e.walk import CHAPTERS, Walk, chapter

LANGUAGES = {"ltr": "en", "rtl": "ar"}
BEFORE_CHOOSING, NOT_CHOSEN = ("public-languages", "report-languages"), "en"
"""A door's root, where a language is chosen, guesses nothing of its visitor."""
WALKS = [
    pytest.param(lang, name, id=f"{direction}-{name}", marks=pytest.mark.xdist_group(f"walk-{direction}"))
    for direction, lang in LANGUAGES.items()
    for name in CHAPTERS
]


@pytest.fixture(scope="module")
def walks(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Walk]]:
    """Somebody who walks, by language; each has a town of their own, which starts when they do."""
    begun: dict[str, Walk] = {}
    yield begun
    for walk in begun.values():
        walk.town.stop()


def walk_of(walks: dict[str, Walk], lang: str, browser: Browser, factory: pytest.TempPathFactory) -> Walk:
    """The one who walks in this language."""
    if lang not in walks:
        folder = factory.mktemp(f"walk-{lang}")
        walks[lang] = Walk(towns.start(folder), browser, folder, lang=lang, viewport=WINDOW)
    return walks[lang]


@pytest.mark.parametrize(("lang", "name"), WALKS)
def test_nobody_is_kept_out(
    lang: str, name: str, walks: dict[str, Walk], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Axe finds nothing, in light nor dark; the page fits 320 pixels and text of 200%; what has the focus shows it.

    And on no page does anything meet its own policy (`docs/asvs.md`, 3.4.3).
    """
    walk = walk_of(walks, lang, browser, tmp_path_factory)
    faults = []
    for stop in chapter(walk, name):
        found = faults_of(stop.page, NOT_CHOSEN if stop.name in BEFORE_CHOOSING else lang)
        if lang == LANGUAGES["ltr"]:
            found += unseen_focus(stop.page)
        faults += [f"{stop.name}: {fault}" for fault in found]
    assert faults == []
    assert walk.refused == []
