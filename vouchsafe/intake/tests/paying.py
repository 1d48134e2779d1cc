"""Paying as a reporter's machine does: a real challenge of the report door, really solved."""

import json
from typing import Any

from django.test import Client

from vouchsafe.cases.tests.cast import Answer, Sent
from vouchsafe.intake.terminal.proof import HEADER, solve


def challenge(client: Client, errand: str, wanted: dict[str, Any], *, at: str = "meridian") -> dict[str, Any]:
    """A challenge for a "report" or an "upload"."""
    answer = client.post(f"/api/v1/{at}/challenges/{errand}", json.dumps(wanted), content_type="application/json")
    assert answer.status_code == 201, answer.content
    document: dict[str, Any] = answer.json()
    return document


def proof_for(client: Client, sent: Sent) -> dict[str, str]:
    """The header that pays for this report."""
    wanted = {"channel": sent.bundle["channel"], "case": str(sent.case)}
    return {HEADER: solve(challenge(client, "report", wanted))}


def put(client: Client, sent: Sent, raw: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """Send a report to the Meridian Institute, paid for now unless `headers` holds a proof."""
    body = sent.raw if raw is None else raw
    headers = headers or proof_for(client, sent)
    return client.put(f"/api/v1/meridian/cases/{sent.case}", body, content_type="application/json", headers=headers)
