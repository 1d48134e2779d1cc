"""New keys for a case: for all who are entitled now and the receipt, made by one handler; old ones stay readable."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.cases import exclusion, queries, services
from vouchsafe.cases.models import Case, CaseKey, Grant
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House, Person, Sent
from vouchsafe.cases.tests.keys import as_member, with_desk_key
from vouchsafe.cases.wire import Addition, NewReceipt, decode
from vouchsafe.common import clock
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import set_rights
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.compose import seal_message, seal_note
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import from_hex
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.rekeying import seal_new_keys
from vouchsafe.vault.rotation import seal_rotation
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, ReadCase, Reader, read_case

CASE, DESK = KeyKind.CASE, KeyKind.DESK


@pytest.fixture
def sent(house: House) -> Sent:
    """A report with its desk key, which Omar could read until his right was withdrawn."""
    sent = cast.send(house)
    with_desk_key(house, sent.case)
    set_rights(house.administrator, house.omar.member, [])
    return sent


def due(member: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any member
    found: list[dict[str, Any]] = as_member(member).get("/api/v1/rekeying").json()["cases"]
    return found


def new_keys(house: House, by: Person, case: UUID) -> dict[str, Any]:
    """What a handler's browser makes of what it is shown."""
    shown = as_member(by.member).get(f"/api/v1/cases/{case}/rekeying").json()
    newest = {KeyKind(each["key_kind"]): each["generation"] for each in shown["newest"]}
    directory = house.directory()
    cards = [directory.card(from_hex(holder, 32)) for holder in shown["entitled"]] + [parse_card(house.sheet.card)]
    made: dict[str, Any] = seal_new_keys(cast.read(house, by, case), newest, cards, by.keys.signing).to_json()
    return made


def post(by: Person, case: UUID, keys: dict[str, Any]) -> Answer:
    """Send them."""
    return as_member(by.member).post(
        f"/api/v1/cases/{case}/rekeying", json.dumps(keys), content_type="application/json"
    )


def read_with(house: House, receipt: Receipt) -> ReadCase:
    """The case as whoever has the receipt reads it."""
    found = Case.objects.get(id=receipt.case_id)
    items = [
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in queries.items_of(found).exclude(key_kind=DESK)
    ]
    grants = [GrantView(each.key_kind, each.generation, each.sealed) for each in queries.grants_for_receipt(found)]
    view = CaseView(found.id, found.channel_id, tuple(items), tuple(grants))
    return read_case(view, Reader.reporter(receipt, house.directory()))


def add(case: UUID, item: object, by: Callable[[Case, Addition], None]) -> None:
    """Store one item, as its author's client sends it."""
    by(Case.objects.get(id=case), decode(json.dumps({"items": [item]}).encode(), Addition))


def test_what_is_written_afterwards_is_under_the_new_keys_for_everybody(house: House, sent: Sent) -> None:
    """Hana makes new keys: her note and answer, and Rana's reply, are under them; what came before stays readable."""
    assert [row["id"] for row in due(house.hana.member)] == [str(sent.case)]
    assert post(house.hana, sent.case, new_keys(house, house.hana, sent.case)).status_code == 201
    assert due(house.hana.member) == []
    hana = cast.read(house, house.hana, sent.case)
    assert hana.findings == ()
    today = clock.today()

    def from_desk(case: Case, addition: Addition) -> None:
        services.add_from_desk(house.hana.member, case, addition)

    note = seal_note(hana, house.hana.keys.signing, "Omar has left.", today)
    answer = seal_message(hana, house.hana.keys.signing, "Thank you.", today)
    add(sent.case, note, from_desk)
    add(sent.case, answer, from_desk)
    rana = read_with(house, sent.receipt)
    assert rana.findings == ()
    reply = seal_message(rana, sent.receipt.keys.signing, "And again yesterday.", today)
    add(sent.case, reply, services.add_from_reporter)
    assert [one["generation"] for one in (note, answer, reply)] == [1, 1, 1]
    hana = cast.read(house, house.hana, sent.case)
    assert hana.findings == ()
    assert all(hasattr(entry, "body") for entry in hana.entries)


