"""One statement that stores a whole case, so that it is there wholly or not at all (protocol §7)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from vouchsafe.cases.clocks import first_clocks
from vouchsafe.cases.models import Case, Grant, SealedBy, State
from vouchsafe.cases.wire import RECEIPT, SealedBlob, SealedGrant, SealedItem
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
  FROM arrived, unnest(%(grant_key_kinds)s::smallint[], %(grant_generations)s::int[]) AS g (key_kind, generation)
), grants AS (
  INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)
  SELECT g.id, %(organisation)s, arrived.id, g.holder, g.key_kind, g.generation, g.wrapped
  FROM arrived, unnest(%(grant_ids)s::uuid[], %(grant_holders)s::bytea[], %(grant_key_kinds)s::smallint[],
                       %(grant_generations)s::int[], %(grant_wrapped)s::bytea[])
                AS g (id, holder, key_kind, generation, wrapped)
), items AS (
  INSERT INTO cases_item (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)
  SELECT i.id, %(organisation)s, arrived.id, i.kind, i.key_kind, i.generation, i.sealed, %(day)s, i.position - 1
  FROM arrived, unnest(%(item_ids)s::uuid[], %(item_kinds)s::text[], %(item_key_kinds)s::smallint[],
                       %(item_generations)s::int[], %(item_sealed)s::bytea[])
                WITH ORDINALITY AS i (id, kind, key_kind, generation, sealed, position)
), blobs AS (
  INSERT INTO cases_blob (id, organisation_id, case_id, sealed_size)
  SELECT b.id, %(organisation)s, arrived.id, b.sealed_size
  FROM arrived, unnest(%(blob_ids)s::uuid[], %(blob_sizes)s::bigint[]) AS b (id, sealed_size)
), clocks AS (
  INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, paused, still, extended)
  SELECT %(organisation)s, arrived.id, k.matter, k.due_on, false, false, false
  FROM arrived, unnest(%(matters)s::text[], %(due)s::date[]) AS k (matter, due_on)
)
SELECT id FROM arrived
"""


def store(arrival: Arrival, day: date, erasure_id: UUID, erasure_key: bytes) -> bool:
    """Store a case with all that arrived and its first clocks; False, and nothing stored, when its id is taken.

    Call inside a transaction. Raises IntegrityError when a blob is of another case.
    """
    grant_ids = [uuid4() for _grant in arrival.grants]
    wrapped = [
        vault_erasure.wrap_grant(erasure_key, arrival.case, grant_id, grant.sealed)
        for grant_id, grant in zip(grant_ids, arrival.grants, strict=True)
    ]
    due = first_clocks(arrival.definition, day)
    with prepared_cursor() as cursor:
        cursor.execute(
            _STORE,
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
                "grant_ids": grant_ids,
                "grant_holders": [holder_bytes(grant.holder) for grant in arrival.grants],
                "grant_key_kinds": [grant.key_kind for grant in arrival.grants],
                "grant_generations": [grant.generation for grant in arrival.grants],
                "grant_wrapped": wrapped,
                "item_ids": [item.id for item in arrival.items],
                "item_kinds": [item.kind for item in arrival.items],
                "item_key_kinds": [item.key_kind for item in arrival.items],
                "item_generations": [item.generation for item in arrival.items],
                "item_sealed": [bytes(item.sealed) for item in arrival.items],
                "blob_ids": [blob.id for blob in arrival.blobs],
                "blob_sizes": [blob.size for blob in arrival.blobs],
                "matters": [matter.value for matter, _day in due],
                "due": [last for _matter, last in due],
            },
        )
        return cursor.fetchone() is not None


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
