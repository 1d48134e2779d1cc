"""Very many cases, made by the database itself on the shape of one report that was really sent.

So many cases of so many organisations over the last ten years, in the order of their days as they would have come: what
is older than a season is concluded, but for a few. All have clocks; those of one organisation have keys, grants, items
and blobs too, and an erasure key each.

While it fills, its connection is the server's administrator: nothing waits for the disk, no foreign key is looked up,
and indexes are made afterwards, whole.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg

from bench.station import Station

TABLES = ["cases_case", "cases_clock", "cases_casekey", "cases_grant", "cases_item", "cases_blob"]
ORGANISATIONS = """
INSERT INTO people_organisation (id, name, slug, demo)
SELECT gen_random_uuid(), 'Organisation ' || n, 'organisation-' || n, true FROM generate_series(1, %(more)s) AS n;
"""
HOUSES = """
CREATE TABLE bench_house AS SELECT id, row_number() OVER (ORDER BY slug) - 1 AS place FROM people_organisation
"""
# n in `since` to `until`, of the size that begins at `first` and ends at `last`. Each organisation in turn.
CASES = """
WITH fresh AS (
  INSERT INTO cases_case ({columns})
  SELECT {values}
  FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n
  CROSS JOIN LATERAL (
    SELECT (3649 - (n - %(first)s) * 3650 / (%(last)s - %(first)s + 1))::int AS days, n / %(organisations)s AS turn
  ) AS a
  CROSS JOIN LATERAL (
    SELECT CASE WHEN days < 120 OR turn %% 50 = 0
      THEN (ARRAY['received', 'assessing', 'addressing', 'concluded'])[1 + turn %% 4] ELSE 'concluded' END AS state
  ) AS b
  CROSS JOIN bench_case AS s JOIN bench_house AS o ON o.place = n %% %(organisations)s
  RETURNING organisation_id, id, erasure_id, received_on, state
), clocks AS (
  INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, met_on, paused, still, extended)
  SELECT organisation_id, id, k.matter, received_on + k.days, CASE WHEN {met} THEN received_on + k.days - 3 END,
         false, false, false
  FROM fresh CROSS JOIN (VALUES ('acknowledge', 7), ('feedback', 90)) AS k (matter, days)
), {parts}
SELECT id, erasure_id FROM fresh WHERE organisation_id = %(hers)s
"""
MET = "CASE k.matter WHEN 'acknowledge' THEN state <> 'received' ELSE state = 'concluded' END"
CHANGED = {
    "id": "md5('case' || n)::uuid",
    "organisation_id": "o.id",
    "receipt_hash": "sha256(decode(lpad(to_hex(n), 64, '0'), 'hex'))",  # of the lookup token: n in 32 bytes
    "erasure_id": "md5('erasure' || n)::uuid",
    "received_on": "current_date - a.days",
    "state": "b.state",
    "opened_on": "CASE WHEN b.state <> 'received' THEN current_date - a.days END",
    "acknowledged_on": "CASE WHEN b.state <> 'received' THEN current_date - a.days END",
    "assigned_to_id": "CASE WHEN b.state <> 'received' AND o.id = %(hers)s THEN %(member)s::uuid END",
    "notice_pending": "false",
    "arrival_recorded": "true",
}
# What else the cases of one organisation hold: of each table, what is new in each row.
PARTS: dict[str, dict[str, str]] = {
    "casekey": {},
    "item": {"id": "gen_random_uuid()", "day": "f.received_on"},
    "blob": {"id": "gen_random_uuid()"},
}
DRAWN = """
SELECT n FROM bench_house AS o CROSS JOIN generate_series(o.place, %(size)s::bigint, %(organisations)s) AS n
WHERE o.id = %(hers)s AND n > 0 ORDER BY random() LIMIT %(count)s
"""
GRANTS = "COPY cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped) FROM STDIN"
BATCH = 200_000


class Filler:
    """Fills the database of a station for the organisation `hers`, whose member `member` has what was assessed.

    Made after `bench.submission.sample`, in a process that knows Django.
    """

    def __init__(self, station: Station, organisations: int, hers: UUID, member: UUID) -> None:
        self.organisations, self.hers, self.member = organisations, hers, member
        self.admin = psycopg.connect(station.database.url.replace("//vouchsafe@", "//postgres@"), autocommit=True)
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            self.admin.execute(f"SET {setting}")
        self.admin.execute("SET maintenance_work_mem = '1GB'")
        self.admin.execute("ALTER SYSTEM SET max_wal_size = '8GB'")
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute(ORGANISATIONS, {"more": organisations - 1})
        self.admin.execute(HOUSES)
        self.statement = _statement()
        self.shape = self._shape()

    def fill(self, first: int, last: int) -> None:
        """Cases `first` to `last`."""
        given = {"organisations": self.organisations, "hers": self.hers, "member": self.member}
        with self._indexes_afterwards():
            for since in range(first, last + 1, BATCH):
                numbers = {"first": first, "last": last, "since": since, "until": min(since + BATCH - 1, last)}
                self._grant(self.admin.execute(self.statement, {**given, **numbers}).fetchall())
        self.admin.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
        self.admin.execute("CHECKPOINT")

    def drawn(self, size: int, count: int) -> list[int]:
        """So many of her cases, in no order, among the first `size`: the number is each one's lookup token."""
        given = {"organisations": self.organisations, "hers": self.hers, "size": size, "count": count}
        return [number for (number,) in self.admin.execute(DRAWN, given)]

    @contextmanager
    def _indexes_afterwards(self) -> Iterator[None]:
        """What is not ready is not kept up; REINDEX makes it ready."""
        self.admin.execute(
            "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indrelid = ANY(%s::regclass[])", [TABLES]
        )
        yield
        for table in TABLES:
            self.admin.execute(f"REINDEX TABLE {table}")

    def _shape(self) -> list[tuple[Any, ...]]:
        """The grants of the sample, unwrapped: sealed, holder, kind and generation of the key."""
        from vouchsafe.cases import erasure
        from vouchsafe.vault.erasure import unwrap_grant

        (erasure_id,) = self.admin.execute("SELECT erasure_id FROM bench_case").fetchone() or ()
        key = erasure.read_key(self.hers, erasure_id)
        found = self.admin.execute("SELECT case_id, id, wrapped, holder, key_kind, generation FROM bench_grant")
        return [(unwrap_grant(key, *row[:3]), *row[3:]) for row in found]

    def _grant(self, cases: list[tuple[UUID, UUID]]) -> None:
        """The grants of her cases, each wrapped for its row under the case's own erasure key, as the server does."""
        from vouchsafe.cases import erasure
        from vouchsafe.vault.erasure import KEY_SIZE, wrap_grant

        with self.admin.cursor() as cursor, cursor.copy(GRANTS) as copy:
            for case, erasure_id in cases:
                key, name = os.urandom(KEY_SIZE), str(erasure_id)
                path = erasure.folder() / str(self.hers) / name[:2] / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(key)
                for (sealed, *which), row in zip(self.shape, iter(uuid4, None), strict=False):
                    copy.write_row((row, self.hers, case, *which, wrap_grant(key, case, row, sealed)))


def _statement() -> str:
    """The text that makes a batch of cases and gives id and erasure key's id of those that are hers."""
    from vouchsafe.cases.models import Blob, Case, CaseKey, Item

    columns = _columns(Case)
    parts = ", ".join(_part(name, model) for name, model in (("casekey", CaseKey), ("item", Item), ("blob", Blob)))
    return CASES.format(
        columns=", ".join(columns),
        values=", ".join(CHANGED.get(each, f"s.{each}") for each in columns),
        met=MET,
        parts=parts,
    )


def _part(name: str, model: type[Any]) -> str:
    sample = "bench_key" if name == "casekey" else f"bench_{name}"
    columns = _columns(model)
    changed = {**PARTS[name], "organisation_id": "f.organisation_id", "case_id": "f.id"}
    values = ", ".join(changed.get(each, f"s.{each}") for each in columns)
    return (
        f"{name}s AS (INSERT INTO cases_{name} ({', '.join(columns)}) SELECT {values} FROM fresh AS f "  # noqa: S608 - of constants
        f"CROSS JOIN {sample} AS s WHERE f.organisation_id = %(hers)s)"
    )


def _columns(model: type[Any]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]  # noqa: SLF001 - public in Django
