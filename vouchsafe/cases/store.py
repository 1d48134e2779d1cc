"""One statement that stores whole cases, so that each is there wholly or not at all (protocol §7)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, Protocol, TypeAlias
from uuid import UUID, uuid4

import msgspec
from django.db import IntegrityError

from vouchsafe.cases.clocks import first_clocks
from vouchsafe.cases.models import Case, Grant, SealedBy, State
from vouchsafe.cases.wire import RECEIPT, SealedBlob, SealedGrant, SealedItem
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.prepared import prepared_cursor
from vouchsafe.vault import erasure as vault_erasure

Row: TypeAlias = Mapping[str, object]


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


class Attempt(NamedTuple):
    """An arrival on its way into the store, and the erasure key that was made for it (32 bytes).

    The key's id names the attempt: nothing else has it, where two may come with the same case's.
    """

    arrival: Arrival
    erasure_id: UUID
    erasure_key: bytes


class Sealed:
    """The sealed bytes of many rows, as one value beside them: neither side spells them out as text."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def add(self, content: bytes) -> Row:
        """What a row says of its own: where it begins, counted from 1, and how many bytes it has."""
        first = len(self.bytes) + 1
        self.bytes += content
        return {"first": first, "size": len(content)}


class Toll(Protocol):
    """What cases use up, and use only if they are stored: `text` is an INSERT that selects `FROM arrived`.

    That has a row for each case that is stored. It is a part of the statement that stores them, with the values of
    that and its own. Where there is no room it must fail, so that all is undone.
    """

    @property
    def text(self) -> str:
        """SQL, always the same."""

    @property
    def values(self) -> Mapping[str, str | int]:
        """What it needs beside what arrivals have in common: `organisation`, `channel`, `day`."""

    def is_why(self, error: IntegrityError) -> bool:
        """Whether this is what failed."""

    def refusal(self) -> VouchsafeError:
        """What the sender is told then."""


def erased_hash(organisation: UUID, case: UUID) -> bytes:
    """What is kept of an erased case's id: a SHA-256 (32 bytes) that is of one organisation alone."""
    return hashlib.sha256(b"vouchsafe/v1/erased\x00" + organisation.bytes + case.bytes).digest()


_STORE: Final = """
WITH sent AS (
  SELECT * FROM json_to_recordset(%(cases)s::json)
                AS s (id uuid, definition_version int, directory_hash text, receipt_hash text, bundle_hash text,
                      erasure_id uuid, erased text, sealed_by text, is_test boolean, excluded uuid[],
                      independent_only boolean)
), arrived AS (
  INSERT INTO cases_case (id, organisation_id, channel_id, definition_version, directory_hash, receipt_hash,
                          bundle_hash, erasure_id, state, received_on, sealed_by, is_test,
                          read_through, notice_pending, arrival_recorded, excluded, independent_only, rekey_due)
  SELECT id, %(organisation)s, %(channel)s, definition_version, decode(directory_hash, 'base64'),
         decode(receipt_hash, 'base64'), decode(bundle_hash, 'base64'), erasure_id, %(state)s, %(day)s, sealed_by,
         is_test, -1, true, false, excluded, independent_only, false
  FROM sent
  WHERE (
    SELECT true FROM cases_erasedid WHERE organisation_id = %(organisation)s AND hash = decode(sent.erased, 'base64')
  ) IS NULL -- one look into the index for each, where NOT EXISTS may read all of them
  ON CONFLICT DO NOTHING
  RETURNING id, erasure_id
), keys AS (
  INSERT INTO cases_casekey (organisation_id, case_id, key_kind, generation)
  SELECT %(organisation)s, arrived.id, k.key_kind, k.generation
  FROM arrived JOIN json_to_recordset(%(keys)s::json) AS k (erasure_id uuid, key_kind smallint, generation int)
               USING (erasure_id)
), grants AS (
  INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)
  SELECT g.id, %(organisation)s, arrived.id, decode(g.holder, 'base64'), g.key_kind, g.generation,
         substring(%(bytes)b FROM g.first FOR g.size)
  FROM arrived JOIN json_to_recordset(%(grants)s::json)
                    AS g (erasure_id uuid, id uuid, holder text, key_kind smallint, generation int, first int, size int)
               USING (erasure_id)
), items AS (
  INSERT INTO cases_item (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)
  SELECT i.id, %(organisation)s, arrived.id, i.kind, i.key_kind, i.generation,
         substring(%(bytes)b FROM i.first FOR i.size), %(day)s, i.position
  FROM arrived JOIN json_to_recordset(%(items)s::json)
                    AS i (erasure_id uuid, id uuid, kind text, key_kind smallint, generation int, position int,
                          first int, size int)
               USING (erasure_id)
), blobs AS (
  INSERT INTO cases_blob (id, organisation_id, case_id, sealed_size)
  SELECT b.id, %(organisation)s, arrived.id, b.size
  FROM arrived JOIN json_to_recordset(%(blobs)s::json) AS b (erasure_id uuid, id uuid, size bigint) USING (erasure_id)
), clocks AS (
  INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, paused, still, extended)
  SELECT %(organisation)s, arrived.id, k.matter, k.due_on, false, false, false
  FROM arrived JOIN json_to_recordset(%(clocks)s::json) AS k (erasure_id uuid, matter text, due_on date)
               USING (erasure_id)
)"""
_STORED: Final = "\nSELECT erasure_id FROM arrived"


