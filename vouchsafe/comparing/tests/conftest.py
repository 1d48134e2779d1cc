"""The cast of people, as fixtures."""

from vouchsafe.people.tests.conftest import meridian

__all__ = ["meridian"]
