"""How a case is concluded in tests, alone or by two."""

import hashlib
from base64 import b64decode
from uuid import UUID

from vouchsafe.cases.models import Case, Item, State
from vouchsafe.cases.tests import cast, keys
from vouchsafe.cases.tests.cast import APART, Answer, House, Person, Sent
from vouchsafe.cases.tests.test_acts import post, seal
from vouchsafe.common import clock
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, ReadCase, Reader, read_case
from vouchsafe.vault.wire import ItemJson, seal_body


def addressed(house: House) -> Sent:
    """Rana's report, with who she is and whom it concerns kept apart; the handlers address it."""
    sent = cast.seal(house, apart=APART)
    cast.store_sent(house, sent)
    keys.with_desk_key(house, sent.case)
    Case.objects.update(state=State.ADDRESSING)
    return sent


def sealed_letter(house: House, person: Person, case: UUID, outcome: str | None = None) -> ItemJson:
    """A letter to the reporter."""
    read, today = cast.read(house, person, case), clock.today().isoformat()
    body: dict[str, object] = {"sent_on": today, "text": "What came of it.", "seen": [], "parts": []}
    if outcome is not None:
        body["outcome"] = outcome
    return seal_body(key_for(read, "letter"), case, person.keys.signing, "letter", body)


def sealed_conclusion(house: House, person: Person, case: UUID, outcome: str) -> ItemJson:
    """What came of a case, as handlers read it."""
    said = dict.fromkeys(("reason", "measures", "damage", "recovery", "letter"), "Some words.")
    return seal(house, person, case, "conclusion", outcome=outcome, category="bribe", **said)


def conclude(house: House, person: Person, case: UUID, outcome: str, category: str = "bribe") -> Answer:
    """Conclude a case alone."""
    items = [sealed_conclusion(house, person, case, outcome), sealed_letter(house, person, case, outcome)]
    return post(person.member, f"{case}/conclusion", {"outcome": outcome, "category": category, "items": items})


def propose_conclusion(house: House, person: Person, case: UUID, outcome: str, **terms: str) -> Answer:
    """Propose to conclude a case."""
    item = sealed_conclusion(house, person, case, outcome)
    named = {"outcome": outcome, "category": "bribe", "conclusion": sha256_of(item)} | terms
    listed = [{"name": name, "value": value} for name, value in sorted(named.items())]
    proposal = seal(house, person, case, "proposal", act="conclude", terms=listed, reason="See the conclusion.")
    return post(person.member, f"{case}/acts", {"act": "conclude", "terms": named, "item": proposal, "brings": [item]})


def agree(house: House, person: Person, case: UUID, proposal: str, outcome: str) -> Answer:
    """Agree to it, with the letter."""
    item = seal(house, person, case, "verdict", proposal="5f" * 32, verdict="agreed", reason="")
    brings = [sealed_letter(house, person, case, outcome)]
    return post(person.member, f"{case}/acts/{proposal}/verdict", {"verdict": "agreed", "item": item, "brings": brings})


def conclude_by_two(house: House, case: UUID, outcome: str) -> None:
    """Hana proposes, Omar agrees."""
    made = propose_conclusion(house, house.hana, case, outcome)
    assert made.status_code == 201, made.content
    assert agree(house, house.omar, case, made.json()["id"], outcome).json()["state"] == "done"


def sha256_of(item: ItemJson) -> str:
    """Of the sealed bytes."""
    return hashlib.sha256(b64decode(item["sealed"])).hexdigest()


def of(case: UUID) -> Case:
    """The case as it is stored."""
    return Case.objects.get(id=case)


def read_by_reporter(house: House, sent: Sent) -> ReadCase:
    """The case as Rana reads it, with the items that she gets."""
    items = Item.objects.filter(case=sent.case).exclude(key_kind=KeyKind.DESK).order_by("position")
    views = tuple(
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in items
    )
    grant = next(one for one in sent.bundle["grants"] if one["holder"] == "receipt")
    grants = (GrantView(grant["key_kind"], grant["generation"], b64decode(grant["sealed"])),)
    view = CaseView(sent.case, cast.channel_of(house, "integrity"), views, grants)
    return read_case(view, Reader.reporter(sent.receipt, house.directory()))
