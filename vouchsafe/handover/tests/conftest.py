"""The cast of `cases`, as fixtures. It is imported late: pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

from vouchsafe.cases.tests.conftest import house, other_house  # noqa: F401 - fixtures, found by their names

if TYPE_CHECKING:
    from vouchsafe.intake.tests.changing import Moving


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves."""
    from vouchsafe.intake.tests.changing import Moving

    return Moving(monkeypatch)
