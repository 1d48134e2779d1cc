"""Entries as the leaves of their log: the one place that knows both the row and the leaf's bytes."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from vouchsafe.tlog.leaves import encode_leaf

COLUMNS: Final = "e.id, e.organisation_id, e.at, e.tag, e.actor, e.objects, e.salt"
"""What `leaf_of` takes, of `audit_entry AS e`."""

_PAGE: Final = 2000
_READ: Final = f"""
SELECT {COLUMNS} FROM audit_place AS p JOIN audit_entry AS e ON e.id = p.entry_id
WHERE p.organisation_id = %s AND p.index >= %s AND p.index < %s ORDER BY p.index
"""  # noqa: S608 - a constant


class Row(NamedTuple):
    """An entry as a cursor reads `COLUMNS`: Django leaves JSON as text there."""

    id: int
    organisation: UUID
    at: datetime
    tag: str
    actor: UUID | None
    objects: str
    salt: UUID


def leaf_of(row: Row) -> bytes:
    """The canonical bytes of an entry (docs/protocol.md, "The record")."""
    return encode_leaf(
        organisation=row.organisation,
        at=row.at,
        tag=row.tag,
        actor=row.actor,
        objects=json.loads(row.objects),
        salt=row.salt,
    )


def read_leaves(organisation_id: UUID, start: int, end: int) -> Iterator[bytes]:
    """The leaves of an organisation's log from `start` up to, not including, `end`, in the order of the log.

    Read a page at a time, so that neither memory nor a transaction grows with them. Leaves are made anew from the
    entries as they are now: one that was changed since it got its place does not hash to what the tree holds.
    """
    for first in range(start, end, _PAGE):
        with connection.cursor() as cursor:
            cursor.execute(_READ, [organisation_id, first, min(first + _PAGE, end)])
            rows = cursor.fetchall()
        for values in rows:
            yield leaf_of(Row._make(values))
