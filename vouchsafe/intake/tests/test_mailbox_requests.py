"""The reporter reads why what they keep apart is to be opened, before (Directive (EU) 2019/1937, article 16(3))."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.tests.opening import (
    FACTS,
    LAW,
    NECESSITY,
    Asked,
    ask,
    asked_by,
    say,
    sealed_request,
    send_apart,
)
from vouchsafe.common import clock
from vouchsafe.intake.terminal.thread import thread
from vouchsafe.intake.tests.test_mailbox import read
from vouchsafe.intake.tests.test_rotation import rotate
from vouchsafe.intake.tests.test_terminal_refusals import BACK, Between, Meddle, between, honest
from vouchsafe.intake.tests.test_terminal_rotation import type_in
from vouchsafe.intake.tests.unscripted import opened
from vouchsafe.vault.thread import Opened

__all__ = ["between", "type_in"]
WEEK = timedelta(days=7)


@pytest.fixture
def sent(house: House) -> cast.Sent:
    """Rana's report, in which she says who she is."""
    return send_apart(house)


@pytest.fixture
def asked(house: House, sent: cast.Sent) -> Asked:
    """Hana asks who she is, and Omar refuses."""
    made = asked_by(house, sent, house.hana, asks="identity", not_before=clock.today() + WEEK)
    say(house.omar, made, "refused")
    return made


@pytest.mark.usefixtures("asked")
def test_the_receipt_opens_the_request_and_what_was_said_to_it(sent: cast.Sent, report_client: Client) -> None:
    """Reasons, first day and refusal are verified as by the cards of those who wrote them; nothing does not fit."""
    found = read(report_client, sent)
    bodies = {entry.kind: entry.body for entry in found.entries if isinstance(entry, Opened)}

    assert found.findings == ()
    assert {bodies["request"][each] for each in ("facts", "law", "necessity")} == {FACTS, LAW, NECESSITY}
    assert bodies["request"]["not_before"] == (clock.today() + WEEK).isoformat()
    assert bodies["decision"]["verdict"] == "refused"


@pytest.mark.usefixtures("asked")
def test_without_script_the_page_says_why(sent: cast.Sent) -> None:
    """Reasons, first day and the refusal stand in the conversation."""
    client = Client(headers={"host": "report.localhost:8000"})
    shown = opened(client, sent.receipt.text).texts["thread"]
    for told in (FACTS, LAW, NECESSITY, "asks to open who you are", "A second person refused", "storekeeper"):
        assert told in shown


@pytest.mark.usefixtures("asked")
def test_in_a_terminal(
    sent: cast.Sent,
    between: Callable[[Meddle], Between],
    type_in: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`vouchsafe thread` shows it too."""
    between(honest)
    monkeypatch.setenv("COLUMNS", "200")
    type_in(sent.receipt.text)
    thread(BACK)
    shown = capsys.readouterr().out
    for told in (FACTS, LAW, NECESSITY, (clock.today() + WEEK).isoformat(), "A second person refused"):
        assert told in shown


def test_a_new_receipt_reads_requests_from_before_and_after(
    house: House, sent: cast.Sent, report_client: Client
) -> None:
    """The request key goes along to the new receipt, and a later request is sealed to the new one."""
    before = asked_by(house, sent, house.hana, asks="identity", not_before=clock.today() + WEEK)
    new = rotate(report_client, sent)
    known = Case.objects.get().id
    later = sealed_request(house, new, house.hana, asks="subject", case=known, successions=1)
    assert ask(house.hana.member, later).status_code == 201

    found = read(report_client, new)
    asked = [entry.id for entry in found.entries if isinstance(entry, Opened) and entry.kind == "request"]
    assert sorted(asked) == sorted([before.id, later.id])
    assert found.findings == ()
