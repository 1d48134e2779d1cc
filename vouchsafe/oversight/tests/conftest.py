"""The cast of `cases`, as fixtures. It is imported late: pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.people.tests.cast import Institute


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def institute(transactional_db: None) -> "Institute":
    """Meridian Institute, 12 entries in its record."""
    from vouchsafe.oversight.tests.acts import act
    from vouchsafe.people.tests import cast

    meridian = cast.meridian()
    act(meridian.organisation.id, 12)
    return meridian
