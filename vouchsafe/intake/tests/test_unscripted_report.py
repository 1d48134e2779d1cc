"""Reporting without script: pages that are the same for all, answers that are kept, a report sealed in memory."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vouchsafe.cases.models import Case, SealedBy
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake.tests.everything import ANSWERS, BODY, TYPED
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened

FORM = "/{lang}/meridian/integrity/report/unscripted/"


@pytest.fixture
def asking(house: House) -> House:
    """The Meridian Institute, whose channel asks one question of every kind."""
    publish_definition(house.administrator, house.channel, BODY)
    return house


def post(client: Client, step: str, typed: dict[str, Any] | None = None, lang: str = "en", **more: Any) -> Answer:
    """Press a button of the form."""
    return client.post(FORM.format(lang=lang), {"step": step, **(typed or {}), **more})


def test_smoke(asking: House, report_client: Client) -> None:
    """x."""
    page = report_client.get(FORM.format(lang="en"))
    assert page.status_code == 200
    page = post(report_client, "begin")
    assert page.status_code == 200
    page = post(report_client, "check", TYPED)
    assert page.status_code == 200, page.content.decode()
    html = page.content.decode()
    word = re.search('name="word" value="([^"]+)"', html)[1]
    page = post(report_client, "send", TYPED, word=word, **{"file.papers": [SimpleUploadedFile("a.txt", b"abc")]})
    html = page.content.decode()
    print(html)
    assert page.status_code == 200
    receipt = re.sub("<[^>]+>", "", re.search('id="receipt"[^>]*>(.*?)</p>', html)[1])
    got = Receipt.parse(receipt)
    case = Case.objects.get()
    assert case.sealed_by == SealedBy.SERVER
    read = cast.read(asking, asking.hana, got.case_id)
    print(read)
    url = "/en/meridian/return/unscripted/"
    assert report_client.get(url).status_code == 200
    page = report_client.post(url, {"receipt": receipt, "step": "open"})
    html = page.content.decode()
    print(html)
    word = re.search('name="word" value="([^"]+)"', html)[1]
    blob = re.search('name="blob" value="([^"]+)"', html)[1]
    page = report_client.post(
        url,
        {
            "receipt": receipt,
            "step": "write",
            "text": "Once more",
            "word": word,
            "purpose": "correction",
            "files": [SimpleUploadedFile("b.txt", b"abcd")],
        },
    )
    html = page.content.decode()
    assert "Sent." in html
    assert "Once more" in html
    page = report_client.post(url, {"receipt": receipt, "step": "save", "blob": blob})
    assert page.getvalue() == b"abc"
    print(page.headers)
    assert 0
