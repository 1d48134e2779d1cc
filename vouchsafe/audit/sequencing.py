"""Giving waiting entries their place in the log, in batches: hash, put into tiles, sign the new checkpoint.

One sequencer works at a time, on the whole server: it holds an advisory lock for the length of its transaction, so
whoever comes second does nothing, and a crash lets go. A batch takes the same few statements however many entries and
organisations are in it. Everything of a batch is one transaction: either all of its entries have their place and
the checkpoint counts them, or all still wait.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from vouchsafe.audit.entries import COLUMNS, Row, leaf_of
from vouchsafe.tlog.checkpoints import Checkpoint, sign_checkpoint
from vouchsafe.tlog.notes import Signer, read_note, sign
from vouchsafe.tlog.tiles import Address, edge, edge_root, grow
from vouchsafe.tlog.tree import leaf_hash

BATCH: Final = 5000

_LOCK: Final = int.from_bytes(sha256(b"vouchsafe/record/sequencer").digest()[:8], "big", signed=True)
_TAKE: Final = f"""
WITH taken AS (
  DELETE FROM audit_waiting WHERE entry_id IN (SELECT entry_id FROM audit_waiting ORDER BY entry_id LIMIT %s)
  RETURNING entry_id)
SELECT {COLUMNS} FROM audit_entry AS e JOIN taken ON taken.entry_id = e.id ORDER BY e.organisation_id, e.id
"""  # noqa: S608 - a constant
_LOGS: Final = "SELECT organisation_id, origin, size FROM audit_log WHERE organisation_id = ANY(%s)"
_EDGES: Final = """
SELECT organisation_id, level, number, hashes
FROM audit_tile JOIN unnest(%s::uuid[], %s::smallint[], %s::bigint[]) AS wanted (organisation_id, level, number)
  USING (organisation_id, level, number)
"""
_PLACE: Final = """
INSERT INTO audit_place (organisation_id, index, entry_id) SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[])
"""
_PUT_TILES: Final = """
INSERT INTO audit_tile (organisation_id, level, number, hashes)
SELECT * FROM unnest(%s::uuid[], %s::smallint[], %s::bigint[], %s::bytea[])
ON CONFLICT (organisation_id, level, number) DO UPDATE SET hashes = excluded.hashes
"""
_PUT_LOGS: Final = """
INSERT INTO audit_log (organisation_id, origin, size, checkpoint)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::bigint[], %s::text[])
ON CONFLICT (organisation_id) DO UPDATE SET size = excluded.size, checkpoint = excluded.checkpoint
"""


class Begun(NamedTuple):
    """A log before the batch."""

    origin: str
    size: int


class Grown(NamedTuple):
    """A log after the batch: where its new entries stand, the tiles that changed, and its signed checkpoint."""

    organisation: UUID
    origin: str
    size: int
    note: str
    places: list[tuple[int, int]]
    tiles: dict[Address, bytes]


def origin_of(organisation_id: UUID) -> str:
    """The name that a new log of this organisation gets: its address without the scheme (C2SP tlog-checkpoint)."""
    return f"{settings.VOUCHSAFE.hosts.public}/record/{organisation_id}"


def signers_of(origin: str) -> tuple[Signer, ...]:
    """The keys that sign the checkpoints of this log: the present one and, while it is being replaced, the former."""
    config = settings.VOUCHSAFE
    seeds = [config.record_key, *([config.former_record_key] if config.former_record_key else [])]
    return tuple(Signer.from_seed(origin, seed) for seed in seeds)


def integrate() -> int:
    """Give up to BATCH waiting entries their places; how many. 0 where none wait, or another sequencer is at it."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        return _integrate(cursor)


def sign_anew() -> int:
    """Sign each checkpoint that lacks a signature of a present key, as after the key was changed; how many."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT organisation_id, origin, size, checkpoint FROM audit_log")
        signed = [
            (owner, origin, size, str(sign(note.text, *signers)))
            for owner, origin, size, text in cursor.fetchall()
            if (note := read_note(text)) and (signers := signers_of(origin))
            if not all(note.lines_of(signer.verifier) for signer in signers)
        ]
        cursor.execute(_PUT_LOGS, _columns(signed, 4))
    return len(signed)


def _integrate(cursor: Any) -> int:  # noqa: ANN401 - Django's cursor has no type of its own
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    if not cursor.fetchone()[0]:
        return 0
    cursor.execute(_TAKE, [BATCH])
    rows = [Row._make(values) for values in cursor.fetchall()]
    if not rows:
        return 0
    by_owner = {owner: list(group) for owner, group in groupby(rows, key=lambda row: row.organisation)}
    begun = _begun(cursor, list(by_owner))
    edges = _edges(cursor, begun)
    _write(cursor, [_grow(owner, begun[owner], edges[owner], added) for owner, added in by_owner.items()])
    return len(rows)


def _begun(cursor: Any, owners: Sequence[UUID]) -> dict[UUID, Begun]:  # noqa: ANN401 - as above
    cursor.execute(_LOGS, [owners])
    known = {owner: Begun(origin, size) for owner, origin, size in cursor.fetchall()}
    return {owner: known.get(owner) or Begun(origin_of(owner), 0) for owner in owners}


def _edges(cursor: Any, begun: dict[UUID, Begun]) -> dict[UUID, dict[Address, bytes]]:  # noqa: ANN401 - as above
    wanted = [(owner, *address) for owner, log in begun.items() for address in edge(log.size)]
    found: dict[UUID, dict[Address, bytes]] = {owner: {} for owner in begun}
    cursor.execute(_EDGES, _columns(wanted, 3))
    for owner, level, number, hashes in cursor.fetchall():
        found[owner][Address(level, number)] = bytes(hashes)
    return found


def _grow(owner: UUID, log: Begun, unfinished: dict[Address, bytes], rows: Sequence[Row]) -> Grown:
    tiles = grow(log.size, unfinished, [leaf_hash(leaf_of(row)) for row in rows])
    size = log.size + len(rows)
    root = edge_root(size, {**unfinished, **tiles})
    note = sign_checkpoint(Checkpoint(log.origin, size, root), *signers_of(log.origin))
    places = [(log.size + offset, row.id) for offset, row in enumerate(rows)]
    return Grown(owner, log.origin, size, note, places, tiles)


def _write(cursor: Any, logs: Sequence[Grown]) -> None:  # noqa: ANN401 - as above
    places = [(log.organisation, *place) for log in logs for place in log.places]
    tiles = [(log.organisation, *address, hashes) for log in logs for address, hashes in log.tiles.items()]
    cursor.execute(_PLACE, _columns(places, 3))
    cursor.execute(_PUT_TILES, _columns(tiles, 4))
    cursor.execute(_PUT_LOGS, _columns([(log.organisation, log.origin, log.size, log.note) for log in logs], 4))


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Rows as one array for each column; empty arrays where there is no row."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
