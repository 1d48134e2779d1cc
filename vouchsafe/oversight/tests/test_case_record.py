"""Who reads a case may take away what the record says of it, with the proof that it is in there."""

import base64
import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.audit.sequencing import integrate
from vouchsafe.cases import services
from vouchsafe.cases.tests import cast
from vouchsafe.oversight.tests.acts import act
from vouchsafe.tlog import tree
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.leaves import Leaf, read_leaf
from vouchsafe.tlog.notes import read_verifier

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.people.models import Member


def _record(member: "Member", case: object) -> dict[str, Any]:
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(member)
    answer = client.get(f"/api/v1/cases/{case}/record")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def _proven(found: dict[str, Any]) -> list[Leaf]:
    """The leaves, once each was proven under the signed checkpoint."""
    now = open_checkpoint(found["checkpoint"], read_verifier(found["key"]))[0]
    for entry in found["entries"]:
        path = [base64.b64decode(each) for each in entry["proof"]]
        tree.verify_inclusion(entry["index"], now.size, tree.leaf_hash(entry["leaf"].encode()), path, now.root)
    return [read_leaf(entry["leaf"].encode(), entry["index"]) for entry in found["entries"]]


def test_every_entry_of_the_case_is_proven_and_none_of_another(house: "House") -> None:
    """Hana and Omar open the case among three hundred other acts, and Hana opens another one."""
    sent, other = cast.send(house), cast.send(house)
    services.open_case(house.hana.member, sent.case)
    services.open_case(house.hana.member, other.case)
    act(house.organisation.id, 300)
    services.open_case(house.omar.member, sent.case)
    integrate()

    leaves = _proven(_record(house.hana.member, sent.case))

    assert [(leaf.tag, leaf.actor) for leaf in leaves] == [
        ("case:opened", house.hana.member.id),
        ("case:opened", house.omar.member.id),
    ]
    assert {leaf.objects["case"] for leaf in leaves} == {str(sent.case)}


def test_what_has_no_place_in_the_log_yet_is_counted_as_waiting(house: "House") -> None:
    """So whoever takes the case away waits until their own act is proven."""
    sent = cast.send(house)
    integrate()
    services.open_case(house.hana.member, sent.case)

    waiting = _record(house.hana.member, sent.case)
    integrate()
    proven = _record(house.hana.member, sent.case)

    assert (waiting["waiting"], waiting["entries"]) == (1, [])
    assert (proven["waiting"], [leaf.tag for leaf in _proven(proven)]) == (0, ["case:opened"])


def test_reading_the_record_of_a_case_tells_no_name_and_writes_nothing(house: "House") -> None:
    """Ids alone, as for overseers."""
    sent = cast.send(house)
    services.open_case(house.hana.member, sent.case)
    integrate()
    before = Entry.objects.count()

    found = json.dumps(_record(house.hana.member, sent.case))

    assert Entry.objects.count() == before
    assert house.hana.member.name not in found
    assert house.hana.member.email not in found
