"""What a blob is known by, what is known of it, and what goes wrong."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from vouchsafe.common.errors import VouchsafeError


class Name(NamedTuple):
    """Whose blob, and its id."""

    organisation: UUID
    blob: UUID


class Found(NamedTuple):
    """A whole blob: its size in bytes, and the day (UTC) on which it became whole or was put away."""

    size: int
    day: date


class Taken(NamedTuple):
    """A whole blob that its sender can no longer take back: its day as `Found` has it, and its first bytes."""

    day: date
    head: bytes


class StorageError(VouchsafeError):
    """The storage did not do what it was asked for.

    Codes: "storage/away" (no answer, or not now), "storage/refused" (wrong key, no such bucket, not at this endpoint),
    "storage/versioned" (what was deleted is still there).
    """
