"""What fails of many things keeps no other from its turn, and is told."""

import pytest

from vouchsafe.common.sweeps import for_each


def _half(number: int) -> int:
    if number % 2:
        raise ValueError(number)
    return number // 2


def test_everything_has_its_turn() -> None:
    """The sum of what was done."""
    assert for_each(_half, [2, 4]) == 3


def test_a_single_failure_is_raised_as_it_is() -> None:
    """Once the others were done."""
    left = [4, 3, 2]
    with pytest.raises(ValueError, match="3"):
        for_each(lambda _each: _half(left.pop()), range(3))
    assert left == []


def test_every_failure_of_a_night_is_told() -> None:
    """The second one no less than the first."""
    with pytest.raises(ExceptionGroup) as failed:
        for_each(_half, [1, 2, 3, 5])
    assert [each.args for each in failed.value.exceptions] == [(1,), (3,), (5,)]
