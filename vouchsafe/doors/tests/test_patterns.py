"""No text makes a regular expression of server or client work without end."""

from typing import Final

import pytest

from vouchsafe.doors.tests.patterns import UNBOUNDED, Measure, Pattern, Unread, measure, of_client, of_server

OPERATORS: Final = "the operator's own configuration and logs, read by the operator's command"
OWN_FILE: Final = "the reporter's own file, in the reporter's own browser, before it is sealed"
OWN_NAMES: Final = "names and addresses that our own script makes"
GROWS: Final = {
    "vouchsafe/cases/wire.py": "64 letters at most are looked at",
    "vouchsafe/config/onion.py": OPERATORS,
    "vouchsafe/operating/proxies/caddy.py": OPERATORS,
    "vouchsafe/operating/proxies/checking.py": OPERATORS,
    "vouchsafe/operating/proxies/haproxy.py": OPERATORS,
    "vouchsafe/operating/proxies/log.py": OPERATORS,
    "web/src/intake/fields.ts": OWN_NAMES,
    "web/src/metadata/ooxml.ts": OWN_FILE,
    "web/src/metadata/pdfObjects.ts": OWN_FILE,
    "web/src/metadata/xml.ts": OWN_FILE,
    "web/src/worker/door.ts": OWN_NAMES,
}
"""Where work grows with a power of the text's length, and why no stranger's text is long there.

Of `wire.py` and `log.py` only a measure with far more steps than a test may take finds it.
"""
PUT_TOGETHER: Final = {
    "vouchsafe/channels/starters.py": "names of ours, escaped, one or another",
    "vouchsafe/common/storage/folder.py": "an ending of ours, escaped",
    "vouchsafe/intake/unscripted/reading.py": "a field's name, escaped; its parts are divided by dots that are in none",
    "vouchsafe/looks/services/hosts.py": "labels divided by dots that are in none, at most 63 letters each",
    "vouchsafe/tlog/leaves.py": "the two constants of the same file, bounded",
    "vouchsafe/vault/age/header.py": "letters counted one by one, each part divided from the next by what is in none",
    "vouchsafe/vault/bodies.py": "the schemas' own, which are measured as they stand there",
}
"""Expressions that are put together while the program runs: somebody looked at each."""


def test_what_no_measure_shows_is_looked_at() -> None:
    """A new one that is put together fails here until somebody did."""
    _found, unread = of_server()
    assert {each.file for each in unread} == set(PUT_TOGETHER)
    assert all(isinstance(each, Unread) for each in unread)


def test_no_text_makes_an_expression_work_without_end() -> None:
    """Work grows with the text's length, or with a power of it where no stranger's text is long; nowhere beyond."""
    patterns = [*of_server()[0], *of_client()]
    assert len(patterns) > 250
    assert {each.file.partition("/")[0] for each in patterns} == {"vouchsafe", "web"}
    measured = list(zip(patterns, measure(patterns), strict=True))
    endless = [(each, said) for each, said in measured if said.status != "safe" and "polynomial" not in said.complexity]
    assert endless == []
    assert (
        {each.file for each, said in measured if said.status != "safe"}
        <= set(GROWS)
        <= {each.file for each in patterns}
    )


@pytest.mark.parametrize(
    ("pattern", "grows"),
    [
        ("^(a+)+$", "exponential"),
        ("^(<!--[^]*?-->|x)*y", "exponential"),
        ("a+$", "polynomial"),
        ("^a{1,9}$", "bounded"),
    ],
)
def test_the_measure_finds_what_is_slow(pattern: str, grows: str) -> None:
    """The check itself."""
    (found,) = measure([Pattern("here", pattern, "")])
    assert grows in found.complexity
    assert (found.status == "safe") == (grows == "bounded") == (UNBOUNDED.search(pattern) is None)
    assert isinstance(found, Measure)
