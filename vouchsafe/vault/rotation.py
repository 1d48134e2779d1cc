"""A new receipt for a case, in the stead of the one at hand (protocol §6)."""

import datetime as dt
from dataclasses import dataclass

from vouchsafe.vault.compose import key_for
from vouchsafe.vault.errors import Refused
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.thread import Opened, ReadCase
from vouchsafe.vault.wire import CurrentKey, GrantJson, ItemJson, Target, grant_to, seal_body


@dataclass(frozen=True, slots=True)
class Rotation:
    """What makes a new receipt count, ready to be sent: the same for every try, so that the server knows a retry."""

    receipt_hash: bytes
    item: ItemJson
    grants: tuple[GrantJson, ...]

    def to_json(self, lookup_token: bytes) -> dict[str, object]:
        """What is posted to `mailbox/rotation`, with the lookup token (32 bytes) of the receipt that ends."""
        return {
            "lookup_token": to_base64(lookup_token),
            "receipt_hash": self.receipt_hash.hex(),
            "item": self.item,
            "grants": self.grants,
        }


def seal_rotation(read: ReadCase, present: Receipt, following: Receipt, sent_on: dt.date) -> Rotation:
    """Name the next receipt in the reporter's chain, and give it every key that the present one holds verified.

    Raises Refused `thread/no-key` when the case could not be verified, and `thread/receipt-replaced` when the present
    receipt has a successor already. Protocol §6.
    """
    # 1. One key names one next key: two would be a fork, and neither would count.
    signing = present.keys.signing
    if any(
        isinstance(one, Opened) and one.kind == "succession" and one.author_key == signing.public
        for one in read.entries
    ):
        raise Refused("A newer receipt has taken the place of this one.", code="thread/receipt-replaced")
    # 2. The present key names the next one, where handlers read it: under the newest verified case key.
    keys = following.keys
    body: dict[str, object] = {
        "sent_on": sent_on.isoformat(),
        "signing_key": keys.signing.public.hex(),
        "recipient": to_base64(keys.recipient.raw),
    }
    item = seal_body(key_for(read, "succession"), read.case, signing, "succession", body)
    # 3. The next key grants them to itself: whoever learned the present receipt can slip it none.
    target = Target("receipt", keys.recipient)
    grants = [
        grant
        for (kind, generation), key in sorted(read.keys.items())
        for grant in grant_to([target], read.case, kind, CurrentKey(generation, key), keys.signing)
    ]
    return Rotation(following.lookup_hash, item, tuple(grants))
