"""What a test changes around it: the day, and how much a day has room for."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from vouchsafe.common import clock

Limit = Callable[..., None]
"""Sets limits of the configuration, by their names."""


class Moving:
    """A clock that the test moves."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.day = clock.today()

    def forward(self, days: int) -> date:
        """So many days later."""
        self.day += timedelta(days=days)
        self._patch.setattr(clock, "today", lambda: self.day)
        return self.day
