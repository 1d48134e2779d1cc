"""What browsers do to open what is kept apart: ask, give a share, refuse, take back, put together."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from vouchsafe.cases import apart, queries
from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import APART, Answer, House, KeyHolder, Person, Sent
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.common import clock
from vouchsafe.people.models import Card, Member
from vouchsafe.vault.grants import open_grant, seal_grant
from vouchsafe.vault.hybrid import Recipient
from vouchsafe.vault.place import KINDS, KeyKind
from vouchsafe.vault.primitives import from_base64, sha256, to_base64
from vouchsafe.vault.thread import CaseView, HeldShare, ItemView, Opened
from vouchsafe.vault.thread_apart import open_apart
from vouchsafe.vault.wire import CurrentKey, Target, grant_to, seal_body

FACTS = "The ledger names a supplier whom only the reporter has seen."
LAW = "Code of Criminal Procedure § 161: the prosecutor asks for a witness."
NECESSITY = "Nobody else was in hall four."
KEY = bytes(range(32))


@dataclass(frozen=True)
class Asked:
    """A request as it was posted, with its key."""

    case: UUID
    posted: dict[str, Any]
    key: CurrentKey

    @property
    def id(self) -> UUID:
        return UUID(self.posted["item"]["id"])


def send_apart(house: House, *, excluded: tuple[bytes, ...] = ()) -> Sent:
    """A report whose reporter says who they are, and whom it concerns."""
    sent = cast.seal(house, excluded=excluded, apart=APART)
    cast.store_sent(house, sent, excluded=excluded)
    return sent


def sealed_request(  # noqa: PLR0913 - each is one way to ask wrongly
    house: House,
    sent: Sent,
    by: Person,
    *,
    asks: str = "subject",
    not_before: date | None = None,
    danger: str = "",
    generation: int | None = None,
    leaving_out: KeyHolder | None = None,
    case: UUID | None = None,
    **other: Any,  # noqa: ANN401 - fields of the body that is posted
) -> Asked:
    """A request as this member's browser makes it; `other` fields stand in the body that is posted instead.

    `case` is the one to ask in where the receipt at hand is not its first.
    """
    stored = Case.objects.get(id=case or sent.case)
    day = not_before or clock.today()
    current = CurrentKey(apart.next_generation(stored) if generation is None else generation, KEY)
    body = {
        "written_on": clock.today().isoformat(),
        "asks": asks,
        "generation": 0,
        "facts": FACTS,
        "law": LAW,
        "necessity": NECESSITY,
        "not_before": day.isoformat(),
        **({"danger": danger} if danger else {}),
    }
    item = seal_body(current, stored.id, by.keys.signing, "request", body)
    readers = apart.request_readers(stored, apart.Key(asks, 0))
    cards = Card.objects.filter(fingerprint__in=[bytes.fromhex(each) for each in readers])
    targets = [Target(bytes(card.fingerprint).hex(), Recipient(bytes(card.recipient))) for card in cards]
    targets.append(Target("receipt", sent.receipt.keys.recipient))
    kept = [each for each in targets if leaving_out is None or each.holder != leaving_out.fingerprint.hex()]
    grants = grant_to(kept, stored.id, KeyKind.REQUEST, current, by.keys.signing)
    posted = {
        "item": item,
        "asks": asks,
        "key_generation": 0,
        "not_before": day.isoformat(),
        "grants": [{"holder": one["holder"], "sealed": one["sealed"]} for one in grants],
        "successions": 0,
        "urgent": bool(danger),
        **other,
    }
    return Asked(stored.id, posted, current)


def ask(member: Member, asked: Asked) -> Answer:
    """Post a request."""
    return _post(member, f"/api/v1/cases/{asked.case}/requests", asked.posted)


def asked_by(house: House, sent: Sent, by: Person, **how: Any) -> Asked:  # noqa: ANN401 - as `sealed_request`
    """Ask, and be heard."""
    asked = sealed_request(house, sent, by, **how)
    answer = ask(by.member, asked)
    assert answer.status_code == 201, answer.content
    return asked


def decision(by: Person, asked: Asked, verdict: str, reason: str = "") -> dict[str, Any]:
    """What somebody says to a request, sealed."""
    body: dict[str, object] = {
        "written_on": clock.today().isoformat(),
        "request": sha256(from_base64(asked.posted["item"]["sealed"])).hex(),
        "verdict": verdict,
        "reason": reason,
    }
    return {"verdict": verdict, "item": seal_body(asked.key, asked.case, by.keys.signing, "decision", body)}


def share_for(by: Person, asked: Asked, to: Person) -> str:
    """This holder's own share, sealed anew to who asked: what only the holder's browser can do."""
    kind = KINDS[asked.posted["asks"]]
    held = _grant_of(by, asked.case, kind)
    key = open_grant(by.keys.identity, held).key
    return to_base64(seal_grant(to.keys.recipient, asked.case, kind, 0, key, by.keys.signing))


def give(by: Person, asked: Asked, to: Person) -> Answer:
    """Give one's share."""
    return decide(by.member, asked, {**decision(by, asked, "given"), "share": share_for(by, asked, to)})


def say(by: Person, asked: Asked, verdict: str) -> Answer:
    """Refuse, or take back."""
    return decide(by.member, asked, decision(by, asked, verdict, "Ask the storekeeper first."))


def decide(member: Member, asked: Asked, body: dict[str, Any]) -> Answer:
    """Post a decision."""
    return _post(member, f"/api/v1/requests/{asked.id}/decision", body)


def fetch(member: Member, asked: Asked) -> Answer:
    """Fetch the share that was handed over."""
    return _post(member, f"/api/v1/cases/{asked.case}/requests/{asked.id}/opening", {})


def opened_with(house: House, by: Person, asked: Asked, share: str) -> list[Any]:
    """The answers that the asker's browser reads, with their own share and the one that was handed over."""
    read = cast.read(house, by, asked.case)
    assert isinstance(read.report, Opened)
    kind = KINDS[asked.posted["asks"]]
    handed = HeldShare(kind, 0, open_grant(by.keys.identity, from_base64(share)).key)
    items = [
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed))
        for item in Item.objects.filter(case=asked.case)
    ]
    view = CaseView(asked.case, house.channel.id, tuple(items), ())
    entries = open_apart(view, read.report, house.directory(), [*read.shares, handed])
    return [entry.body["answers"] for entry in entries if isinstance(entry, Opened)]


def listed(member: Member) -> list[dict[str, Any]]:
    """The requests that a member can read."""
    found: list[dict[str, Any]] = as_member(member).get("/api/v1/requests").json()["requests"]
    return found


def _grant_of(by: Person, case: UUID, kind: KeyKind) -> bytes:
    stored = Case.objects.get(id=case)
    grants = stored.grants.filter(holder=by.fingerprint, key_kind=int(kind))
    return queries.openable(stored.organisation_id, stored.erasure_id, list(grants))[0].sealed


def _post(member: Member, path: str, body: dict[str, Any]) -> Answer:
    return as_member(member).post(path, json.dumps(body), content_type="application/json")
