"""When a day's room for reports without script is used up: other ways in, nothing typed in vain, nobody locked out."""

from pathlib import Path

import pytest
from django.test import Client

from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake import quotas
from vouchsafe.intake.models import Kind, Use
from vouchsafe.intake.tests.changing import Limit
from vouchsafe.intake.tests.everything import BODY, TYPED
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.test_unscripted_handling import OMBUDSMAN
from vouchsafe.intake.tests.unscripted import FORM, MAILBOX, check, come_back, page_of, press, report
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.receipt import Receipt

FULL = "This channel has taken as many reports without script as it takes in a day."


def test_a_full_day_is_said_before_anybody_types_and_names_other_ways_in(
    asking: House, report_client: Client, limit: Limit
) -> None:
    """The form with script, Tor Browser, the terminal, whom else to turn to, the way back; and when it opens again."""
    publish_definition(asking.administrator, asking.channel, {**BODY, "authorities": [OMBUDSMAN]})
    first = page_of(report_client.get(FORM))
    limit(reports_without_script=0)

    answer = press(report_client, first, "begin")

    page, html = page_of(answer, 429), answer.content.decode()
    assert page.forms == []
    for told in (FULL, "tomorrow, at 00:00 UTC", "Tor Browser", "on another device", "vouchsafe report", "+49 30 000"):
        assert told in page.texts["full"]
    for way in (FORM.removesuffix("unscripted/"), MAILBOX):
        assert f'href="{way}"' in html


def test_the_first_page_is_the_same_when_the_day_is_full(asking: House, report_client: Client, limit: Limit) -> None:
    """A page is a pure function of release, language and channel: it tells nobody how many reported today."""
    before = report_client.get(FORM)
    limit(reports_without_script=0)
    after = report_client.get(FORM)
    assert (before.content, dict(before.headers)) == (after.content, dict(after.headers))


def test_a_day_that_fills_up_meanwhile_loses_nothing_that_was_typed(
    asking: House, report_client: Client, data_dir: Path, limit: Limit
) -> None:
    """The check page says so with every answer, stores nothing, and can be sent once there is room."""
    limit(reports_without_script=1)
    late = check(report_client, TYPED)
    report(report_client, TYPED)
    before = snapshot(data_dir)

    refused = page_of(press(report_client, late, "send", files={"file.papers": [("a.txt", b"a")]}), 429)

    assert refused.summary[0][0] == "send"
    assert refused.summary[0][1].startswith(FULL)
    assert refused.form("send").data()["answer.what"] == [TYPED["answer.what"]]
    assert snapshot(data_dir) == before
    limit(reports_without_script=2)
    assert page_of(press(report_client, refused, "send")).texts["receipt"]


def test_a_report_that_is_there_is_shown_again_on_a_full_day(
    asking: House, report_client: Client, limit: Limit
) -> None:
    """A reload after the last report of the day shows its receipt."""
    limit(reports_without_script=1)
    page = check(report_client, TYPED)
    first = page_of(press(report_client, page, "send"))
    assert page_of(press(report_client, page, "send")).texts["receipt"] == first.texts["receipt"]
    assert Case.objects.count() == 1


def test_who_comes_back_is_never_locked_out_of_writing(
    asking: House, report_client: Client, limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files use the case's own bytes of the day; when these are used up words still arrive, and the page says so."""
    monkeypatch.setattr(quotas, "GIB", 1)
    receipt = report(report_client, TYPED)
    size = blob_sealed_size(1)
    limit(reports=0, reports_without_script=0, uploaded_gib=0, returning_gib=size)
    page, file = come_back(report_client, receipt), {"files": [("a.txt", b"a")]}

    first = press(report_client, page, "write", {"text": "One file."}, files=file, address=MAILBOX)
    reload = press(report_client, page, "write", {"text": "One file."}, files=file, address=MAILBOX)
    refused = page_of(press(report_client, page_of(first), "write", {"text": "Two."}, files=file, address=MAILBOX), 429)
    words = page_of(press(report_client, refused, "write", address=MAILBOX))

    assert "It was not sent a second time." in reload.content.decode()
    assert refused.summary[0][0] == "file-files"
    assert "Messages still arrive." in refused.summary[0][1]
    assert refused.form("write").data()["text"] == ["Two."]
    assert "Two." in words.texts["thread"]
    used = Use.objects.get(kind=Kind.RETURNING)
    assert (used.used, used.scope) == (size, quotas.scope_of(Receipt.parse(receipt).case_id))
    assert Item.objects.filter(kind="message").count() == 2
