"""A page of the list of cases, and a receipt looked up, among very many: does the size of the tables tell?

    python -m bench.many [--cases 1000 10000 100000] [--organisations 100] [--each 1000] [--connections 8]

Rows are made by the database itself, on the shape of one report that was really sent: at each size so many cases of
so many organisations, all of them with clocks, those of Hana's organisation with items, grants and titles too: of ten
million cases 100,000. A receipt is looked up among all of those, drawn at random. The whole promise is
`--cases 1000 10000 100000 1000000 10000000`, which takes an hour.
"""

import argparse
import itertools
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from bench.drive import Errand, measured, request
from bench.figures import keep, show
from bench.station import Station, running_station
from bench.submission import API, Pile, sample

ORGANISATIONS = """
INSERT INTO people_organisation (id, name, slug, demo)
SELECT gen_random_uuid(), 'Organisation ' || n, 'organisation-' || n, true FROM generate_series(1, %(more)s) AS n
"""
# Each organisation in turn, Hana's among them; days of the last ten years, states as they come.
CASES = """
INSERT INTO cases_case ({columns})
SELECT {values}
FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n
CROSS JOIN bench_case AS s
JOIN (SELECT id, row_number() OVER (ORDER BY slug) - 1 AS place FROM people_organisation) AS o
  ON o.place = n %% %(organisations)s
"""
CHANGED = {
    "id": "md5('case' || n)::uuid",
    "organisation_id": "o.id",
    "receipt_hash": "sha256(decode(lpad(to_hex(n), 64, '0'), 'hex'))",  # of the lookup token: n in 32 bytes
    "received_on": "current_date - (n * 7919 %% 3650)::int",
    "state": "(ARRAY['received', 'assessing', 'addressing', 'concluded'])[1 + n %% 4]",
    "notice_pending": "false",
    "arrival_recorded": "true",
}
CLOCKS = """
INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, paused, still, extended)
SELECT c.organisation_id, c.id, k.matter, c.received_on + 7, false, false, false
FROM cases_case AS c JOIN bench_clock AS k ON k.matter IN ('acknowledge', 'feedback')
WHERE c.id = ANY(SELECT md5('case' || n)::uuid FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n)
"""
HERS = """
SELECT id FROM cases_case WHERE organisation_id = %(hers)s
  AND id = ANY(SELECT md5('case' || n)::uuid FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n)
"""
ITEMS = f"""
INSERT INTO cases_item (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)
SELECT gen_random_uuid(), c.organisation_id, c.id, s.kind, s.key_kind, s.generation, s.sealed, c.received_on, s.position
FROM cases_case AS c CROSS JOIN bench_item AS s WHERE c.organisation_id = %(hers)s AND c.id IN ({HERS})
"""  # noqa: S608 - of constants
GRANTS = "COPY cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped) FROM STDIN"
DRAWN = """
SELECT n FROM generate_series(1, %(size)s::bigint) AS n JOIN cases_case AS c ON c.id = md5('case' || n)::uuid
WHERE c.organisation_id = %(organisation)s ORDER BY random() LIMIT %(count)s
"""
BATCH = 200_000


