"""The kept corpus, replayed: seeds, and every input with which a fuzzer once broke a property."""

from pathlib import Path

import pytest
from pytest_django import Settings

from fuzz.targets import NAMES, target_of

CORPUS = Path(__file__).parents[1] / "corpus"
KEPT = sorted(CORPUS.glob("*/*"))


def test_every_target_has_seeds() -> None:
    """A target without a corpus would be replayed by nothing."""
    assert {path.parent.name for path in KEPT if path.name.startswith("seed-")} == set(NAMES)


@pytest.mark.parametrize("path", KEPT, ids=[f"{path.parent.name}/{path.name}" for path in KEPT])
def test_the_kept_corpus_breaks_no_property(path: Path, settings: Settings) -> None:
    """What strangers sent, or fuzzers thought of, is refused with a reason or taken whole."""
    target_of(path.parent.name)(path.read_bytes())