def test_only_who_is_entitled_now_holds_the_new_keys(house: House, sent: Sent) -> None:
    """Omar's card still stands on the list, yet he gets none; sheet and receipt do; old grants of others stay."""
    before = Grant.objects.count()
    post(house.hana, sent.case, new_keys(house, house.hana, sent.case))
    new = set(Grant.objects.filter(generation=1).values_list("key_kind", "holder"))
    hana, sheet = house.hana.fingerprint, house.sheet.fingerprint
    holders = {(kind, None if holder is None else bytes(holder)) for kind, holder in new}
    assert holders == {(0, hana), (0, sheet), (0, None), (1, hana), (1, sheet)}
    assert Grant.objects.count() == before + 5
    tags = Entry.objects.filter(tag="case:key-made", objects_touched__generation=1)
    assert {(entry.actor, entry.objects_touched["key_kind"]) for entry in tags} == {
        (house.hana.member.id, 0),
        (house.hana.member.id, 1),
    }


def test_a_case_without_a_desk_key_gets_a_new_case_key_alone(house: House) -> None:
    """Nobody opened it yet: there is one key to make anew."""
    sent = cast.send(house)
    set_rights(house.administrator, house.omar.member, [])
    keys = new_keys(house, house.hana, sent.case)
    assert [key["key_kind"] for key in keys["keys"]] == [0]
    assert post(house.hana, sent.case, keys).status_code == 201


def test_making_new_keys_opens_no_case(house: House, sent: Sent) -> None:
    """The reporter is told when a handler opened the case: this does not count as that, and is not recorded as that."""
    due(house.hana.member)
    post(house.hana, sent.case, new_keys(house, house.hana, sent.case))
    case = Case.objects.get(id=sent.case)
    assert (case.opened_on, case.read_through) == (None, -1)
    assert not Entry.objects.filter(tag="case:opened").exists()


def test_of_two_who_make_keys_at_once_the_first_wins(house: House) -> None:
    """Hana and Omar both made them before either sent: Omar's come second, get 409, and he reads with Hana's."""
    sent = cast.send(house)
    Case.objects.update(rekey_due=True)
    hanas, omars = new_keys(house, house.hana, sent.case), new_keys(house, house.omar, sent.case)
    assert post(house.hana, sent.case, hanas).status_code == 201
    answer = post(house.omar, sent.case, omars)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key/exists")
    omar = cast.read(house, house.omar, sent.case)
    assert omar.findings == ()
    assert omar.current(CASE) == cast.read(house, house.hana, sent.case).current(CASE)


def test_a_new_receipt_meanwhile_stops_it_and_the_next_try_reaches_it(house: House) -> None:
    """Rana took a new receipt after Hana had read the case: her keys are refused, and made again for the new one."""
    sent = cast.send(house)
    Case.objects.update(rekey_due=True)
    keys = new_keys(house, house.hana, sent.case)
    following = Receipt.generate()
    rotation = seal_rotation(read_with(house, sent.receipt), sent.receipt, following, clock.today())
    shown = {"receipt_hash": rotation.receipt_hash.hex(), "item": rotation.item, "grants": rotation.grants}
    assert services.rotate_receipt(Case.objects.get(id=sent.case), decode(json.dumps(shown).encode(), NewReceipt))
    answer = post(house.hana, sent.case, keys)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "key/receipt-changed")
    assert post(house.hana, sent.case, new_keys(house, house.hana, sent.case)).status_code == 201
    grants = queries.grants_for_receipt(Case.objects.get(id=sent.case))
    assert [each.generation for each in grants] == [0, 1]
    view = cast.read(house, house.hana, sent.case)
    assert view.findings == ()


