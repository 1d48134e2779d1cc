"""What the record says of one case, proven, for who reads the case: it goes with the case when it is taken away."""

from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from vouchsafe.audit.entries import COLUMNS, Row, leaf_of
from vouchsafe.audit.proofs import cosigned, nodes_of, verifiers_of
from vouchsafe.cases import queries as cases
from vouchsafe.oversight.directory import Recorded
from vouchsafe.oversight.record import log_of
from vouchsafe.people.models import Member
from vouchsafe.tlog import tree

_OF_CASE: Final = f"""
SELECT p.index, {COLUMNS} FROM audit_entry AS e LEFT JOIN audit_place AS p
ON p.organisation_id = e.organisation_id AND p.entry_id = e.id
WHERE e.organisation_id = %s AND e.objects ->> 'case' = %s ORDER BY p.index
"""  # noqa: S608 - a constant


class CaseRecord(NamedTuple):
    """The newest checkpoint, the key that signed it, each entry about the case, and how many still wait for a place."""

    checkpoint: str
    key: str
    entries: list[Recorded]
    waiting: int


def record_of(member: Member, case: UUID) -> CaseRecord:
    """The entries about a case that this handler reads: they work on it, and the desk tells them most of it already.

    Raises NotFound "case/not-found" for everybody else, and Http404 before the log's first checkpoint.
    """
    found = cases.case_for(member, case)
    log = log_of(found.organisation_id)
    node = nodes_of(found.organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASE, [found.organisation_id, str(found.id)])
        rows = [(values[0], Row._make(values[1:])) for values in cursor.fetchall()]
    placed = [(index, row) for index, row in rows if index is not None and index < log.size]
    entries = [
        Recorded(index, leaf_of(row).decode(), tree.inclusion_proof(index, log.size, node)) for index, row in placed
    ]
    return CaseRecord(cosigned(log), str(verifiers_of(log)[0]), entries, len(rows) - len(placed))
