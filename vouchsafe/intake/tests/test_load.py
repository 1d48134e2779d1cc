"""What a proof of work costs, and when it costs more. Time is given, so nothing waits."""

from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.intake.load import CALM, HALF_LIFE, MOST_PIECES, PIECE, SCARCE, Load, pieces_of, price


class Limits(NamedTuple):
    work: int
    most_work: int


LEAST, MOST = 200, 6400
LIMITS = Limits(work=LEAST, most_work=MOST)
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
    assert price(0, 0, 1, LIMITS) == price(CALM, 0, 1, LIMITS) == LEAST
    assert price(2 * CALM, 0, 1, LIMITS) == 2 * LEAST
    assert price(10_000, 0, 1, LIMITS) == MOST


def test_what_is_left_of_a_day_grows_dearer() -> None:
    """Nothing changes until half of it is used; the last of it costs many times as much, flood or not."""
    assert price(0, 0.5, 1, LIMITS) == LEAST
    assert price(0, 0.75, 1, LIMITS) == 4 * LEAST
    assert price(0, 1, 1, LIMITS) == SCARCE * LEAST
    assert price(10_000, 1, 1, LIMITS) == SCARCE * MOST


def test_a_larger_upload_costs_more_within_bounds() -> None:
    """A report's price for each piece begun; under a flood no more than so many."""
    assert [pieces_of(length) for length in (1, PIECE - 1, PIECE, 2 * 1024**3)] == [1, 1, 2, 33]
    assert price(0, 0, 33, LIMITS) == 33 * LEAST
    assert price(10_000, 0, 33, LIMITS) == MOST_PIECES * MOST


@given(
    st.tuples(st.floats(0, 1e9), st.floats(0, 1), st.integers(1, 40)),
    st.tuples(st.floats(0, 1e9), st.floats(0, 1), st.integers(1, 40)),
    st.integers(1, 999),
)
def test_the_price_never_falls_when_anything_grows(
    one: tuple[float, float, int], other: tuple[float, float, int], least: int
) -> None:
    """Load, use of the day and size: each makes it dearer or leaves it; never is it under the least."""
    limits = Limits(work=least, most_work=20 * least)
    low, high = (tuple(each(pair) for pair in zip(one, other, strict=True)) for each in (min, max))
    steps = [low, (high[0], *low[1:]), (*high[:2], low[2]), high]
    prices = [price(load, full, int(pieces), limits) for load, full, pieces in steps]
    assert prices == sorted(prices)
    assert prices[0] >= least
