"""A day that a test moves."""

from datetime import date, timedelta

import pytest

from vouchsafe.common import clock


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
