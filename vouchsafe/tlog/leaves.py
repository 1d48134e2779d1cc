"""A leaf: one entry of the record as canonical JSON, the bytes that the tree hashes.

One object, names in this (alphabetical) order, no white space, UTF-8 (RFC 8785 gives the same bytes):

    {"actor":ID|null,"at":"2026-11-25T20:10:10.000123Z","objects":{NAME:ID|HASH|NUMBER|WORD,…},
     "organisation":ID,"salt":ID,"tag":"case:opened","v":1}

ID is a lower-case hyphenated UUID; `at` is UTC with six digits of a second. `salt` is random (122 bits), so that a
leaf's hash, which anybody may see, tells nothing of the entry to those who can guess the rest.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from vouchsafe.tlog.errors import NotCanonical

_AT: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"
_TAG: Final = r"^[a-z-]+:[a-z-]+$"


class Leaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry, as its leaf says it."""

    actor: UUID | None
    at: Annotated[str, msgspec.Meta(pattern=_AT)]
    objects: dict[str, str | int]
    organisation: UUID
    salt: UUID
    tag: Annotated[str, msgspec.Meta(pattern=_TAG)]
    v: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1


DIRECTORY: Final = "directory:extended"
"""The tag of an entry about the directory; its objects are `sequence` and `entry`, the SHA-256 in hex."""

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Leaf)


def encode_leaf(
    *,
    organisation: UUID,
    at: datetime,
    tag: str,
    actor: UUID | None,
    objects: Mapping[str, str | int],
    salt: UUID,
) -> bytes:
    """The canonical bytes of an entry. `at` is aware."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return _encoder.encode(Leaf(actor, moment, dict(objects), organisation, salt, tag))


def read_leaf(data: bytes, index: int) -> Leaf:
    """Read a leaf; raises NotCanonical unless writing it again gives the same bytes. `index` is for the sentence."""
    try:
        leaf = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotCanonical(index) from error
    if _encoder.encode(leaf) != data:
        raise NotCanonical(index)
    return leaf
