"""A new receipt in the stead of the old one: sealed by its owner, read by it and by handlers."""

import uuid
from dataclasses import replace

import pytest

from vouchsafe.vault.compose import seal_message
from vouchsafe.vault.errors import Refused
from vouchsafe.vault.make_vectors.cast import TODAY, grant_views, item_view, rae
from vouchsafe.vault.make_vectors.story import CASE, Shown, story
from vouchsafe.vault.primitives import from_base64, sha256
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.rotation import Rotation, seal_rotation
from vouchsafe.vault.thread import Opened

NEXT, NEWEST = rae("Rae's next receipt"), rae("Rae's newest receipt")


def after(shown: Shown, following: Receipt, rotation: Rotation) -> Shown:
    """What an honest server shows to the next receipt once it took the rotation."""
    grants = grant_views(list(rotation.grants), "receipt")
    return replace(shown, reader=following).with_grants(*grants).and_item(item_view(rotation.item))


def test_a_receipt_may_be_changed_again_and_again() -> None:
    """Each new receipt opens all that the one before it did, and what each of them wrote is the reporter's."""
    first = story().shown_to(story().receipt)
    second = after(first, NEXT, seal_rotation(first.read(), story().receipt, NEXT, TODAY))
    second = second.and_item(item_view(seal_message(second.read(), NEXT.keys.signing, "It is me.", TODAY)))
    third = after(second, NEWEST, seal_rotation(second.read(), NEXT, NEWEST, TODAY))

    read = third.read()
    assert read.findings == ()
    assert read.keys == first.read().keys == {(CASE, 0): story().case_key}
    assert [entry.author for entry in read.entries if isinstance(entry, Opened)].count("reporter") == 7
    assert read.current(CASE) is not None


def test_what_is_sent_names_the_next_receipt_by_its_hash_alone() -> None:
    """The server learns the hash of the next lookup token, never that token."""
    rotation = seal_rotation(story().shown_to(story().receipt).read(), story().receipt, NEXT, TODAY)
    sent = rotation.to_json(story().receipt.lookup_token)

    assert from_base64(str(sent["lookup_token"])) == story().receipt.lookup_token
    assert sent["receipt_hash"] == sha256(NEXT.lookup_token).hex()
    assert {grant["holder"] for grant in rotation.grants} == {"receipt"}
    assert uuid.UUID(rotation.item["id"]).version == 4


def test_a_receipt_that_was_replaced_makes_no_second_successor() -> None:
    """Two next keys would be a fork, and neither would count."""
    shown = story().shown_to(story().receipt)
    item = item_view(seal_rotation(shown.read(), story().receipt, NEXT, TODAY).item)

    with pytest.raises(Refused) as refused:
        seal_rotation(shown.and_item(item).read(), story().receipt, NEWEST, TODAY)

    assert refused.value.code == "thread/receipt-replaced"


def test_a_case_that_cannot_be_verified_gets_no_new_receipt() -> None:
    """Without verified keys there is nothing to give on."""
    unverified = story().shown_to(story().receipt).with_grants().read()

    with pytest.raises(Refused) as refused:
        seal_rotation(unverified, story().receipt, NEXT, TODAY)

    assert refused.value.code == "thread/no-key"
