"""Asking a witness to cosign the newest checkpoint of each record (C2SP tlog-witness, add-checkpoint).

A witness sees checkpoints and hashes, never an entry. What it answers is kept with the log and served with it.
"""

import logging
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

import httpx
from django.db import connection

from vouchsafe.audit.models import Cosignature, Log
from vouchsafe.audit.proofs import nodes_of
from vouchsafe.tlog.checkpoints import read_size
from vouchsafe.tlog.errors import RecordError
from vouchsafe.tlog.notes import Note, Verifier, read_note, verify_cosignature
from vouchsafe.tlog.tree import consistency_proof
from vouchsafe.tlog.witness import Submission

SIZE_TYPE: Final = "text/x.tlog.size"
_LONGEST: Final = 100_000
_DUE: Final = """
SELECT l.organisation_id, l.size, l.checkpoint, COALESCE(c.size, 0) FROM audit_log AS l
LEFT JOIN audit_cosignature AS c ON c.organisation_id = l.organisation_id AND c.witness = %s
WHERE c.checkpoint IS DISTINCT FROM l.checkpoint ORDER BY l.organisation_id
"""

logger = logging.getLogger(__name__)


class Refusal(StrEnum):
    """Why a witness did not cosign. `FORKED` is the one to fear: it saw another history of this log."""

    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    FORKED = "forked"
    ODD = "odd"


class Refused(Exception):
    """The witness did not cosign."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Overtaken(Exception):
    """Another worker asked about a newer checkpoint meanwhile."""


class Due(NamedTuple):
    """A checkpoint that the witness has not cosigned, and the size of the last one that it has."""

    organisation: UUID
    size: int
    checkpoint: str
    old: int


def cosign_all(client: httpx.Client, address: str, witness: Verifier) -> bool:
    """Ask the witness at `address` (its submission prefix) about each log that has grown; whether it took them all.

    What it answers is stored, a refusal too; one is logged when it is new.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [str(witness)])
        due = [Due._make(row) for row in cursor.fetchall()]
    taken = [_cosign(client, address, witness, each) for each in due]
    return all(taken)


def _cosign(client: httpx.Client, address: str, witness: Verifier, due: Due) -> bool:
    rows = Cosignature.objects.filter(organisation_id=due.organisation, witness=str(witness))
    row = rows.first() or Cosignature(organisation_id=due.organisation, witness=str(witness))
    try:
        lines = _submit(client, address, witness, due)
    except Overtaken:
        return True
    except Refused as refused:
        if row.refusal != refused.refusal:
            logger.warning("the witness %s did not cosign a record: %s", witness.name, refused.refusal)
        row.refusal = refused.refusal
    else:
        row.size, row.checkpoint, row.lines, row.refusal = due.size, due.checkpoint, "".join(lines), ""
    values = {"size": row.size, "checkpoint": row.checkpoint, "lines": row.lines, "refusal": row.refusal}
    if not rows.update(**values):
        row.save(force_insert=True)
    return not row.refusal


def _submit(client: httpx.Client, address: str, witness: Verifier, due: Due) -> list[str]:
    """The witness's signature lines. Raises Refused and Overtaken."""
    note = read_note(due.checkpoint)
    old = min(due.old, due.size)
    answer = _post(client, address, due, old, note)
    known = _known_size(answer)
    # It has seen more of this log, or less, than is noted here (an old copy of the database was put back, say).
    if known is not None and known != old:
        if known > due.size:
            is_newer = Log.objects.filter(organisation_id=due.organisation, size__gte=known).exists()
            raise Overtaken if is_newer else Refused(Refusal.FORKED)
        answer = _post(client, address, due, known, note)
    if answer.status_code == httpx.codes.OK:
        return _read_lines(answer, witness, note)
    if answer.status_code in {httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY}:
        raise Refused(Refusal.FORKED)
    is_unknown = answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.FORBIDDEN}
    raise Refused(Refusal.UNKNOWN if is_unknown else Refusal.ODD)


def _post(client: httpx.Client, address: str, due: Due, old: int, note: Note) -> httpx.Response:
    proof = consistency_proof(old, due.size, nodes_of(due.organisation)) if 0 < old < due.size else []
    body = str(Submission(old, tuple(proof), note)).encode()
    try:
        return client.post(f"{address.rstrip('/')}/add-checkpoint", content=body)
    except httpx.HTTPError as error:
        raise Refused(Refusal.UNREACHABLE) from error


def _known_size(answer: httpx.Response) -> int | None:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if answer.status_code != httpx.codes.CONFLICT or kind != SIZE_TYPE:
        return None
    try:
        return read_size(answer.text.removesuffix("\n"))
    except RecordError as error:
        raise Refused(Refusal.ODD) from error


def _read_lines(answer: httpx.Response, witness: Verifier, note: Note) -> list[str]:
    """Of the lines that came, those of this witness's key, if they are good; others are for somebody else."""
    try:
        given = read_note(f"{note}{answer.text[:_LONGEST]}")
        verify_cosignature(given, witness)
    except RecordError as error:
        raise Refused(Refusal.ODD) from error
    return given.lines_of(witness)
