"""An honest reporter without a browser: seals and sends as `vouchsafe report` does."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from e2e.town import Town
from e2e.wire import ask
from vouchsafe.common import clock
from vouchsafe.intake.terminal import door
from vouchsafe.intake.terminal.proof import HEADER, solve
from vouchsafe.intake.terminal.published import fetch_channel, fetch_directory
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Bundle, ReportSealer

API = "/api/v1/meridian"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Filed:
    """A report that the server has, and its receipt."""

    receipt: Receipt
    bundle: Bundle

    @property
    def look_up(self) -> bytes:
        """The body that opens its mailbox."""
        return json.dumps({"lookup_token": to_base64(self.receipt.lookup_token)}).encode()


class Reporter:
    """Somebody who reports to the demo's integrity channel."""

    def __init__(self, town: Town) -> None:
        self.town = town
        place = door.read_address(town.url("report", "/en/meridian/integrity/"))
        with door.open_client() as client:
            self.channel = fetch_channel(client, place)
            self.directory = fetch_directory(client, place, self.channel.organisation, None)

    def challenge(self, case: UUID) -> dict[str, Any]:
        """A challenge, as the door gives it now."""
        wanted = json.dumps({"channel": str(self.channel.id), "case": str(case)}).encode()
        answer = ask(self.town, "report", f"{API}/challenges/report", method="POST", body=wanted, headers=JSON)
        document: dict[str, Any] = json.loads(answer.body)
        return document

    def file(self, title: str) -> Filed:
        """Seal a report, pay for it and send it; an AssertionError when it was not stored."""
        receipt = Receipt.generate()
        sealer = ReportSealer(receipt, self.directory, self.channel.id, self.channel.questionnaire)
        category = self.channel.definition["categories"][0]["id"]
        answers = {"category": category, "headline": title, "what-happened": f"This is what happened: {title}."}
        bundle = sealer.finish(answers, title, clock.today())
        headers = {**JSON, HEADER: solve(self.challenge(bundle.case_id))}
        path = f"{API}/cases/{bundle.case_id}"
        answer = ask(self.town, "report", path, method="PUT", body=bundle.to_json(), headers=headers)
        assert answer.status == 201, answer.body
        return Filed(receipt, bundle)
