"""Without script the same words: a sentence for every code, equal to what the page with script says."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from vouchsafe.intake.unscripted.words import finding_text, reason_text, receipt_text, removed_text, vault_text
from vouchsafe.vault import thread, thread_items
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.thread import FindingCode

SOURCES = Path(__file__).parents[3] / "web" / "src"
SEALING_ONLY = {"vault/error", "vault/refused"}
REMOVED = (
    "place time author camera software description thumbnail history ids printer paths appended other"  # metadata/index
)


def said(file: str) -> str:
    """The source of the page with script."""
    return (SOURCES / file).read_text("utf-8")


def kinds_of_error(root: type[VaultError] = VaultError) -> Iterator[type[VaultError]]:
    """Every class of error of the vault."""
    yield root
    for one in root.__subclasses__():
        yield from kinds_of_error(one)


def reasons() -> set[str]:
    """Every reason for which the vault leaves an item unread: errors of opening, and what it says of an item itself."""
    errors = {one.code for one in kinds_of_error() if one.code.startswith("vault/")}
    sources = inspect.getsource(thread_items) + inspect.getsource(thread)
    return (errors - SEALING_ONLY) | set(re.findall(r'"((?:key|author|report|item)/[a-z-]+)"', sources))


@pytest.mark.parametrize("code", FindingCode)
def test_every_finding_has_the_sentence_of_the_page_with_script(code: FindingCode) -> None:
    """In words of its own, not by its code."""
    assert f"({code})" not in finding_text(code.value)
    assert finding_text(code.value) in said("intake/findings.ts")


def test_every_reason_has_the_sentence_of_the_page_with_script() -> None:
    """All that the vault can give; what another release gives is shown by its code."""
    assert {"key/apart", "key/missing", "author/not-allowed", "item/duplicate", "vault/tampered"} <= reasons()
    for code in reasons():
        assert f"({code})" not in reason_text(code)
        assert reason_text(code) in said("intake/findings.ts")
    assert "of/tomorrow" in reason_text("of/tomorrow")


@pytest.mark.parametrize(
    "sentence",
    [
        *(receipt_text(f"receipt/{fault}") for fault in ("length", "symbol", "mendable", "wrong")),
        *(vault_text(code) for code in ("vault/refused", "vault/tampered", "directory/broken-chain")),
        *(vault_text(code) for code in ("thread/no-key", "thread/receipt-replaced")),
    ],
)
def test_what_was_refused_is_said_as_there(sentence: str) -> None:
    """A wrong receipt, keys that cannot be believed, a receipt that has a successor."""
    assert sentence in said("intake/sentences.ts")


def test_what_was_removed_from_a_file_is_named_as_there() -> None:
    """Each code by its name, one of another release as it is, nothing where nothing was removed."""
    for code in REMOVED.split():
        name = removed_text([code]).removeprefix("Removed before sealing: ")
        assert f'{code}: () => t("{name}")' in said("common/metadata.ts")
    assert removed_text(["place", "aura"]) == "Removed before sealing: Place where it was taken and aura"
    assert removed_text([]) == ""


def test_the_handling_is_told_as_there() -> None:
    """Every text of the page without script about state and clock stands in the page with it."""
    from vouchsafe.intake.unscripted import handling

    texts = re.findall(r'_\("([^"]+)"\)', inspect.getsource(handling))
    assert len(texts) == 18
    for text in texts:
        assert f't("{text}"' in said("intake/handling.ts")
