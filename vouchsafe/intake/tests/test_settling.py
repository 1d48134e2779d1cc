"""Whoever is told that something had arrived before is told so after a commit of its own (`common/settling.py`)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import settling
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.paying import put
from vouchsafe.intake.tests.unscripted import MAILBOX, check, come_back, page_of, press, report

UNPAID = {"Accept": "application/json"}
"""Headers without a proof of work."""


@contextmanager
def settled(times: int) -> Iterator[None]:
    """What is asked in the `with` block commits so many notes, and waits for each."""
    with CaptureQueriesContext(connection) as caught:
        yield
    assert sum("pg_logical_emit_message" in each["sql"] for each in caught.captured_queries) == times


def test_a_report_that_is_sent_again_is_settled(house: House, report_client: Client) -> None:
    """By a program; what is stored now is committed by that, and needs no note.

    Nobody pays for a retry, so a flood of them waits for no disk: of the same leader it is safe for good.
    """
    sent = cast.seal(house)
    assert put(report_client, sent).status_code == 201
    for times in (1, 0, 0):
        with settled(times):
            assert put(report_client, sent, headers=UNPAID).status_code == 201


def test_another_leader_settles_anew(monkeypatch: pytest.MonkeyPatch, house: House, report_client: Client) -> None:
    """What the former one had sent elsewhere says nothing of what this one has."""
    sent = cast.seal(house)
    put(report_client, sent)
    for times, started in ((1, "2026-11-01"), (0, "2026-11-01"), (1, "2026-11-02")):
        monkeypatch.setattr(settling, "_LEADER", f"SELECT '{started}'::timestamptz")
        with settled(times):
            put(report_client, sent, headers=UNPAID)


def test_a_report_that_is_sent_again_without_script_is_settled(asking: House, report_client: Client) -> None:
    """The receipt is shown only then."""
    page = check(report_client, TYPED)
    for times in (0, 1, 0):
        with settled(times):
            assert page_of(press(report_client, page, "send")).texts["receipt"]


def test_a_message_that_is_sent_again_without_script_is_settled(asking: House, report_client: Client) -> None:
    """Before it says that nothing was sent a second time."""
    page = come_back(report_client, report(report_client, TYPED))
    for times in (0, 1):
        with settled(times):
            press(report_client, page, "write", {"text": "Once."}, address=MAILBOX)


def test_a_receipt_that_is_changed_again_without_script_is_settled(asking: House, report_client: Client) -> None:
    """Whoever throws the old one away must be able to rely on it."""
    page = page_of(
        press(report_client, come_back(report_client, report(report_client, TYPED)), "rotate", address=MAILBOX)
    )
    for times in (0, 1):
        with settled(times):
            assert press(report_client, page, "count", {"kept": "yes"}, address=MAILBOX).status_code == 200
