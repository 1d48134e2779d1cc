"""Every bundle that is not as it must be: refused with a code, a sentence and a field, and nothing stored.

Each is a bundle that the real vault sealed, with one thing wrong (`spoilt.py`).
"""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from pytest_django import Settings

from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.common import clock
from vouchsafe.intake.tests.draft import Draft
from vouchsafe.intake.tests.paying import proof_for, put
from vouchsafe.intake.tests.spoilt import SPOILT
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.vault.place import KeyKind


@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_bundle_is_refused_and_stores_nothing(
    house: House, report_client: Client, data_dir: Path, way: str
) -> None:
    """The status, the code and the field are those of its fault; tables and folder stay as they were."""
    status, code, field, spoil = SPOILT[way]
    draft = Draft.begin(house)
    paid = proof_for(report_client, draft.sent)
    raw = draft.spoilt_by(spoil)
    before = snapshot(data_dir)

    answer = put(report_client, draft.sent, raw, paid)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error.get("field")) == (status, code, field)
    assert error["message"].endswith(".")
    assert snapshot(data_dir) == before


def test_the_bundle_that_all_of_these_spoil_is_a_good_one(house: House, report_client: Client) -> None:
    """Without its fault each of them would be stored."""
    sent = cast.seal(house, attachment=b"the ledger", apart=cast.APART)

    answer = put(report_client, sent)

    assert answer.status_code == 201


def test_a_handler_whom_the_reporter_left_out_does_not_spoil_a_bundle(house: House, report_client: Client) -> None:
    """One handler is enough (protocol §7); the other one gets no grant and sees nothing."""
    sent = cast.seal(house, excluded=[house.omar.fingerprint])

    answer = put(report_client, sent)

    assert answer.status_code == 201
    with pytest.raises(Exception, match="no such case"):
        cast.read(house, house.omar, sent.case)


def test_who_was_left_out_holds_no_share_either(house: House, report_client: Client) -> None:
    """What is kept apart is shared among those who read the report, the overseer and the recovery sheets (§5)."""
    sent = cast.seal(house, excluded=[house.omar.fingerprint], apart=cast.APART)

    answer = put(report_client, sent)

    assert answer.status_code == 201
    shares = [grant["holder"] for grant in sent.bundle["grants"] if grant["key_kind"] == KeyKind.IDENTITY]
    assert house.omar.fingerprint.hex() not in shares
    assert house.tom.fingerprint.hex() in shares


def test_a_report_for_one_channel_is_no_report_for_another(house: House, report_client: Client) -> None:
    """Paid for there, but sealed to those who handle this one."""
    sent = cast.seal(house)
    bundle = {**sent.bundle, "channel": str(cast.channel_of(house, "safety"))}
    handlers = {house.hana.fingerprint.hex(), house.omar.fingerprint.hex()}
    bundle["grants"].sort(key=lambda grant: grant["holder"] not in handlers)
    moved = Sent(sent.receipt, json.dumps(bundle).encode())

    error = put(report_client, moved).json()["error"]

    assert (error["code"], error["field"]) == ("bundle/wrong-holders", "grants[0].holder")


def test_an_attachment_that_waited_too_long_is_refused(
    house: House, report_client: Client, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the sweep can take it away from under a report."""
    sent = cast.seal(house, attachment=b"the ledger")
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)

    answer = put(report_client, sent)

    assert answer.json()["error"]["code"] == "bundle/blob-missing"


def test_a_report_whose_attachment_cannot_be_looked_at_is_not_stored(
    house: House, report_client: Client, bucket: str, data_dir: Path, settings: Settings
) -> None:
    """The object store is away: 503 and nothing by half; once it is back, the same bytes are taken."""
    sent, here = cast.seal(house, attachment=b"the ledger"), settings.VOUCHSAFE
    paid, before = proof_for(report_client, sent), snapshot(data_dir)
    away = msgspec.structs.replace(here.s3, endpoint="http://127.0.0.1:9")
    settings.VOUCHSAFE = msgspec.structs.replace(here, s3=away)

    answer = put(report_client, sent, headers=paid)

    settings.VOUCHSAFE = here
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "storage/away")
    assert snapshot(data_dir) == before
    assert put(report_client, sent, headers=paid).status_code == 201


def test_an_id_that_is_no_random_one_is_refused(house: House, report_client: Client) -> None:
    """A case id is made of a key; its version says so."""
    sent = cast.seal(house)

    answer = report_client.put(f"/api/v1/meridian/cases/{UUID(int=1)}", sent.raw, content_type="application/json")

    assert answer.json()["error"]["code"] == "bundle/id"
