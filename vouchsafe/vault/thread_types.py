"""What goes into the verifying reader of a case, and what comes out (protocol §3, §4)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from vouchsafe.vault.bodies import Body
from vouchsafe.vault.directory import Directory
from vouchsafe.vault.grants import Opener
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.receipt import Receipt


@dataclass(frozen=True, slots=True)
class ItemView:
    """One sealed item as the server lists it. Nothing of it is believed before it is verified.

    `day` is the one that the server names: within one day its order says nothing (protocol §8).
    """

    id: uuid.UUID
    kind: str
    key_kind: int
    generation: int
    sealed: bytes
    day: str | None = None

    @property
    def sealed_sha256(self) -> str:
        """By which others name it (hex)."""
        return sha256(self.sealed).hex()


class Listed(Protocol):
    """An item as a reader tells it from others: as the server keeps it sealed, or as an archive keeps it open."""

    @property
    def id(self) -> uuid.UUID:
        """Its id."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def generation(self) -> int:
        """Of the key that sealed it."""

    @property
    def day(self) -> str | None:
        """The day that the server names."""

    @property
    def sealed_sha256(self) -> str:
        """By which others name it (hex)."""


@dataclass(frozen=True, slots=True)
class GrantView:
    """One of this reader's grants as the server lists it."""

    key_kind: int
    generation: int
    sealed: bytes


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as the server shows it to one reader: items in the server's order."""

    case: uuid.UUID
    channel: uuid.UUID
    items: tuple[ItemView, ...]
    grants: tuple[GrantView, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """The newest key of a kind that a reader has verified: its generation, and the SHA-256 (hex) of its 32 bytes."""

    generation: int
    sha256: str


Pins = Mapping[str, Pin]
"""By `pin_name`."""


def pin_name(case: uuid.UUID, kind: KeyKind) -> str:
    """The name of a pin: case id, slash, key kind."""
    return f"{case}/{int(kind)}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, by which signing key, with the directory that they have accepted and what they have pinned."""

    role: Literal["holder", "reporter"]
    identity: Opener
    public: bytes
    directory: Directory
    pins: Pins

    @classmethod
    def holder(cls, keys: HolderKeys, directory: Directory, pins: Pins | None = None) -> "Reader":
        """The holder of a card."""
        return cls("holder", keys.identity, keys.signing.public, directory, pins or {})

    @classmethod
    def reporter(cls, receipt: Receipt, directory: Directory, pins: Pins | None = None) -> "Reader":
        """Whoever has the receipt."""
        return cls("reporter", receipt.keys.identity, receipt.keys.signing.public, directory, pins or {})


class FindingCode(StrEnum):
    """What a reader must be told."""

    REPORT_MISSING = "report-missing"
    """No item of kind report is by the reporter of this case. Nothing else can be verified."""
    CASE_MISMATCH = "case-mismatch"
    """The receipt is not of this case, or the report names another organisation or channel."""
    DIRECTORY_UNKNOWN = "directory-unknown"
    """The directory entry that the report names is not in the directory."""
    UNKNOWN_RECIPIENT = "unknown-recipient"
    """The report was sealed to a card that its directory entry does not list for this channel."""
    SEALED_TO_MISMATCH = "sealed-to-mismatch"
    """The report was not sealed to a recovery sheet, or to no handler at all."""
    PART_MISSING = "part-missing"
    """An item that a body vouches for is not here, or is another."""
    GAP = "gap"
    """An author had seen an item that is not here."""
    ORDER = "order"
    """The server lists an item before one that its author had seen."""
    DUPLICATE_ITEM = "duplicate-item"
    """Two items with one id, or two reports."""
    SUCCESSION_FORK = "succession-fork"
    """One key of the reporter names two next ones, so that nobody can tell which is the reporter's."""
    FOREIGN_AUTHOR = "foreign-author"
    """An item whose author may not write this kind."""
    GRANT_INVALID = "grant-invalid"
    """A grant that does not open, is for another case or key, or was given by someone who may not."""
    FOREIGN_DESK_KEY = "desk-key-not-from-colleague"
    """A desk key that no colleague made."""
    KEY_REPLACED = "key-replaced"
    """A key that is another than the one pinned, or two keys for one generation."""
    PINNED_KEY_MISSING = "pinned-key-missing"
    """The pinned key was not shown: an older one is offered, or none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `detail` is an id, a hash or "kind/generation": never opened text."""

    code: FindingCode
    detail: str


@dataclass(frozen=True, slots=True)
class Opened:
    """An item that was opened and verified. `author` is "reporter", or the fingerprint (hex) of the author's card."""

    id: uuid.UUID
    kind: str
    generation: int
    author: str
    author_key: bytes
    body: Body
    sealed_sha256: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An item that could not be verified: shown with its reason, never skipped.

    `reason` is a vault error's code, "author/not-allowed", "report/not-this-case", "key/missing" or "item/duplicate".
    """

    id: uuid.UUID
    kind: str
    reason: str
    sealed_sha256: str


ThreadEntry = Opened | Unreadable
