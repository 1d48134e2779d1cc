"""What keeps one page that does not answer from holding up a whole run of journeys."""

import threading

import pytest
from playwright.sync_api import Browser, Error

from e2e.conftest import crash_pages


@pytest.mark.parametrize("never", ["new Promise(() => {})", "() => { for (;;); }"], ids=["waits", "is busy"])
def test_a_page_that_never_answers_fails_its_own_journey(browser: Browser, never: str) -> None:
    """Whoever waits for it hears of it, and the same browser opens the next page."""
    context = browser.new_context()
    page = context.new_page()
    assert page.evaluate("1 + 1") == 2
    threading.Timer(1, crash_pages).start()
    with pytest.raises(Error, match="crashed"):
        page.evaluate(never)
    assert context.new_page().evaluate("1 + 1") == 2
    context.close()
