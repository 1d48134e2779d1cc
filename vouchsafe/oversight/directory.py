"""What proves to a member that the directory they are shown is the one in the record (protocol §2)."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from vouchsafe.audit.entries import COLUMNS, Row, leaf_of
from vouchsafe.audit.proofs import cosigned, nodes_of, verifiers_of
from vouchsafe.audit.tags import Tag
from vouchsafe.oversight.record import log_of
from vouchsafe.people.models import Member
from vouchsafe.tlog import tree
from vouchsafe.tlog.errors import OutOfRange

_RECORDED = f"""
SELECT p.index, {COLUMNS} FROM audit_entry AS e JOIN audit_place AS p
ON p.organisation_id = e.organisation_id AND p.entry_id = e.id
WHERE e.organisation_id = %s AND e.tag = %s AND (e.objects ->> 'sequence')::int >= %s AND p.index < %s ORDER BY p.index
"""  # noqa: S608 - a constant


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry as the record has it: its leaf, where that stands, and the inclusion proof."""

    index: int
    leaf: str
    proof: list[bytes]


class Proof(NamedTuple):
    """The newest checkpoint and the log's keys, how it goes on from an older one, and entries of the directory."""

    checkpoint: str
    keys: list[str]
    consistency: list[bytes]
    entries: list[Recorded]


def recorded_for(member: Member, since: int, after: int) -> Proof:
    """Proof for who saw `since` entries of the record (0: none), of the directory's entries from number `after` on.

    Every member may ask: whose keys are whose is no secret among them. Raises Http404, and OutOfRange where the record
    has become shorter.
    """
    log = log_of(member.organisation_id)
    node = nodes_of(log.organisation_id)
    if since > log.size:
        raise OutOfRange
    consistency = tree.consistency_proof(since, log.size, node) if since else []
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, [log.organisation_id, Tag.DIRECTORY_EXTENDED, after, log.size])
        rows = [(values[0], Row._make(values[1:])) for values in cursor.fetchall()]
    entries = [
        Recorded(index, leaf_of(row).decode(), tree.inclusion_proof(index, log.size, node)) for index, row in rows
    ]
    return Proof(cosigned(log), [str(each) for each in verifiers_of(log)], consistency, entries)