def store(attempts: Sequence[Attempt], day: date, toll: Toll | None = None) -> set[UUID]:
    """Store cases of one channel, each with all that arrived and its first clocks; gives the erasure ids of these.

    A case whose id or receipt is taken, by another attempt of the same list too, is left out, wholly. One statement,
    which takes the `toll` too, last of all: whoever else takes it waits for the end of this. Raises IntegrityError,
    and stores nothing, when a blob is of another case, and where there is no room for the toll.
    """
    one, sealed = attempts[0].arrival, Sealed()
    with prepared_cursor() as cursor:
        cursor.execute(
            f"{_STORE}, taken AS (\n{toll.text}\n){_STORED}" if toll else _STORE + _STORED,
            {
                "organisation": one.organisation,
                "channel": one.channel,
                "state": State.RECEIVED.value,
                "day": day,
                "cases": _rows(_case(each) for each in attempts),
                "keys": _rows(row for each in attempts for row in _keys(each)),
                "grants": _rows(row for each in attempts for row in _wrapped(each, sealed)),
                "items": _rows(row for each in attempts for row in _placed(each, sealed)),
                "blobs": _rows(row for each in attempts for row in _named(each)),
                "clocks": _rows(row for each in attempts for row in _due(each, day)),
                "bytes": bytes(sealed.bytes),
                **(toll.values if toll else {}),
            },
        )
        return {erasure_id for (erasure_id,) in cursor.fetchall()}


def _case(attempt: Attempt) -> Row:
    arrival = attempt.arrival
    return {
        "id": arrival.case,
        "definition_version": arrival.definition_version,
        "directory_hash": bytes(arrival.directory_hash),
        "receipt_hash": bytes(arrival.receipt_hash),
        "bundle_hash": arrival.bundle_hash,
        "erasure_id": attempt.erasure_id,
        "erased": erased_hash(arrival.organisation, arrival.case),
        "sealed_by": arrival.sealed_by.value,
        "is_test": arrival.is_test,
        "excluded": arrival.excluded,
        "independent_only": arrival.independent_only,
    }


def _keys(attempt: Attempt) -> Iterator[Row]:
    """Each key that somebody is granted, once."""
    for key_kind, generation in {(grant.key_kind, grant.generation) for grant in attempt.arrival.grants}:
        yield {"erasure_id": attempt.erasure_id, "key_kind": key_kind, "generation": generation}


def _wrapped(attempt: Attempt, sealed: Sealed) -> Iterator[Row]:
    """The grants, each wrapped under the erasure key."""
    for grant in attempt.arrival.grants:
        grant_id = uuid4()
        yield {
            "erasure_id": attempt.erasure_id,
            "id": grant_id,
            "holder": holder_bytes(grant.holder),
            "key_kind": grant.key_kind,
            "generation": grant.generation,
            **sealed.add(vault_erasure.wrap_grant(attempt.erasure_key, attempt.arrival.case, grant_id, grant.sealed)),
        }


def _placed(attempt: Attempt, sealed: Sealed) -> Iterator[Row]:
    """The items, in the order in which they came."""
    for position, item in enumerate(attempt.arrival.items):
        yield {
            "erasure_id": attempt.erasure_id,
            "id": item.id,
            "kind": item.kind,
            "key_kind": item.key_kind,
            "generation": item.generation,
            "position": position,
            **sealed.add(item.sealed),
        }


def _named(attempt: Attempt) -> Iterator[Row]:
    """The attachments."""
    for blob in attempt.arrival.blobs:
        yield {"erasure_id": attempt.erasure_id, "id": blob.id, "size": blob.size}


def _due(attempt: Attempt, day: date) -> Iterator[Row]:
    """The first clocks."""
    for matter, last in first_clocks(attempt.arrival.definition, day):
        yield {"erasure_id": attempt.erasure_id, "matter": matter, "due_on": last}


def _rows(rows: Iterable[Row]) -> str:
    """Rows as one value (hashes in base64): PostgreSQL reads JSON as fast as arrays, and it is made in no time."""
    return msgspec.json.encode(list(rows)).decode()


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
