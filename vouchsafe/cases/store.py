"""One statement that stores a whole case, so that it is there wholly or not at all (protocol §7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

import msgspec
from django.db import IntegrityError

from vouchsafe.cases.clocks import first_clocks
from vouchsafe.cases.models import Case, Grant, SealedBy, State
from vouchsafe.cases.wire import RECEIPT, SealedBlob, SealedGrant, SealedItem
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.vault import erasure as vault_erasure


@dataclass(frozen=True, slots=True)
class Arrival:
    """A checked bundle on its way into the store; hashes are 32 bytes. `definition` is the channel's.

    `excluded` are members whom the reporter left out; `independent_only` whether all but independent handlers were.
    """

    organisation: UUID
    channel: UUID
    definition_version: int
    definition: Mapping[str, Any]
    case: UUID
    directory_hash: bytes
    receipt_hash: bytes
    bundle_hash: bytes
    items: Sequence[SealedItem]
    grants: Sequence[SealedGrant]
    blobs: Sequence[SealedBlob]
    excluded: Sequence[UUID] = ()
    independent_only: bool = False
    sealed_by: SealedBy = SealedBy.CLIENT
    is_test: bool = False


class Toll(Protocol):
    """What a case uses up, and uses only if it is stored: `text` is an INSERT that selects `FROM arrived`.

    It is a part of the statement that stores the case, with the values of that and its own. Where there is no room it
    must fail, so that all is undone.
    """

    @property
    def text(self) -> str:
        """SQL, always the same."""

    @property
    def values(self) -> Mapping[str, str | int]:
        """What it needs beside what an arrival has: `organisation`, `channel`, `case`, `day`."""

    def is_why(self, error: IntegrityError) -> bool:
        """Whether this is what failed."""

    def refusal(self) -> VouchsafeError:
        """What the sender is told then."""


def erased_hash(organisation: UUID, case: UUID) -> bytes:
    """What is kept of an erased case's id: a SHA-256 (32 bytes) that is of one organisation alone."""
    return hashlib.sha256(b"vouchsafe/v1/erased\x00" + organisation.bytes + case.bytes).digest()


_STORE: Final = """
WITH arrived AS (
  INSERT INTO cases_case (id, organisation_id, channel_id, definition_version, directory_hash, receipt_hash,
                          bundle_hash, erasure_id, state, received_on, sealed_by, is_test,
                          read_through, notice_pending, arrival_recorded, excluded, independent_only, rekey_due)
  SELECT %(case)s, %(organisation)s, %(channel)s, %(definition_version)s, %(directory_hash)s, %(receipt_hash)s,
         %(bundle_hash)s, %(erasure_id)s, %(state)s, %(day)s, %(sealed_by)s, %(is_test)s,
         -1, true, false, %(excluded)s::uuid[], %(independent_only)s, false
  WHERE NOT EXISTS (SELECT FROM cases_erasedid WHERE organisation_id = %(organisation)s AND hash = %(erased)s)
  ON CONFLICT DO NOTHING
  RETURNING id
), keys AS (
  INSERT INTO cases_casekey (organisation_id, case_id, key_kind, generation)
  SELECT DISTINCT %(organisation)s::uuid, arrived.id, g.key_kind, g.generation
  FROM arrived, json_to_recordset(%(grants)s::json) AS g (key_kind smallint, generation int)
), grants AS (
  INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)
  SELECT g.id, %(organisation)s, arrived.id, decode(g.holder, 'base64'), g.key_kind, g.generation,
         decode(g.wrapped, 'base64')
  FROM arrived, json_to_recordset(%(grants)s::json)
                AS g (id uuid, holder text, key_kind smallint, generation int, wrapped text)
), items AS (
  INSERT INTO cases_item (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)
  SELECT i.id, %(organisation)s, arrived.id, i.kind, i.key_kind, i.generation, decode(i.sealed, 'base64'), %(day)s,
         i.position
  FROM arrived, json_to_recordset(%(items)s::json)
                AS i (id uuid, kind text, key_kind smallint, generation int, sealed text, position int)
), blobs AS (
  INSERT INTO cases_blob (id, organisation_id, case_id, sealed_size)
  SELECT b.id, %(organisation)s, arrived.id, b.size
  FROM arrived, json_to_recordset(%(blobs)s::json) AS b (id uuid, size bigint)
), clocks AS (
  INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, paused, still, extended)
  SELECT %(organisation)s, arrived.id, k.matter, k.due_on, false, false, false
  FROM arrived, json_to_recordset(%(clocks)s::json) AS k (matter text, due_on date)
)"""
_STORED: Final = "\nSELECT id FROM arrived"


