"""What a proof of work costs, and when it costs more. Time is given, so nothing waits."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.intake.load import CALM, HALF_LIFE, MOST_PIECES, PIECE, Load, price

LEAST, MOST = 200, 6400
INTEGRITY, SAFETY = uuid4(), uuid4()


def test_the_load_is_what_came_lately() -> None:
    """What came a half-life ago counts half; what comes at once counts whole."""
    load = Load()
    assert [load.add(INTEGRITY, 100.0) for _each in range(4)] == [0, 1, 2, 3]
    assert load.add(INTEGRITY, 100.0 + HALF_LIFE) == pytest.approx(2)
    assert load.add(INTEGRITY, 100.0 + 50 * HALF_LIFE) == pytest.approx(0)


def test_a_flood_at_one_channel_costs_another_nothing() -> None:
    """Each channel has a load of its own."""
    load = Load()
    for _each in range(10_000):
        load.add(INTEGRITY, 0.0)
    assert load.add(SAFETY, 0.0) == 0


def test_in_calm_everybody_pays_the_least_and_in_a_flood_the_most() -> None:
    """The price begins to rise where calm ends, and ends somewhere."""
    assert price(0, 0, LEAST, MOST) == price(CALM, 0, LEAST, MOST) == LEAST
    assert price(2 * CALM, 0, LEAST, MOST) == 2 * LEAST
    assert price(10_000, 0, LEAST, MOST) == MOST


def test_a_larger_upload_costs_more_within_bounds() -> None:
    """A report's price for each piece begun; under a flood no more than so many."""
    assert price(0, 1, LEAST, MOST) == LEAST
    assert price(0, PIECE, LEAST, MOST) == 2 * LEAST
    assert price(0, 2 * 1024**3, LEAST, MOST) == 33 * LEAST
    assert price(10_000, 2 * 1024**3, LEAST, MOST) == MOST_PIECES * MOST


@given(
    st.floats(0, 1e9), st.floats(0, 1e9), st.integers(0, 3 * 1024**3), st.integers(0, 3 * 1024**3), st.integers(1, 999)
)
def test_the_price_never_falls_when_load_or_size_grow(
    one: float, other: float, few: int, many: int, least: int
) -> None:
    """And it is always at least what calm costs."""
    low, high = sorted((one, other))
    small, large = sorted((few, many))
    prices = [price(at, size, least, 20 * least) for at, size in ((low, small), (high, small), (high, large))]
    assert prices == sorted(prices)
    assert prices[0] >= least
