"""What is kept apart: two people open it together, and one of them nothing (protocol §5)."""

from itertools import combinations
from uuid import UUID

import pytest

from vouchsafe.vault.apart import seal_apart
from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.errors import Refused
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.items import open_item
from vouchsafe.vault.make_vectors.cast import HOTLINE, TODAY, chain, person, rae, report
from vouchsafe.vault.make_vectors.story import told
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.shares import combine, share_hash
from vouchsafe.vault.thread import Opened
from vouchsafe.vault.wire import card_target

DIRECTORY = chain().verified()
NAME = {"who": [{"name": "Rae Okoye", "reach": "by post"}]}
PEOPLE = ("Hana", "Hugo", "Omar", "Rosa", "Ralf")


def test_any_two_share_holders_open_it_together() -> None:
    """Every pair of handlers, overseer and recovery sheets combines their shares into the key of the item."""
    bundle = report(rae(), DIRECTORY, apart={"identity": NAME}).bundle
    sealed = {grant["holder"]: from_base64(grant["sealed"]) for grant in bundle.grants if grant["key_kind"] == 2}
    item = next(item for item in bundle.items if item["kind"] == "identity")
    place = Place(bundle.case_id, "identity", UUID(item["id"]))
    holders = [person(name) for name in PEOPLE if person(name).fingerprint.hex() in sealed]

    assert len(holders) == len(sealed) > 3
    for pair in combinations(holders, 2):
        shares = [open_grant(one.keys.identity, sealed[one.fingerprint.hex()]).key for one in pair]
        opened = open_item(combine(shares), 0, place, from_base64(item["sealed"]))
        assert decode_body("identity", opened.body)["answers"] == NAME


def test_the_signed_report_lists_every_share_and_vouches_for_each_item() -> None:
    """So that whoever opens can refuse a share that was swapped, and a reader sees when an item is taken away."""
    read = told().shown_to("Hana").read()
    assert isinstance(read.report, Opened)
    body = read.report.body

    assert body["shares"] == sorted(body["shares"])
    assert {share_hash(held.share).hex() for held in read.shares} < set(body["shares"])
    assert {part["kind"] for part in body["parts"]} >= {"identity", "subject"}
    assert "Rae" not in str(body)


def test_whom_the_reporter_left_out_holds_no_share() -> None:
    """A handler who is not to read the report cannot help to open what it keeps apart."""
    hugo = person("Hugo").fingerprint
    grants = report(rae(), DIRECTORY, excluded=(hugo,), apart={"subject": NAME}).bundle.grants

    assert hugo.hex() not in {grant["holder"] for grant in grants}
    assert {grant["key_kind"] for grant in grants} == {KeyKind.CASE, KeyKind.SUBJECT}


def test_one_holder_alone_is_refused() -> None:
    """A key that one person could put together is not kept apart."""
    target = card_target(DIRECTORY.share_holders(HOTLINE)[0])
    with pytest.raises(Refused):
        seal_apart(
            "identity",
            {"sent_on": TODAY.isoformat(), "answers": NAME},
            rae().case_id,
            rae().keys.signing,
            [target],
        )


def test_a_title_says_what_a_list_of_cases_shows() -> None:
    """What cannot wait, and the category: to those who may open titles."""
    sealer = report(rae(), DIRECTORY).sealer
    bundle = sealer.finish({"urgent": "yes"}, "Gas", TODAY, category="safety")
    item = next(item for item in bundle.items if item["kind"] == "title")
    place = Place(bundle.case_id, "title", UUID(item["id"]))
    opened = open_item(sealer.case_key, 0, place, from_base64(item["sealed"]))

    body = decode_body("title", opened.body)
    assert (body["urgent"], body["category"]) == ("yes", "safety")
