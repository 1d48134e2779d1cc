"""A page of the list of cases, and a receipt looked up, among very many: does the size of the tables tell?

    python -m bench.many [--cases 1000 10000 100000] [--organisations 100] [--each 1000] [--connections 8]

Rows are made by the database itself, on the shape of one report that was really sent: at each size so many cases of
so many organisations, all of them with clocks, those of Hana's organisation with items, grants and titles too: of ten
million cases 100,000. The whole promise is `--cases 1000 10000 100000 1000000 10000000`, which takes an hour.
"""

import argparse
import itertools
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from bench.drive import Errand, measured, request
from bench.figures import keep, show
from bench.station import Station, running_station
from bench.submission import Pile, sample

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
    "receipt_hash": "sha256(int8send(n))",
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
WITH_ITEMS = (
    """
INSERT INTO cases_item (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)
SELECT gen_random_uuid(), c.organisation_id, c.id, s.kind, s.key_kind, s.generation, s.sealed, c.received_on, s.position
FROM cases_case AS c CROSS JOIN bench_item AS s
WHERE c.organisation_id = %(hers)s
  AND c.id = ANY(SELECT md5('case' || n)::uuid FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n)
""",
    """
INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)
SELECT gen_random_uuid(), c.organisation_id, c.id, s.holder, s.key_kind, s.generation, s.wrapped
FROM cases_case AS c CROSS JOIN bench_grant AS s
WHERE c.organisation_id = %(hers)s
  AND c.id = ANY(SELECT md5('case' || n)::uuid FROM generate_series(%(since)s::bigint, %(until)s::bigint) AS n)
""",
)
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
        for statement in WITH_ITEMS:
            execute(statement, since=begin, until=end, hers=hers)
    for table in ("cases_case", "cases_clock", "cases_item", "cases_grant"):
        execute(f"VACUUM ANALYZE {table}")


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
            found[f"receipt look-up, {size:,} cases"] = measured(station, pile.look_ups(each), connections)
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
