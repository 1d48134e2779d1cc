"""Entries as the leaves of their log: the one place that knows both the row and the leaf's bytes."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from vouchsafe.tlog.leaves import encode_leaf
from vouchsafe.tlog.tiles import WIDTH
from vouchsafe.tlog.tree import HASH_SIZE, leaf_hash
from vouchsafe.tlog.verifying import tile_line, withheld_line

COLUMNS: Final = "e.id, e.organisation_id, e.at, e.tag, e.actor, e.objects, e.salt"
"""What `leaf_of` takes, of `audit_entry AS e`."""

_TILES_AT_ONCE: Final = 8
_READ: Final = f"""
SELECT p.index, {COLUMNS} FROM audit_place AS p JOIN audit_entry AS e ON e.id = p.entry_id
WHERE p.organisation_id = %s AND p.index >= %s AND p.index < %s ORDER BY p.index
"""  # noqa: S608 - a constant
_TILES: Final = """
SELECT number, hashes FROM audit_tile WHERE organisation_id = %s AND level = 0 AND number >= %s AND number <= %s
"""


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


def read_lines(organisation_id: UUID, start: int, end: int, hidden: Collection[UUID] = frozenset()) -> Iterator[bytes]:
    """The lines of an organisation's export (`tlog.verifying`) from entry `start` up to, not including, `end`.

    Entries of the cases in `hidden` are withheld. A tile's line comes where all of the tile that lies before `end` was
    read. Read some tiles at a time, so that neither memory nor a transaction grows with them. Leaves are made anew from
    the entries as they are now: one that was changed since it got its place does not hash to what the tile holds.
    """
    unseen = {str(case) for case in hidden}
    stride = _TILES_AT_ONCE * WIDTH
    for begin in range(start // WIDTH * WIDTH, end, stride):
        first, last = max(begin, start), min(begin + stride, end)
        with connection.cursor() as cursor:
            cursor.execute(_READ, [organisation_id, first, last])
            rows = [(values[0], Row._make(values[1:])) for values in cursor.fetchall()]
            cursor.execute(_TILES, [organisation_id, begin // WIDTH, (last - 1) // WIDTH])
            tiles = {number: bytes(hashes) for number, hashes in cursor.fetchall()}
        by_tile: dict[int, list[Row]] = {}
        for index, row in rows:
            by_tile.setdefault(index // WIDTH, []).append(row)
        for number in range(begin // WIDTH, -(-last // WIDTH)):
            for row in by_tile.get(number, []):
                yield _line(row, unseen)
            if number * WIDTH >= start and number in tiles:
                yield tile_line(tiles[number][: (last - number * WIDTH) * HASH_SIZE])


def _line(row: Row, unseen: Collection[str]) -> bytes:
    leaf = leaf_of(row)
    if unseen and json.loads(row.objects).get("case") in unseen:
        return withheld_line(leaf_hash(leaf))
    return leaf
