"""What is known of organisations' own hosts while no database answers."""

from uuid import uuid4

import psycopg
import pytest
from django.core.cache import caches
from django.db import OperationalError

from vouchsafe.looks import hosts
from vouchsafe.looks.hosts import OwnHost

OWN = OwnHost("speak.meridian.example", "report", uuid4(), "meridian")


def test_an_outage_is_met_once_in_a_while_and_not_by_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was known last is known again, to the event loop too, and the database is left alone meanwhile."""
    asked = 0

    def read() -> list[OwnHost]:
        nonlocal asked
        asked += 1
        if asked == 1:
            return [OWN]
        raise OperationalError from psycopg.OperationalError("connection refused")

    monkeypatch.setattr(hosts, "_read", read)
    assert hosts.own_host(OWN.name) == OWN
    hosts.forget()  # as when its time is over
    assert [hosts.own_host(name) for name in (OWN.name, OWN.name, "nobody.example")] == [OWN, OWN, None]
    assert hosts.known_host(OWN.name) == OWN
    assert asked == 2
    caches["process"].clear()
