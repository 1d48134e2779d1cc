"""An organisation's tree as its tiles hold it, for making proofs, and what proves one entry to who may ask for it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db import connection

from vouchsafe.audit.entries import COLUMNS, Row, leaf_of
from vouchsafe.audit.models import Cosignature, Log, Tile
from vouchsafe.audit.sequencing import signers_of
from vouchsafe.audit.tags import Tag
from vouchsafe.tlog import tree
from vouchsafe.tlog.notes import Verifier
from vouchsafe.tlog.tiles import Address, nodes
from vouchsafe.tlog.tree import Node

_OF_CASE: Final = f"""
SELECT p.index, {COLUMNS} FROM audit_entry AS e JOIN audit_place AS p
ON p.organisation_id = e.organisation_id AND p.entry_id = e.id
WHERE e.organisation_id = %s AND e.tag = %s AND e.objects ->> 'case' = %s AND p.index < %s ORDER BY p.index LIMIT 1
"""  # noqa: S608 - a constant

_NEWEST: Final = f"""
SELECT DISTINCT ON (e.objects ->> 'channel') e.objects ->> 'channel', p.index, {COLUMNS} FROM audit_entry AS e
JOIN audit_place AS p ON p.organisation_id = e.organisation_id AND p.entry_id = e.id
WHERE e.organisation_id = %s AND e.tag = %s AND p.index < %s ORDER BY e.objects ->> 'channel', p.index DESC
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Proven:
    """An entry: its leaf, where that stands, its inclusion proof, the checkpoint that holds it, and the log's keys."""

    leaf: str
    index: int
    proof: list[bytes]
    checkpoint: str
    keys: list[str]


def nodes_of(organisation_id: UUID) -> Node:
    """How the tree finds its nodes; each tile is read once."""

    @cache
    def tile(address: Address) -> bytes:
        tile = Tile.objects.get(organisation_id=organisation_id, level=address.level, number=address.number)
        return bytes(tile.hashes)

    return nodes(tile)


def verifiers_of(log: Log) -> list[Verifier]:
    """The keys that the log's checkpoints are checked with: the present one first, then one that is being replaced."""
    return [signer.verifier for signer in signers_of(log.origin)]


def cosigned(log: Log) -> str:
    """The newest checkpoint, with what witnesses have cosigned of it so far."""
    lines = Cosignature.objects.filter(organisation_id=log.organisation_id, checkpoint=log.checkpoint)
    return f"{log.checkpoint}{''.join(lines.order_by('witness').values_list('lines', flat=True))}"


def newest_note(organisation_id: UUID) -> str:
    """As `cosigned`; "" before there is a log. What is proven stays the same while this does."""
    log = Log.objects.filter(organisation_id=organisation_id).first()
    return "" if log is None else cosigned(log)


def first_of_case(organisation_id: UUID, tag: Tag, case: UUID) -> Proven | None:
    """The first entry with this tag about a case, proven; None before the log holds it."""
    log = Log.objects.filter(organisation_id=organisation_id).first()
    if log is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, [organisation_id, tag, str(case), log.size])
        found = cursor.fetchone()
    return None if found is None else _proven(log, [found])[0]


def newest(organisation_id: UUID, tag: Tag) -> dict[str | None, Proven]:
    """The newest entry with this tag of each channel, proven, by the channel's id; under None one that names none."""
    log = Log.objects.filter(organisation_id=organisation_id).first()
    if log is None:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [organisation_id, tag, log.size])
        found = cursor.fetchall()
    return dict(zip((row[0] for row in found), _proven(log, [row[1:] for row in found]), strict=True))


def _proven(log: Log, found: list[Any]) -> list[Proven]:
    """Each of the rows, an index before `COLUMNS`, with what proves it."""
    node, note = nodes_of(log.organisation_id), cosigned(log)
    keys = [str(each) for each in verifiers_of(log)]
    return [
        Proven(leaf_of(Row._make(row)).decode(), index, tree.inclusion_proof(index, log.size, node), note, keys)
        for index, *row in found
    ]
