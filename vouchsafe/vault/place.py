"""Where a sealed thing belongs: case, kind and id (protocol §3). It is bound into every item's key and signature."""

import uuid
from dataclasses import dataclass
from enum import IntEnum

from vouchsafe.vault.errors import Unsupported
from vouchsafe.vault.primitives import label, sha256


class KeyKind(IntEnum):
    """The kinds of key that a case has (protocol §1)."""

    CASE = 0
    DESK = 1
    IDENTITY = 2
    SUBJECT = 3
    REQUEST = 4

    @property
    def is_shared(self) -> bool:
        """Whether nobody holds a key of this kind whole (protocol §5)."""
        return self in (KeyKind.IDENTITY, KeyKind.SUBJECT)


KINDS: dict[str, KeyKind] = {
    "report": KeyKind.CASE,
    "title": KeyKind.CASE,
    "message": KeyKind.CASE,
    "attachment": KeyKind.CASE,
    "letter": KeyKind.CASE,
    "contest": KeyKind.CASE,
    "succession": KeyKind.CASE,
    "handover": KeyKind.CASE,
    "agreement": KeyKind.CASE,
    "release": KeyKind.CASE,
    "checkin": KeyKind.CASE,
    "minutes": KeyKind.CASE,
    "checked": KeyKind.CASE,
    "blob": KeyKind.CASE,
    "note": KeyKind.DESK,
    "memo": KeyKind.DESK,
    "measure": KeyKind.DESK,
    "proposal": KeyKind.DESK,
    "verdict": KeyKind.DESK,
    "filing": KeyKind.DESK,
    "task": KeyKind.DESK,
    "conclusion": KeyKind.DESK,
    "identity": KeyKind.IDENTITY,
    "subject": KeyKind.SUBJECT,
    "request": KeyKind.REQUEST,
    "decision": KeyKind.REQUEST,
}
"""Each kind of thing, and the kind of key that seals it."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one sealed thing."""

    case: uuid.UUID
    kind: str
    thing: uuid.UUID

    @property
    def key_kind(self) -> KeyKind:
        """The kind of key that seals a thing here. Raises Unsupported for an unknown kind."""
        try:
            return KINDS[self.kind]
        except KeyError:
            raise Unsupported("This kind of item is not known to this release.") from None

    def encode(self) -> bytes:
        """Case id (16) ‖ len(kind) (1) ‖ kind (ASCII) ‖ thing id (16)."""
        kind = self.kind.encode("ascii")
        return self.case.bytes + bytes([len(kind)]) + kind + self.thing.bytes


def case_id_of(signing_public: bytes) -> uuid.UUID:
    """The case id that belongs to a reporter's signing key (32 bytes), so that nobody can replace a case's report."""
    return uuid.UUID(bytes=sha256(label("case") + signing_public)[:16], version=4)