def store(arrival: Arrival, day: date, erasure_id: UUID, erasure_key: bytes, toll: Toll | None = None) -> bool:
    """Store a case with all that arrived and its first clocks; False, and nothing stored, when its id is taken.

    One statement, which takes the `toll` too, last of all: whoever else takes it waits for the end of this. Raises
    IntegrityError when a blob is of another case, and where there is no room for the toll.
    """
    due = first_clocks(arrival.definition, day)
    with prepared_cursor() as cursor:
        cursor.execute(
            f"{_STORE}, taken AS (\n{toll.text}\n){_STORED}" if toll else _STORE + _STORED,
            {
                "case": arrival.case,
                "organisation": arrival.organisation,
                "channel": arrival.channel,
                "definition_version": arrival.definition_version,
                "directory_hash": arrival.directory_hash,
                "receipt_hash": arrival.receipt_hash,
                "bundle_hash": arrival.bundle_hash,
                "erasure_id": erasure_id,
                "erased": erased_hash(arrival.organisation, arrival.case),
                "state": State.RECEIVED.value,
                "day": day,
                "sealed_by": arrival.sealed_by.value,
                "is_test": arrival.is_test,
                "excluded": list(arrival.excluded),
                "independent_only": arrival.independent_only,
                "grants": _rows(_wrapped(arrival, erasure_key)),
                "items": _rows(_placed(arrival.items)),
                "blobs": _rows([{"id": blob.id, "size": blob.size} for blob in arrival.blobs]),
                "clocks": _rows([{"matter": matter, "due_on": last} for matter, last in due]),
                **(toll.values if toll else {}),
            },
        )
        return cursor.fetchone() is not None


def _wrapped(arrival: Arrival, erasure_key: bytes) -> list[dict[str, object]]:
    """The rows of the grants, each wrapped under the erasure key."""
    return [
        {
            "id": (grant_id := uuid4()),
            "holder": holder_bytes(grant.holder),
            "key_kind": grant.key_kind,
            "generation": grant.generation,
            "wrapped": vault_erasure.wrap_grant(erasure_key, arrival.case, grant_id, grant.sealed),
        }
        for grant in arrival.grants
    ]


def _placed(items: Sequence[SealedItem]) -> list[dict[str, object]]:
    """The rows of the items, in the order in which they came."""
    return [
        {
            "id": item.id,
            "kind": item.kind,
            "key_kind": item.key_kind,
            "generation": item.generation,
            "sealed": bytes(item.sealed),
            "position": position,
        }
        for position, item in enumerate(items)
    ]


def _rows(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as one value (bytes in base64): PostgreSQL reads JSON as fast as arrays, and it is made in no time."""
    return msgspec.json.encode(rows).decode()


def insert_grants(case: Case, grants: Iterable[SealedGrant], erasure_key: bytes) -> None:
    """Store grants of a case, each wrapped under its erasure key (32 bytes)."""
    rows = []
    for grant in grants:
        row = Grant(
            organisation_id=case.organisation_id,
            case=case,
            holder=holder_bytes(grant.holder),
            key_kind=grant.key_kind,
            generation=grant.generation,
        )
        row.wrapped = vault_erasure.wrap_grant(erasure_key, case.id, row.id, grant.sealed)
        rows.append(row)
    Grant.objects.bulk_create(rows)


def holder_bytes(holder: str) -> bytes | None:
    """A grant's holder as it is stored: the fingerprint (32 bytes), or None for the receipt."""
    return None if holder == RECEIPT else bytes.fromhex(holder)
