"""Nothing on any page keeps anybody out who reads from right to left: the walk of test_access.py, in Arabic."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from e2e.access import stops_with_faults, walking
from e2e.walk import CHAPTERS, Walk


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Somebody who walks in Arabic."""
    with walking(browser, tmp_path_factory.mktemp("walk"), "ar") as begun:
        yield begun


@pytest.mark.parametrize("name", CHAPTERS)
def test_nobody_is_kept_out(name: str, walk: Walk) -> None:
    """Axe finds nothing, in light nor dark; the page fits 320 pixels and text of 200%, and meets its own policy."""
    faults = [f"{stop.name}: {fault}" for stop, found in stops_with_faults(walk, name) for fault in found]
    assert faults == []
    assert walk.refused == []
