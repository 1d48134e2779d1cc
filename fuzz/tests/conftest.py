"""The house to which spoilt reports are sent; imported late, since pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()
