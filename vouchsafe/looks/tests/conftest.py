"""The cast of people, as fixtures; and no host is remembered from one test to the next."""

from collections.abc import Iterator

import pytest

from vouchsafe.people.tests.conftest import aurora, meridian

__all__ = ["aurora", "meridian"]


@pytest.fixture(autouse=True)
def _hosts_forgotten() -> Iterator[None]:
    from vouchsafe.looks import hosts

    hosts.forget()
    yield
    hosts.forget()
