"""A report with a change anywhere in it is stored wholly, or refused and nothing of it is there (protocol §7)."""

import json
from random import Random
from typing import Any

from django.db import transaction

from fuzz.mutations import mutate
from fuzz.properties import check_refusal
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.models import Blob, Case, Clock, Grant, Item, SealedBy
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.intake import services
from vouchsafe.intake.models import Kind, Use

CHANGES = 150


def test_a_changed_report_is_stored_wholly_or_not_at_all(house: House) -> None:
    """150 changes: each answer is a refusal that leaves every table as it was, or a case with all that was sent."""
    sent = cast.seal(house, attachment=b"a ledger", apart=cast.APART)
    before, taken = _counts(), 0
    for seed in range(CHANGES):
        point = transaction.savepoint()
        raw = mutate(sent.raw, Random(seed), _flip(seed))
        taken += _sent_is_whole(house, sent, raw, before)
        transaction.savepoint_rollback(point)
    assert 0 < taken < CHANGES


def _sent_is_whole(house: House, sent: Sent, raw: bytes, before: dict[Any, int]) -> bool:
    try:
        services.take_in_unproven(house.organisation.id, sent.case, raw, quota=Kind.REPORTS, sealed_by=SealedBy.CLIENT)
    except CaseError as error:
        check_refusal(error)
        assert _counts() == before
        return False
    bundle = json.loads(raw)
    grown = {model: count - before[model] for model, count in _counts().items()}
    clocks = grown.pop(Clock)
    assert clocks > 0
    assert grown == {
        Case: 1,
        Use: 1,
        Item: len(bundle["items"]),
        Grant: len(bundle["grants"]),
        Blob: len(bundle["blobs"]),
    }
    return True


def _counts() -> dict[Any, int]:
    return {model: model.objects.count() for model in (Case, Item, Grant, Blob, Clock, Use)}


def _flip(seed: int) -> Any:  # noqa: ANN401 - a change of bytes
    random = Random(seed)

    def change(data: bytes) -> bytes:
        at = random.randrange(len(data) + 1)
        return data[:at] + bytes([random.randrange(256)]) + data[at + random.randrange(2) :]

    return change
