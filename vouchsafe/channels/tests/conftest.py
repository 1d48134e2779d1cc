"""The cast of people, as fixtures."""

from vouchsafe.people.tests.conftest import aurora, meridian

__all__ = ["aurora", "meridian"]
