"""Nothing on any page of any door keeps anybody out: WCAG 2.2 AA, in both directions, light and dark, in every state.

The whole walk from left to right; from right to left it is in test_access_right_to_left.py, so that two can go at the
same time. What is measured at each stop is in access.py.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from e2e.access import stops_with_faults, unseen_focus, walking
from e2e.walk import CHAPTERS, Walk


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Somebody who walks in English."""
    with walking(browser, tmp_path_factory.mktemp("walk"), "en") as begun:
        yield begun


@pytest.mark.parametrize("name", CHAPTERS)
def test_nobody_is_kept_out(name: str, walk: Walk) -> None:
    """Axe finds nothing, in light nor dark; the page fits 320 pixels and text of 200%; what has the focus shows it.

    And on no page does anything meet its own policy (`docs/asvs.md`, 3.4.3).
    """
    faults = []
    for stop, found in stops_with_faults(walk, name):
        faults += [f"{stop.name}: {fault}" for fault in [*found, *unseen_focus(stop.page)]]
    assert faults == []
    assert walk.refused == []