def execute(statement: str, **values: Any) -> None:  # noqa: ANN401 - as a cursor takes them
    """One statement, by itself."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fill(since: int, until: int, organisations: int, hers: UUID) -> None:
    """Cases `since` to `until`; what is in them for those of one organisation."""
    from vouchsafe.cases.models import Case

    columns = [str(field.column) for field in Case._meta.concrete_fields]  # noqa: SLF001 - public in Django
    cases = CASES.format(
        columns=", ".join(columns), values=", ".join(CHANGED.get(each, f"s.{each}") for each in columns)
    )
    for begin in range(since, until + 1, BATCH):
        end = min(begin + BATCH - 1, until)
        execute(cases, since=begin, until=end, organisations=organisations)
        execute(CLOCKS, since=begin, until=end)
        execute(ITEMS, since=begin, until=end, hers=hers)
        grant(begin, end, hers)
    for table in ("cases_case", "cases_clock", "cases_item", "cases_grant"):
        execute(f"VACUUM ANALYZE {table}")


def grant(since: int, until: int, hers: UUID) -> None:
    """The grants of her cases, each wrapped for its own row as the server does it: who looks up a receipt gets them."""
    from django.db import connection

    from vouchsafe.cases import erasure
    from vouchsafe.vault.erasure import unwrap_grant, wrap_grant

    with connection.cursor() as cursor:
        cursor.execute("SELECT erasure_id FROM bench_case")
        key = erasure.read_key(hers, cursor.fetchone()[0])
        cursor.execute("SELECT case_id, id, wrapped, holder, key_kind, generation FROM bench_grant")
        given = [(unwrap_grant(key, *row[:3]), *row[3:]) for row in cursor.fetchall()]
        cursor.execute(HERS, {"hers": hers, "since": since, "until": until})
        cases = [row[0] for row in cursor.fetchall()]
        with cursor.copy(GRANTS) as copy:
            for case, (sealed, *which) in itertools.product(cases, given):
                row = uuid4()
                copy.write_row((row, hers, case, *which, wrap_grant(key, case, row, sealed)))


def returns(station: Station, organisation: UUID, size: int, count: int) -> Iterator[Errand]:
    """Visits to mailboxes drawn from all of Hana's organisation among `size` cases: each has items and grants."""
    from django.db import connection

    from vouchsafe.vault.primitives import to_base64

    with connection.cursor() as cursor:
        cursor.execute(DRAWN, {"organisation": organisation, "size": size, "count": count})
        drawn = [row[0] for row in cursor.fetchall()]
    host = f"report.localhost:{station.port}"
    for number in itertools.islice(itertools.cycle(drawn), count):
        body = f'{{"lookup_token": "{to_base64(number.to_bytes(32))}"}}'.encode()
        yield [("look-up", request("POST", host, f"{API}/mailbox", body, Content_Type="application/json"))]


def signed_in(organisation: UUID) -> str:
    """The cookie of a session of Hana's, made as signing in makes it."""
    from django.conf import settings
    from django.test import Client

    from vouchsafe.demo.people import HANA
    from vouchsafe.people.models import Member

    client = Client()
    client.force_login(Member.objects.get(organisation=organisation, email=HANA.email))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def pages(station: Station, cookie: str, count: int) -> Iterator[Errand]:
    """First pages of Hana's list, by the four ways that the desk narrows it."""
    host = f"desk.localhost:{station.port}"
    ways = ("", "&state=received", "&assigned=nobody", "&due=overdue")
    asked = [request("GET", host, f"/api/v1/cases?limit=50{way}", Cookie=cookie) for way in ways]
    return itertools.islice(itertools.cycle([[("list", each)] for each in asked]), count)


def run(station: Station, sizes: list[int], organisations: int, each: int, connections: int) -> None:
    """Print and keep every figure, by how many cases there are."""
    pile = Pile(f"report.localhost:{station.port}")
    cookie = signed_in(pile.organisation)
    found: dict[str, Any] = {}
    with station.served():
        measured(station, iter(pile.submissions(100)), connections)
        sample()
        execute(ORGANISATIONS, more=organisations - 1)
        since = 1
        for size in sizes:
            fill(since, size, organisations, pile.organisation)
            since = size + 1
            measured(station, pages(station, cookie, 20), connections)
            found[f"list of 50, {size:,} cases"] = measured(station, pages(station, cookie, each), connections)
            found[f"receipt look-up, {size:,} cases"] = measured(
                station, returns(station, pile.organisation, size, each), connections
            )
            show(f"among {size:,} cases", list(found[f"list of 50, {size:,} cases"].items()))
            show("a receipt looked up", list(found[f"receipt look-up, {size:,} cases"].items()))
            keep("many", found)  # the next size may take an hour


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--organisations", type=int, default=100)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    with running_station() as station:
        run(station, asked.cases, asked.organisations, asked.each, asked.connections)


if __name__ == "__main__":
    main()
