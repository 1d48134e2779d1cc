"""A hand-over as its people's browsers make it: what is sealed, and what is asked of the desk."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from django.test import Client

from vouchsafe.cases.models import Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Person, Sent
from vouchsafe.common import clock
from vouchsafe.handover.models import Partner
from vouchsafe.people.models import Member
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.primitives import from_base64, sha256, to_base64
from vouchsafe.vault.wire import ItemJson, seal_body
from vouchsafe.vault.words import hash_words

WHY = "The Harbour Agency can seize the second ledger."

HANDED_OVER: dict[str, object] = {
    "from": "Meridian Institute",
    "note": "Ask for the ledger of hall four.",
    "told": [{"label": "What happened?", "text": cast.STORY}],
    "messages": [{"by": "reporter", "on": "2026-02-01", "text": "Also on Mondays."}],
    "left_out": ["files"],
}


@dataclass
class Stage:
    """A report at the Meridian Institute, and the Harbour Agency on the list of its partners."""

    house: House
    other: House
    sent: Sent
    partner: UUID

    def at(self, member: Member) -> Client:
        """The desk as somebody sees it."""
        client = Client(headers={"host": "desk.localhost:8000"})
        client.force_login(member)
        return client

    def post(self, member: Member, path: str, body: object) -> Answer:
        """Ask something of the desk."""
        return self.at(member).post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    def seal(self, person: Person, kind: str, body: dict[str, Any]) -> ItemJson:
        """An item of the case, by somebody who reads it."""
        read = cast.read(self.house, person, self.sent.case)
        today = clock.today().isoformat()
        key = key_for(read, kind)
        return seal_body(key, read.case, person.keys.signing, kind, {"sent_on": today, "seen": [], **body})

    def proposal(self, person: Person, days: int = 7) -> dict[str, Any]:
        """What a handler sends to propose."""
        directory = self.other.directory()
        report = next(each for each in self.sent.bundle["items"] if each["kind"] == "report")
        release_on = (clock.today() + timedelta(days=days)).isoformat()
        body = {
            "to": {
                "name": "Harbour Agency",
                "channel_name": "Integrity",
                "address": address_of(self.other),
                "organisation": str(self.other.organisation.id),
                "channel": str(self.other.channel.id),
                "root": directory.root_hash.hex(),
                "directory": directory.head.hash.hex(),
            },
            "why": WHY,
            "note": "Ask for the ledger of hall four.",
            "contents": [sha256(from_base64(report["sealed"])).hex()],
            "release_on": release_on,
        }
        return {
            "partner": str(self.partner),
            "item": self.seal(person, "handover", body),
            "not_before": release_on,
            "urgent": days == 0,
        }

    def propose(self, person: Person, days: int = 7) -> Answer:
        """Propose the hand-over."""
        return self.post(person.member, f"cases/{self.sent.case}/hand-overs", self.proposal(person, days))

    def proposed(self, person: Person, days: int = 7) -> UUID:
        """The id of a proposal that was just made."""
        answer = self.propose(person, days)
        assert answer.status_code == 201, answer.content
        return UUID(answer.json()["id"])

    def verdict(self, person: Person, proposal: UUID, verdict: str) -> Answer:
        """Agree, refuse or withdraw."""
        sealed = bytes(Item.objects.get(id=proposal).sealed)
        body = {"act": "hand-over", "proposal": sha256(sealed).hex(), "verdict": verdict, "reason": "I read it."}
        given = {"verdict": verdict, "item": self.seal(person, "agreement", body)}
        return self.post(person.member, f"cases/{self.sent.case}/proposals/{proposal}/verdict", given)

    def releasing(self, person: Person, proposal: UUID) -> tuple[Sent, dict[str, Any]]:
        """The new report, and what is sent to release it."""
        making, receipt = cast.sealer(self.other)
        new = Sent(receipt, making.finish({}, cast.HEADLINE, clock.today(), handed_over=HANDED_OVER).to_json())
        return new, self.sealed_release(person, proposal, new)

    def sealed_release(self, person: Person, proposal: UUID, new: Sent) -> dict[str, Any]:
        """What is sent to release this very report."""
        sealed = bytes(Item.objects.get(id=proposal).sealed)
        body = {
            "proposal": sha256(sealed).hex(),
            "case": str(new.case),
            "receipt": new.receipt.text,
            "address": "http://report.localhost:8000/en/harbour/return/",
        }
        return {
            "partner": str(self.partner),
            "case": str(new.case),
            "bundle": to_base64(new.raw),
            "item": self.seal(person, "release", body),
            "seen": str(self.newest()),
        }

    def release(self, person: Person, proposal: UUID, given: dict[str, Any]) -> Answer:
        """Release it."""
        return self.post(person.member, f"cases/{self.sent.case}/proposals/{proposal}/release", given)

    def newest(self) -> UUID:
        """The newest item of the case, as the server shows it."""
        return Item.objects.filter(case=self.sent.case).latest("position").id

    def states(self) -> list[str]:
        """How far each proposal is, as a handler sees it."""
        answer = self.at(self.house.hana.member).get(f"/api/v1/cases/{self.sent.case}/proposals")
        return [each["state"] for each in answer.json()["proposals"]]


def stage(house: House, other: House) -> Stage:
    """Everything before the first proposal."""
    partner = Partner.objects.create(
        organisation=house.organisation,
        name="Harbour Agency",
        address=address_of(other),
        words=" ".join(hash_words(other.directory().root_hash)),
    )
    return Stage(house, other, cast.send(house), partner.id)


def address_of(house: House) -> str:
    """The page of a house's channel."""
    return f"http://report.localhost:8000/en/{house.organisation.slug}/integrity/"


class InProcess(httpx.BaseTransport):
    """Every request is answered by this very application, in this process and transaction."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name != "content-type"}
        answer = Client().generic(
            request.method,
            request.url.path,
            request.read(),
            content_type=request.headers.get("content-type", ""),
            headers=headers,
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)


def door() -> httpx.Client:
    """What the worker speaks with partners through."""
    return httpx.Client(transport=InProcess())


def odd(host: str) -> httpx.Client:
    """The same where one host's answers are what nobody thought of."""
    return httpx.Client(transport=_Odd(host))


class _Odd(InProcess):
    def __init__(self, host: str) -> None:
        self._host = host

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == self._host:
            raise RuntimeError(self._host)
        return super().handle_request(request)


def silence() -> httpx.Client:
    """The same where nobody answers: nothing listens on port 1 of this machine."""
    return httpx.Client(transport=_Nowhere())


class _Nowhere(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=1)
        return super().handle_request(request)


def nobody() -> UUID:
    """An id of nothing."""
    return uuid4()
