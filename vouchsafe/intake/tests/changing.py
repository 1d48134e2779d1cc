"""What a test changes around it: the day, and how much a day has room for."""

from collections.abc import Callable

from vouchsafe.cases.tests.moving import Moving

__all__ = ["Limit", "Moving"]

Limit = Callable[..., None]
"""Sets limits of the configuration, by their names."""
