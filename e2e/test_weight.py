"""What the form weighs, as it is sent: over Tor a reporter waits for every kilobyte."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response, expect

from e2e.conftest import NewPerson
from e2e.town import Town
from e2e.wire import ask
from tools.messages import LOCALE
from vouchsafe.common.languages import languages_in

LANGUAGES = [code for code, _name in languages_in([LOCALE])]
PAGE_AND_STYLE = 15_000
ALL = 80_000
READY = re.compile(r"/api/v1/[^/]+/directory$")
"""The last thing that the form asks for by itself: the worker, fully loaded, asks it."""


def sizes(town: Town, paths: set[str]) -> dict[str, int]:
    """The bytes that each path takes on the wire, for a browser that takes gzip."""
    answers = {path: ask(town, "report", path, headers={"Accept-Encoding": "gzip"}) for path in paths}
    assert {answer.status for answer in answers.values()} == {200}
    return {path: len(answer.body) for path, answer in answers.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_is_light(town: Town, new_person: NewPerson, lang: str) -> None:
    """Page and style take at most 15 kB, with every script, the worker's too, and the texts at most 80 kB.

    Counted is all that loads until the form could be sent; what reads files, records a voice or draws a code does not.
    """
    page, loaded = new_person().new_page(), list[Response]()
    page.on("response", lambda response: loaded.append(response))  # noqa: PLW0108 - Playwright hangs an attribute on it
    address = town.url("report", f"/{lang}/meridian/integrity/report/")
    with page.expect_response(READY):
        page.goto(address)
    expect(page.locator("[data-step=scope] .actions button")).to_be_enabled()
    kinds = {urlsplit(response.url).path: response.request.resource_type for response in loaded}
    weights = sizes(town, {path for path in kinds if not READY.search(path)})
    told = "\n".join(f"{weight:7} {kinds[path]:10} {path}" for path, weight in sorted(weights.items()))
    small = sum(weight for path, weight in weights.items() if kinds[path] in {"document", "stylesheet"})
    assert sum(kind in {"document", "stylesheet"} for kind in kinds.values()) == 2, told
    assert all(any(f"/{name}-" in path for path in kinds) for name in ("worker", "sealing")), told
    assert small <= PAGE_AND_STYLE, f"{small} bytes\n{told}"
    assert sum(weights.values()) <= ALL, f"{sum(weights.values())} bytes\n{told}"
