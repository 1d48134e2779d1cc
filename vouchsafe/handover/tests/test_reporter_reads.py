"""What the reporter reads of a hand-over without script and in a terminal; in a browser: e2e/test_handover.py."""

import io
import sys

import pytest
from django.test import Client

from vouchsafe.cases.tests.cast import STORY, House
from vouchsafe.handover import services
from vouchsafe.handover.tests.stage import WHY, door, stage
from vouchsafe.intake.terminal.thread import thread
from vouchsafe.intake.tests.unscripted import MAILBOX, opened


def test_without_script_before_and_after(house: House, other_house: House) -> None:
    """To whom, what, why and the note; that somebody agreed; after the release, the new receipt and its address."""
    scene = stage(house, other_house)
    client = Client(headers={"host": "report.localhost:8000"})
    proposal = scene.proposed(house.hana, 0)
    before = opened(client, scene.sent.receipt.text).texts["thread"]
    for told in ("Harbour Agency", WHY, "Ask for the ledger of hall four.", "Your report with your answers"):
        assert told in before
    assert "propose to hand your report over" in before

    scene.verdict(house.omar, proposal, "agreed")
    new, given = scene.releasing(house.hana, proposal)
    scene.release(house.hana, proposal, given)
    services.send_waiting(door())
    after = opened(client, scene.sent.receipt.text).texts["thread"]
    for told in ("A second handler agreed", "I read it.", new.receipt.text, "/en/harbour/return/"):
        assert told in after
    there = opened(client, new.receipt.text, MAILBOX.replace("meridian", "harbour")).texts["thread"]
    for told in ("Meridian Institute", STORY, "Also on Mondays.", "Ask for the ledger of hall four."):
        assert told in there


def test_in_a_terminal(
    house: House, other_house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`vouchsafe thread` shows a proposal with all that it says."""
    scene = stage(house, other_house)
    scene.proposed(house.hana)
    monkeypatch.setattr("vouchsafe.intake.terminal.thread.open_client", lambda _tor: door())
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{scene.sent.receipt.text}\n"))
    thread("http://report.localhost:8000/en/meridian/return/")
    shown = capsys.readouterr().out
    for told in ("Harbour Agency, Integrity", WHY, "What goes", "Your report with your answers", "before"):
        assert told in shown


def test_in_a_terminal_what_was_handed_over(
    house: House, other_house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the new receipt `vouchsafe thread` shows what went, as the other organisation reads it."""
    scene = stage(house, other_house)
    proposal = scene.proposed(house.hana, 0)
    scene.verdict(house.omar, proposal, "agreed")
    new, given = scene.releasing(house.hana, proposal)
    scene.release(house.hana, proposal, given)
    services.send_waiting(door())
    monkeypatch.setattr("vouchsafe.intake.terminal.thread.open_client", lambda _tor: door())
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{new.receipt.text}\n"))
    thread("http://report.localhost:8000/en/harbour/return/")
    shown = capsys.readouterr().out
    for told in ("Meridian Institute", STORY, "Also on Mondays."):
        assert told in shown
