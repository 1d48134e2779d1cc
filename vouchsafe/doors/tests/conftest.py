"""The cast of people, as fixtures; no host is remembered from one test to the next."""

from vouchsafe.looks.tests.conftest import _hosts_forgotten, aurora, meridian

__all__ = ["_hosts_forgotten", "aurora", "meridian"]
