"""The cast of `cases`, as fixtures. It is imported late: pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.intake.tests.changing import Moving


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, which hands over."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def other_house(db: None) -> "House":
    """The Harbour Agency, which may be handed to."""
    from vouchsafe.cases.tests import cast

    return cast.elsewhere()


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves."""
    from vouchsafe.intake.tests.changing import Moving

    return Moving(monkeypatch)
