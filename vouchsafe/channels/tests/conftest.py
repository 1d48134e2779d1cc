"""The cast, as fixtures. It is imported late: pytest reads this file before Django is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vouchsafe.people.tests.cast import Institute


@pytest.fixture
def meridian(db: None) -> "Institute":
    """Meridian Institute, without keys."""
    from vouchsafe.people.tests import cast

    return cast.meridian()


@pytest.fixture
def aurora(db: None) -> "Institute":
    """Aurora, without keys."""
    from vouchsafe.people.tests import cast

    return cast.aurora()
