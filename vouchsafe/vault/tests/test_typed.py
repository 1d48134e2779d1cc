"""A recovery sheet as people type it: forgiving in form, exact about the place of a mistake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.vault.bech32 import ALPHABET
from vouchsafe.vault.errors import Malformed
from vouchsafe.vault.make_vectors.cast import person
from vouchsafe.vault.typed import SYMBOLS, parse_typed_identity

IDENTITY = person("Rosa").keys.identity
TEXT = IDENTITY.to_string()
SYMBOLS_OF_IT = TEXT.removeprefix("AGE-SECRET-KEY-PQ-1")
GROUPS = " ".join(SYMBOLS_OF_IT[place : place + 4] for place in range(0, SYMBOLS, 4))


@pytest.mark.parametrize(
    "typed",
    [
        TEXT,
        TEXT.lower(),
        f"  {TEXT}\r\n",
        f"AGE-SECRET-KEY-PQ-1 {GROUPS}",
        f"age-secret-key-pq-1\n{GROUPS.lower()}",
        f"AGE SECRET KEY PQ 1 {GROUPS}",
        GROUPS,
        GROUPS.replace(" ", "\n"),
        GROUPS.replace(" ", "-"),
        GROUPS.replace(" ", "\u2013"),
        GROUPS.replace(" ", "\u00a0"),
        GROUPS[:30].lower() + GROUPS[30:],
    ],
)
def test_form_does_not_matter(typed: str) -> None:
    """Spaces, line breaks, dashes, small letters, mixed letters, and the beginning left out."""
    assert parse_typed_identity(typed).seed == IDENTITY.seed


@given(place=st.integers(0, SYMBOLS - 1), other=st.sampled_from(ALPHABET.upper()))
def test_one_wrong_letter_is_found_and_never_mended(place: int, other: str) -> None:
    """Wherever it stands, and whatever was typed instead: its group and its place in it are told."""
    typed = SYMBOLS_OF_IT[:place] + other + SYMBOLS_OF_IT[place + 1 :]
    if typed == SYMBOLS_OF_IT:
        return
    with pytest.raises(
        Malformed, match=rf"^Character {place % 4 + 1} of group {place // 4 + 1} is probably wrong"
    ) as refused:
        parse_typed_identity(typed)
    assert refused.value.code == "typed/mistyped"


@pytest.mark.parametrize(("typed", "shown"), [("O", "0"), ("o", "0"), ("I", "L"), ("1", "L"), ("B", "8")])
def test_a_look_alike_is_named_with_what_the_sheet_shows(typed: str, shown: str) -> None:
    """No key holds these, so that they can be told from what was meant."""
    with pytest.raises(Malformed, match=rf"^Character 2 of group 2 is {typed.upper()}.*shows {shown}\.$") as refused:
        parse_typed_identity(f"{SYMBOLS_OF_IT[:5]}{typed}{SYMBOLS_OF_IT[6:]}")
    assert refused.value.code == "typed/character"


@pytest.mark.parametrize("typed", ["", SYMBOLS_OF_IT[:-1], SYMBOLS_OF_IT + "Q"])
def test_too_few_and_too_many_are_counted(typed: str) -> None:
    """A person counts groups; the number helps."""
    with pytest.raises(Malformed, match=f"{SYMBOLS} letters and digits .* this has {len(typed)}"):
        parse_typed_identity(typed)


def test_several_wrong_letters_are_not_guessed_at() -> None:
    """Then each group is to be compared."""
    typed = SYMBOLS_OF_IT[:3][::-1] + SYMBOLS_OF_IT[3:-3] + SYMBOLS_OF_IT[-3:][::-1]
    with pytest.raises(Malformed, match="More than one"):
        parse_typed_identity(typed)


def test_no_message_tells_what_was_typed() -> None:
    """But for one character that no key holds."""
    with pytest.raises(Malformed) as refused:
        parse_typed_identity(SYMBOLS_OF_IT[:-1] + ("Q" if SYMBOLS_OF_IT[-1] != "Q" else "P"))
    assert not any(group in refused.value.message for group in GROUPS.split())
