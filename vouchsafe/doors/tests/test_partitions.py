"""Every tenant's table can be cut up by organisation, by PostgreSQL's partitions or by a distributed PostgreSQL."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection

from vouchsafe.cases import inbox, queries, services
from vouchsafe.cases.models import SealedBy
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.intake.mailbox import open_mailbox
from vouchsafe.intake.models import Kind
from vouchsafe.intake.queries import find_mailbox
from vouchsafe.intake.services import take_in_unproven
from vouchsafe.people.tenancy import OF_ORGANISATION, held
from vouchsafe.vault.primitives import to_base64

COPY: Final = "cut_up"

LOOKED_UP_ACROSS: Final = {
    "host_name": "a request's host tells whose it is",
    "member_email": "who signs in is found by their address",
}
"""Unique indexes that begin with something else, and why: these tables stay in one place where others are cut up."""

QUEUES: Final = frozenset({"audit_waiting"})
"""Tables without such an index: entries of all organisations that get their place within a second, by their ids."""


def tables() -> list[str]:
    """Every table whose rows carry the organisation."""
    return sorted(one.table for one in held() if one.seen == OF_ORGANISATION)


def test_every_index_of_a_tenants_table_leads_with_the_organisation(db: None) -> None:
    """But for primary keys that are random ids, to which a cut-up copy puts the organisation in front."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT i.relname FROM pg_index AS x
            JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS t ON t.oid = x.indrelid
            JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
            WHERE t.relname = ANY(%s) AND a.attname <> 'organisation_id' AND NOT (x.indisprimary AND x.indnatts = 1)""",
            [tables()],
        )
        assert {name for (name,) in cursor} == set(LOOKED_UP_ACROSS)
        cursor.execute(
            """SELECT count(DISTINCT t.relname) FROM pg_index AS x
            JOIN pg_class AS t ON t.oid = x.indrelid JOIN pg_attribute AS a ON a.attrelid = t.oid
            AND a.attnum = x.indkey[0] WHERE t.relname = ANY(%s) AND a.attname = 'organisation_id'""",
            [tables()],
        )
        assert cursor.fetchone() == (len(tables()) - len(QUEUES),), "each has such an index"


@pytest.fixture
def houses(db: None) -> Iterator[tuple[House, House]]:
    """Two organisations with a case each, in a copy of the schema that is cut up by organisation."""
    meridian, harbour = cast.meridian(), cast.elsewhere()
    for house in (meridian, harbour):
        cast.send(house)
    ids = [str(house.organisation.id) for house in (meridian, harbour)]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {COPY}")
        for table in tables():
            for statement in cut_up(table, ids):
                cursor.execute(statement)
        cursor.execute(f"SET search_path = {COPY}, public")
        cursor.execute("ANALYZE")
        yield meridian, harbour
        cursor.execute("SET search_path = public")


def cut_up(table: str, organisations: list[str]) -> Iterator[str]:
    """A copy of a table with one partition for each organisation, the same rows, and indexes that can be unique."""
    like = f"LIKE public.{table} INCLUDING ALL EXCLUDING INDEXES"
    yield f"CREATE TABLE {COPY}.{table} ({like}) PARTITION BY LIST (organisation_id)"
    for number, organisation in enumerate(organisations):
        yield f"CREATE TABLE {COPY}.{table}_{number} PARTITION OF {COPY}.{table} FOR VALUES IN ('{organisation}')"
    definitions = asked("SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = %s::regclass", table)
    for definition in definitions:
        copied = re.sub(r" ON public\.\w+ ", f" ON {COPY}.{table} ", definition)
        yield re.sub(r"(USING \w+ \()(?!organisation_id\b)", r"\1organisation_id, ", copied)
    numbered = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attidentity <> ''"
    for column in asked(numbered, table):
        yield f"ALTER TABLE {COPY}.{table} ALTER COLUMN {column} RESTART WITH 1000000"
    yield f"INSERT INTO {COPY}.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table}"  # noqa: S608 - our own names


def asked(question: str, table: str) -> list[str]:
    """One column of what PostgreSQL knows of a table of ours."""
    with connection.cursor() as cursor:
        cursor.execute(question, [f"public.{table}"])
        return [value for (value,) in cursor]


@contextmanager
def scanned() -> Iterator[dict[str, str]]:
    """Collects the relations that plans of statements read, each explained before it runs, and one that reads it."""
    found: dict[str, str] = {}

    def explain(execute: Callable[..., Any], statement: str, values: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - Django's
        if not many and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", statement):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
                plan = cursor.fetchone()[0]
            read(json.loads(plan) if isinstance(plan, str) else plan, statement)
        return execute(statement, values, many, context)

    def read(plan: Any, statement: str) -> None:  # noqa: ANN401 - JSON
        for node in plan if isinstance(plan, list) else [plan]:
            if node.get("Node Type") not in (None, "ModifyTable"):
                found.update({node["Relation Name"]: statement} if "Relation Name" in node else {})
            for inner in (node.get("Plan"), *node.get("Plans", [])):
                if inner:
                    read(inner, statement)

    with connection.execute_wrapper(explain):
        yield found


Act = Callable[[House, Sent], None]


def look_up(house: House, sent: Sent) -> None:
    """A receipt is looked up."""
    assert find_mailbox(house.organisation.id, to_base64(sent.receipt.lookup_token)) is None


def send(house: House, sent: Sent) -> None:
    """A report is taken in."""
    organisation = house.organisation.id
    take_in_unproven(organisation, sent.case, sent.raw, quota=Kind.REPORTS, sealed_by=SealedBy.CLIENT)
    assert open_mailbox(organisation, to_base64(sent.receipt.lookup_token)).case.id == sent.case


def list_cases(house: House, _sent: Sent) -> None:
    """The inbox, and the titles of what it lists."""
    handler = next(iter(house.people.values())).member
    listed = inbox.page(handler)
    assert len(listed.rows) == 1
    assert inbox.titles(handler, [UUID(row.id) for row in listed.rows])


def read_case(house: House, _sent: Sent) -> None:
    """A case with its grants, items and attachments."""
    handler = next(iter(house.people.values())).member
    case = services.open_case(handler, UUID(inbox.page(handler).rows[0].id))
    assert list(queries.items_of(case))
    assert queries.grants_for(handler, case)
    list(queries.blobs_of(case))


@pytest.mark.parametrize("act", [look_up, send, list_cases, read_case])
def test_the_main_queries_of_an_organisation_read_its_partitions_alone(houses: tuple[House, House], act: Act) -> None:
    """Whatever table: the plan names the organisation's own partition and no other's."""
    cut = set(tables())
    for number, house in enumerate(houses):
        sent = cast.seal(house)
        with scanned() as found:
            act(house, sent)
        of_tenants = {name: found[name] for name in found if name.rpartition("_")[0] in cut}
        assert of_tenants
        assert {name: why for name, why in of_tenants.items() if not name.endswith(f"_{number}")} == {}
