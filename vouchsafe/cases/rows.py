"""Rows as values, for where one statement reads a whole case: a model costs more than its reading."""

from datetime import date
from typing import NamedTuple
from uuid import UUID


class ItemRow(NamedTuple):
    """What a reader gets of an `Item`."""

    id: UUID
    kind: str
    key_kind: int
    generation: int
    sealed: bytes
    day: date
    position: int


class GrantRow(NamedTuple):
    """What opening a `Grant` needs."""

    id: UUID
    case_id: UUID
    key_kind: int
    generation: int
    wrapped: bytes


class BlobRow(NamedTuple):
    """What a reader gets of a `Blob`."""

    id: UUID
    sealed_size: int


class ClockRow(NamedTuple):
    """A `Clock`, without whose it is."""

    matter: str
    due_on: date
    met_on: date | None
    paused: bool
    still: bool
    extended: bool
