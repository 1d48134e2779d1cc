"""New keys for a case, and who may hold its keys now (protocol §1, §4, §7)."""

import os
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vouchsafe.vault.cards import Card
from vouchsafe.vault.compose import key_for
from vouchsafe.vault.directory import Directory, Role
from vouchsafe.vault.errors import Malformed, Refused
from vouchsafe.vault.hybrid import Recipient
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import from_base64
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.thread import Opened, ReadCase
from vouchsafe.vault.thread_findings import independent_only
from vouchsafe.vault.wire import CurrentKey, GrantJson, Target, card_target, grant_to

KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class NewKeys:
    """The next generation of a case's keys, ready to be sent; `successions` is how many of these items were seen."""

    keys: Mapping[KeyKind, CurrentKey]
    grants: tuple[GrantJson, ...]
    successions: int

    def to_json(self) -> dict[str, object]:
        """What is posted to `cases/<id>/rekeying`."""
        keys = [
            {
                "key_kind": int(kind),
                "generation": current.generation,
                "grants": [
                    {"holder": grant["holder"], "sealed": grant["sealed"]}
                    for grant in self.grants
                    if grant["key_kind"] == kind
                ],
            }
            for kind, current in self.keys.items()
        ]
        return {"keys": keys, "successions": self.successions}


def key_holders(read: ReadCase, directory: Directory, channel: uuid.UUID) -> list[Card]:
    """The cards of handlers that may hold this case's keys, by the newest entry and the reporter's signed word.

    Nobody whom the reporter left out, whichever card they have now; and where the reporter left out everybody but
    independent handlers, only those. Raises Refused `thread/no-key` without a verified report.
    """
    if read.report is None:
        raise Refused("This case could not be verified, so nobody is given its keys.", code="thread/no-key")
    left_out = directory.people(read.excluded)
    cards = [card for card in directory.holders(channel, [Role.HANDLER]) if card.holder not in left_out]
    if not independent_only(read.report, directory):
        return cards
    independent = {card.fingerprint for card in directory.holders(channel, [Role.INDEPENDENT])}
    return [card for card in cards if card.fingerprint in independent]


def reply_recipient(read: ReadCase) -> Recipient:
    """To whom answers go: the recipient that the report names, or the newest receipt in the reporter's chain (§6).

    Raises Refused `thread/no-key` when the case could not be verified, or names what nothing can be sealed to.
    """
    key_for(read, "message")  # verified, and the chain of receipts is no fork
    named = {
        entry.author_key: entry.body
        for entry in read.entries
        if isinstance(entry, Opened) and entry.kind == "succession"
    }
    present, recipient = read.report.author_key, read.report.body["reply_to"]  # type: ignore[union-attr]
    while following := named.get(present):
        present, recipient = bytes.fromhex(following["signing_key"]), following["recipient"]
    try:
        found = Recipient.from_bytes(from_base64(recipient))
    except Malformed:
        raise _unusable() from None
    if not found.is_sound:
        raise _unusable()
    return found


def seal_new_keys(read: ReadCase, newest: Mapping[KeyKind, int], cards: Collection[Card], granter: Signer) -> NewKeys:
    """Make the next generation of each key in `newest` (the newest generations, by kind) for these cards.

    1. The case is verified, and its present keys are here: whoever is shown an old generation makes none.
    2. Each key is new: 32 random bytes.
    3. The case key goes to the reporter's newest receipt too; the desk key does not.
    Raises Refused `thread/no-key`: nothing was made.
    """
    receipt = Target("receipt", reply_recipient(read))
    keys: dict[KeyKind, CurrentKey] = {}
    grants: list[GrantJson] = []
    for kind, generation in sorted(newest.items()):
        present = read.current(kind)
        if present is None or present.generation != generation:
            raise Refused("The present key of this case is not here, so no new one is made.", code="thread/no-key")
        keys[kind] = CurrentKey(generation + 1, os.urandom(KEY_SIZE))
        targets = [card_target(card) for card in cards]
        targets += [receipt] if kind == KeyKind.CASE else []
        grants += grant_to(targets, read.case, kind, keys[kind], granter)
    successions = sum(entry.kind == "succession" for entry in read.entries)
    return NewKeys(keys, tuple(grants), successions)


def _unusable() -> Refused:
    return Refused("This case names a receipt that nothing can be sealed to, so no key is made.", code="thread/no-key")