def drop(keys: dict[str, Any], kind: int, holder: bytes | str) -> dict[str, Any]:
    """The keys without one grant."""
    name = holder if isinstance(holder, str) else holder.hex()
    changed = [
        {**key, "grants": [each for each in key["grants"] if key["key_kind"] != kind or each["holder"] != name]}
        for key in keys["keys"]
    ]
    return {**keys, "keys": changed}


def test_the_set_of_holders_must_be_whole(house: House, sent: Sent) -> None:
    """Without a colleague, the sheet or the receipt, with one of the keys alone, or with somebody more: refused."""
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.ines)
    keys = new_keys(house, house.hana, sent.case)
    more = json.loads(json.dumps(keys))
    more["keys"][0]["grants"].append({**more["keys"][0]["grants"][0], "holder": house.omar.fingerprint.hex()})
    receipt_too = json.loads(json.dumps(keys))
    receipt_too["keys"][1]["grants"].append({**receipt_too["keys"][1]["grants"][0], "holder": "receipt"})
    wrong = {
        "bundle/wrong-holders": [
            drop(keys, 0, nils.fingerprint),
            drop(keys, 1, nils.fingerprint),
            drop(keys, 0, house.sheet.fingerprint),
            drop(keys, 0, "receipt"),
            more,
            receipt_too,
        ],
        "key/incomplete": [{**keys, "keys": keys["keys"][:1]}, {**keys, "keys": keys["keys"][1:]}],
    }
    for code, tries in wrong.items():
        for each in tries:
            answer = post(house.hana, sent.case, each)
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert Case.objects.get(id=sent.case).rekey_due
    assert CaseKey.objects.filter(case=sent.case).count() == 2
    assert post(house.hana, sent.case, keys).status_code == 201


def test_an_excluded_member_gets_no_new_key_on_any_card(house: House) -> None:
    """Ines excluded Omar: the new keys are not for him, and a grant to him is refused by its own name."""
    sent = cast.send(house)
    exclusion.exclude(house.ines.member, sent.case, house.omar.member.id)
    keys = new_keys(house, house.hana, sent.case)
    assert house.omar.fingerprint.hex() not in {each["holder"] for each in keys["keys"][0]["grants"]}
    more = json.loads(json.dumps(keys))
    more["keys"][0]["grants"].append({**more["keys"][0]["grants"][0], "holder": house.omar.fingerprint.hex()})
    assert post(house.hana, sent.case, more).json()["error"]["code"] == "key/excluded"
    assert post(house.hana, sent.case, keys).status_code == 201


def test_nobody_else_makes_keys_nor_learns_what_is_due(house: House, other_house: House, sent: Sent) -> None:
    """Who left, an administrator, a coordinator, an overseer, another channel's handler, a stranger: no list, 404."""
    keys = new_keys(house, house.hana, sent.case)
    people = (house.omar, house.ines, house.tom, house.sofia, other_house.sven)
    for member in (house.administrator, *(person.member for person in people)):
        assert due(member) == []
        address = f"/api/v1/cases/{sent.case}/rekeying"
        client = as_member(member)
        assert client.get(address).status_code == 404
        assert client.post(address, json.dumps(keys), content_type="application/json").status_code == 404


def test_what_waits_is_counted_for_whoever_can_do_it(house: House, sent: Sent) -> None:
    """Hana is told: one case due, and that Nils lacks the keys of one; Sofia of another channel is told nothing."""
    nils = cast.join(house, "nils", Holding(Role.HANDLER, house.channel.id))
    cast.publish_directory(house, house.ines)
    told = as_member(house.hana.member).get("/api/v1/keys/waiting").json()
    assert told == {"lacking": {"cases": 1, "holders": [nils.fingerprint.hex()]}, "due": 1}
    nothing = {"lacking": {"cases": 0, "holders": []}, "due": 0}
    assert as_member(house.sofia.member).get("/api/v1/keys/waiting").json() == nothing
    assert as_member(house.administrator).get("/api/v1/keys/waiting").json() == nothing
