"""In a real browser each door's policy holds: whatever a page must not do is refused, and the walk hears of it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from e2e import town as towns
from e2e.walk import Walk

PROVOCATIONS = {
    "HTML from a text": "try { document.body.innerHTML = '<b>x</b>' } catch { }",
    "script from a text": "try { document.createElement('script').text = 'x' } catch { }",
    "another origin": "fetch('https://elsewhere.example/').catch(() => null)",
    "an inline style": "document.body.append(Object.assign(document.createElement('style'), { textContent: 'b { }' }))",
}


@pytest.mark.parametrize("door", ["report", "desk", "public"])
def test_what_a_page_must_not_do_is_refused_and_heard(
    door: str, town: towns.Town, browser: Browser, tmp_path: Path
) -> None:
    """Trusted Types and the policy stop each of these; a page that is only looked at meets nothing of it."""
    walk = Walk(town, browser, tmp_path)
    page = walk.person().new_page()
    page.goto(town.url(door, "/account/login/" if door == "desk" else "/en/"))
    assert walk.refused == []
    for what, script in PROVOCATIONS.items():
        before = len(walk.refused)
        page.evaluate(f"() => {{ {script} }}")
        page.wait_for_timeout(200)
        assert len(walk.refused) > before, what
    assert page.locator("body > b").count() == 0
    walk.part()
