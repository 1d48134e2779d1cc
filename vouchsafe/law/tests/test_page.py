"""The page on law says what the packs say."""

import re
from pathlib import Path

import pytest

from vouchsafe.law.packs import PACKS, pack

PAGE = (Path(__file__).parents[3] / "docs" / "law.md").read_text()


def part(name: str) -> str:
    """What the page says of one pack."""
    found = re.search(rf"(?ms)^### `{name}`: (.*?)(?=^### |\Z)", PAGE)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("name", PACKS)
def test_the_page_tells_each_clock_and_each_doubt(name: str) -> None:
    """Statute, every article, every office with its address, every sentence on what was not verified."""
    said, told = part(name), pack(name)
    rules = [rule for rule in told.rules.values() if rule.article != "Vouchsafe"]
    offices = (*told.authorities, *told.advice)

    assert told.statute in said
    assert said.count("| **no** |") == sum(not rule.verified for rule in rules)
    assert [rule.article for rule in rules if f"| {rule.article} |" not in said] == []
    assert [one.address for one in offices if f"{one.name['en']} <{one.address}>" not in said] == []
    assert [sentence for sentence in told.unverified if f"- {sentence}\n" not in said] == []
