"""Fixtures of the cast. Models are imported late: pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.cases.tests.moving import Moving


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def other_house(db: None) -> "House":
    """The Harbour Agency, set up."""
    from vouchsafe.cases.tests import cast

    return cast.elsewhere()


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves."""
    from vouchsafe.cases.tests.moving import Moving

    return Moving(monkeypatch)
