"""Asking for another look at an outcome: offered once there is one, once, and sealed like a message."""

from datetime import timedelta

import pytest
from django.test import Client

from vouchsafe.cases.models import Case, Item, State
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.everything import TYPED
from vouchsafe.intake.tests.test_mailbox import visit
from vouchsafe.intake.tests.test_mailbox_handling import shown
from vouchsafe.intake.tests.unscripted import MAILBOX, come_back, page_of, press, report
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened


def offers(page: Page) -> bool:
    """Whether the page offers it."""
    return "contest" in [one.attributes.get("value") for one in page.form("write").controls]


def test_without_script_it_is_asked_for_like_a_message(asking: House, report_client: Client) -> None:
    """Not before the case is concluded; then nothing is erased, and a handler reads why."""
    receipt = report(report_client, TYPED)
    assert not offers(come_back(report_client, receipt))
    Case.objects.update(state=State.CONCLUDED, outcome="unsupported", erase_due=clock.today() + timedelta(days=30))
    page = come_back(report_client, receipt)
    assert offers(page)
    assert "It is erased on" in page.texts["erased"]

    typed = {"text": "Ask the night watch.", "purpose": "contest"}
    after = page_of(press(report_client, page, "write", typed, address=MAILBOX))

    assert "You asked for another look" in after.texts["state"]
    assert not offers(after)
    case = Case.objects.get()
    assert (case.contested_on, case.erase_due) == (clock.today(), None)
    read = cast.read(asking, asking.hana, Receipt.parse(receipt).case_id)
    asked = [one for one in read.entries if isinstance(one, Opened) and one.kind == "contest"]
    assert [(one.author, one.body["text"]) for one in asked] == [("reporter", "Ask the night watch.")]


@pytest.mark.parametrize(("held", "told"), [(29, [30]), (30, [30]), (31, [])])
def test_nobody_is_told_a_day_of_erasure_that_is_not_kept(
    asking: House, report_client: Client, held: int, told: list[int]
) -> None:
    """A legal hold that lasts longer keeps the case: neither page names the day then, and neither says why."""
    receipt, today = report(report_client, TYPED), clock.today()
    due, held_until = today + timedelta(days=30), today + timedelta(days=held)
    Case.objects.update(state=State.CONCLUDED, outcome="unsupported", erase_due=due, held_until=held_until)

    page = come_back(report_client, receipt)
    answer = visit(report_client, to_base64(Receipt.parse(receipt).lookup_token)).json()

    assert ("It is erased on" in page.texts.get("erased", "")) == bool(told)
    assert answer["erase_on"] == next(((today + timedelta(days=day)).isoformat() for day in told), None)


def test_a_page_that_is_sent_too_early_stores_nothing(asking: House, report_client: Client) -> None:
    """Whoever presses for what was not offered is told so."""
    receipt = report(report_client, TYPED)
    page = come_back(report_client, receipt)
    typed = {"text": "Look again.", "purpose": "contest"}
    after = press(report_client, page, "write", typed, address=MAILBOX)
    assert after.status_code == 409
    assert "Another look can be asked for once" in after.content.decode()
    assert not Item.objects.filter(kind="contest").exists()


def test_the_mailbox_says_whether_it_can_be_asked_for(house: House, report_client: Client) -> None:
    """And when it was, and when everything is erased."""
    sent = cast.send(house)
    assert shown(report_client, sent)["contest"] == {"possible": False, "asked_on": None, "upheld_on": None}
    due = clock.today() + timedelta(days=30)
    Case.objects.update(state=State.CONCLUDED, erase_due=due)
    told = shown(report_client, sent)
    assert told["contest"] == {"possible": True, "asked_on": None, "upheld_on": None}
    assert told["erase_on"] == due.isoformat()
    Case.objects.update(contested_on=clock.today(), erase_due=None)
    told = shown(report_client, sent)
    assert told["contest"] == {"possible": False, "asked_on": clock.today().isoformat(), "upheld_on": None}
