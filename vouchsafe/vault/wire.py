"""Sealed things as they are sent: JSON with snake_case names, bytes as canonical base64 (protocol §7)."""

import os
import uuid
from collections.abc import Iterable
from typing import NamedTuple, TypedDict

from vouchsafe.vault.bodies import encode_body
from vouchsafe.vault.cards import Card
from vouchsafe.vault.grants import seal_grant
from vouchsafe.vault.hybrid import Recipient
from vouchsafe.vault.items import seal_item
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64, new_id, sha256, to_base64
from vouchsafe.vault.signing import Signer


class CurrentKey(NamedTuple):
    """A key (32 bytes) that may be sealed under, and its generation."""

    generation: int
    key: bytes


class ItemJson(TypedDict):
    """A sealed item."""

    id: str
    kind: str
    key_kind: int
    generation: int
    sealed: str


class GrantJson(TypedDict):
    """A grant, for the holder of the card of this fingerprint (hex), or for `receipt`."""

    holder: str
    key_kind: int
    generation: int
    sealed: str


class Part(TypedDict):
    """What a body vouches for: `sha256` is the hex hash of the sealed bytes."""

    kind: str
    id: str
    sha256: str


class Target(NamedTuple):
    """Who a grant is for: its name on the wire, and the key to seal to."""

    holder: str
    recipient: Recipient


def seal_body(
    current: CurrentKey,
    case: uuid.UUID,
    signer: Signer,
    kind: str,
    body: dict[str, object],
    *,
    item: uuid.UUID | None = None,
) -> ItemJson:
    """Seal and sign a body as an item, with a new id unless one is given.

    Raises Refused when the body is not as its kind demands.
    """
    place = Place(case, kind, item or new_id(os.urandom))
    sealed = seal_item(current.key, current.generation, place, encode_body(kind, body), signer)
    return ItemJson(
        id=str(place.thing),
        kind=kind,
        key_kind=int(place.key_kind),
        generation=current.generation,
        sealed=to_base64(sealed),
    )


def grant_to(
    targets: Iterable[Target], case: uuid.UUID, key_kind: KeyKind, current: CurrentKey, granter: Signer
) -> list[GrantJson]:
    """Seal one key to each target, one grant each (protocol §4)."""
    return [
        GrantJson(
            holder=target.holder,
            key_kind=int(key_kind),
            generation=current.generation,
            sealed=to_base64(seal_grant(target.recipient, case, key_kind, current.generation, current.key, granter)),
        )
        for target in targets
    ]


def card_target(card: Card) -> Target:
    """The target that the holder of a card is."""
    return Target(card.fingerprint.hex(), card.recipient)


def part_of(item: ItemJson) -> Part:
    """How a body vouches for this item."""
    return Part(kind=item["kind"], id=item["id"], sha256=sha256(from_base64(item["sealed"])).hex())
