"""PostgreSQL itself holds organisations apart: raw SQL in the role that serves, past every view and query of ours.

Meridian and Harbour have rows in every table that tells organisations apart. Whoever adds a table adds a row here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import errors

from vouchsafe.audit.models import Waiting
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common.tenancy import ROLE, Way, ask, enter, enter_as, visit
from vouchsafe.doors.tests.belongings import furnish
from vouchsafe.people.models import Member
from vouchsafe.people.tenancy import SHARED, Held, held

pytestmark = pytest.mark.django_db

REFUSED = (errors.InsufficientPrivilege,)
# What looks past the policies, and who made it: each is small enough to read.
FUNCTIONS = {
    "tenant_of_slug": "people/0005",
    "tenant_of_email": "people/0005",
    "tenant_of_member": "people/0005",
    "tenant_of_account": "people/0005",
    "tenant_of_demo": "people/0005",
    "tenants_listed": "channels/0003",
    "tenant_figures": "oversight/0001",
    "tenants_above": "oversight/0001",
    "tenants_hosts": "looks/0001",
}


@pytest.fixture
def houses() -> tuple[House, House]:
    """Meridian and Harbour, with something in every table."""
    both = cast.meridian(), cast.elsewhere()
    for house, person in zip(both, (both[0].hana, both[1].sven), strict=True):
        furnish(house, person, "integrity")
    for number, house in enumerate(both):
        Waiting.objects.create(entry_id=-1 - number, organisation=house.organisation)
    return both


@contextmanager
def confined_to(organisation: UUID | None) -> Iterator[Any]:
    """A cursor of the serving role, which names this organisation or none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        cursor.execute("SELECT set_config('vouchsafe.organisation', %s, true)", [str(organisation or "")])
        yield cursor
        cursor.execute("SET LOCAL ROLE NONE")


def count(cursor: Any, table: str, where: str = "true", *values: object) -> int:  # noqa: ANN401 - Django's cursor
    cursor.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)  # noqa: S608 - our own tables
    found: int = cursor.fetchone()[0]
    return found


def own(table: Held) -> str:
    """The condition that a row is of the organisation that is given as the one value."""
    if table.table == "people_organisation":
        return "id = %s"
    if "user_id" in table.seen:
        return "user_id IN (SELECT id FROM people_member WHERE organisation_id = %s)"
    return "organisation_id = %s"


def readable() -> list[Held]:
    return [table for table in held() if "SELECT" in table.privileges]


def test_every_table_that_is_held_has_rows_of_both_in_these_tests(houses: tuple[House, House]) -> None:
    """Whoever adds a table of organisations adds a row to `belongings.py`; else the tests below show nothing of it."""
    with connection.cursor() as cursor:
        empty = [
            table.table
            for table in held()
            for house in houses
            if not count(cursor, table.table, own(table), house.organisation.id)
        ]
    assert empty == []


@pytest.mark.usefixtures("houses")
def test_without_an_organisation_every_table_is_empty() -> None:
    """A statement that names no tenant finds nothing, whatever there is."""
    with confined_to(None) as cursor:
        shown = {table.table: count(cursor, table.table) for table in readable()}
    assert set(shown.values()) == {0}
    assert len(shown) > 20


def test_another_organisation_sees_its_own_rows_and_no_others(houses: tuple[House, House]) -> None:
    """Without any filter in the statement: Harbour sees all of Harbour's rows and none of Meridian's."""
    meridian, harbour = houses
    for table in readable():
        with connection.cursor() as cursor:
            theirs = count(cursor, table.table, own(table), harbour.organisation.id)
        with confined_to(harbour.organisation.id) as cursor:
            assert count(cursor, table.table) == theirs, table.table
            assert count(cursor, table.table, own(table), meridian.organisation.id) == 0, table.table


def test_another_organisation_changes_and_deletes_nothing(houses: tuple[House, House]) -> None:
    """An UPDATE or DELETE without a filter does not reach Meridian's rows."""
    meridian, harbour = houses
    for table in held():
        column = "name" if table.table == "people_organisation" else "organisation_id"
        column = "user_id" if "user_id" in table.seen else column
        for statement in (f"UPDATE {table.table} SET {column} = {column}", f"DELETE FROM {table.table}"):  # noqa: S608
            with connection.cursor() as cursor:
                before = count(cursor, table.table, own(table), meridian.organisation.id)
            try:
                with transaction.atomic(), confined_to(harbour.organisation.id) as cursor:
                    cursor.execute(f"{statement} WHERE {own(table)}", [meridian.organisation.id])
                    assert cursor.rowcount == 0, statement
            except DatabaseError as error:
                assert isinstance(error.__cause__, REFUSED), statement  # noqa: PT017 - or it reached no row
            with connection.cursor() as cursor:
                assert count(cursor, table.table, own(table), meridian.organisation.id) == before


def test_another_organisation_writes_no_row_for_meridian(houses: tuple[House, House]) -> None:
    """A row that names Meridian is refused before anything else is looked at, also where it comes by an UPDATE."""
    meridian, harbour = houses
    for table in held():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) FROM {table.table} AS t WHERE {own(table)}", [meridian.organisation.id])  # noqa: S608
            row = cursor.fetchone()[0]
        into = f"INSERT INTO {table.table} SELECT * FROM jsonb_populate_record(NULL::{table.table}, %s)"  # noqa: S608
        with pytest.raises(DatabaseError) as refused, confined_to(harbour.organisation.id) as cursor:
            cursor.execute(into, [row if isinstance(row, str) else json.dumps(row)])
        assert isinstance(refused.value.__cause__, REFUSED), (table.table, refused.value)
        if own(table) == "organisation_id = %s" and "UPDATE" in table.privileges:
            with pytest.raises(DatabaseError) as refused, confined_to(harbour.organisation.id) as cursor:
                cursor.execute(f"UPDATE {table.table} SET organisation_id = %s", [meridian.organisation.id])  # noqa: S608
            assert isinstance(refused.value.__cause__, REFUSED), table.table


def test_every_table_of_the_database_is_held_shared_for_a_reason_or_closed() -> None:
    """The serving role has exactly the privileges that people/tenancy.py states, and none on any other table."""
    stated = {name: privileges for name, (privileges, _why) in SHARED.items()}
    stated |= {table.table: table.privileges for table in held()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.privilege_type, NULL FROM pg_class AS c, aclexplode(c.relacl) AS a"
            " WHERE c.relkind = 'r' AND a.grantee = %s::regrole UNION ALL"
            " SELECT c.relname, a.privilege_type, t.attname FROM pg_class AS c"
            " JOIN pg_attribute AS t ON t.attrelid = c.oid, aclexplode(t.attacl) AS a WHERE a.grantee = %s::regrole",
            [ROLE, ROLE],
        )
        granted = set(cursor.fetchall())
    assert granted == {
        (name, privilege, column or None)
        for name, text in stated.items()
        for privilege, columns in re.findall(r"(\w+)(?: \(([^)]*)\))?(?:, |$)", text)
        for column in columns.split(", ")
    }
    assert not {"auth_group", "auth_permission"} & {name for name, _privilege, _column in granted}


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT args FROM procrastinate_jobs",
        "INSERT INTO procrastinate_jobs (task_name, status) VALUES ('any', 'doing')",
        "DELETE FROM procrastinate_jobs",
        "UPDATE audit_cosignature SET size = 0",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_tenant ON cases_case",
        "TRUNCATE cases_case CASCADE",
        "CREATE TABLE mine (id int)",
        "DELETE FROM audit_entry",
        "UPDATE people_directoryentry SET sequence = 9",
        "UPDATE channels_definition SET version = 9",
        "UPDATE people_organisation SET slug = 'harbour'",
        "UPDATE people_organisation SET parent_id = NULL",
        "SET session_replication_role = replica",
    ],
)
def test_the_serving_role_cannot_undo_what_holds_it(statement: str, houses: tuple[House, House]) -> None:
    """Neither the policies nor what is append-only, nor which organisation it is."""
    with pytest.raises(DatabaseError) as refused, confined_to(houses[0].organisation.id) as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, REFUSED)


def test_what_looks_past_the_policies_is_known_by_name() -> None:
    """Functions that run as the owner are the listed ones; nobody but the serving role may call them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname, has_function_privilege(%s, p.oid, 'EXECUTE'),"
            " EXISTS (SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee = 0)"
            " FROM pg_proc AS p WHERE p.prosecdef AND p.pronamespace = current_schema()::regnamespace",
            [ROLE],
        )
        found = {name: (ours, everybody) for name, ours, everybody in cursor.fetchall()}
    assert found == dict.fromkeys(FUNCTIONS, (True, False))


def test_finding_an_organisation_gives_its_id_and_nothing_else(houses: tuple[House, House]) -> None:
    """By slug, address, member or a provider's id; nothing for what is nobody's."""
    meridian, lena = houses[0].organisation.id, houses[0].administrator
    with confined_to(None):
        assert ask(Way.SLUG, "meridian") == meridian
        assert ask(Way.EMAIL, lena.email) == meridian
        assert ask(Way.MEMBER, lena.id) == meridian
        assert ask(Way.ACCOUNT, "staff", str(lena.id)) == meridian
        nobody = ask(Way.SLUG, "nowhere"), ask(Way.EMAIL, ""), ask(Way.MEMBER, uuid4()), ask(Way.ACCOUNT, "x", "y")
    assert nobody == (None, None, None, None)


def test_a_visit_sees_what_it_entered_and_the_next_one_nothing_of_it(houses: tuple[House, House]) -> None:
    """A connection lives on after a request; whose request it was does not."""
    meridian, harbour = (house.organisation for house in houses)
    with visit():
        assert Member.objects.count() == 0
        enter_as(Way.SLUG, "meridian")
        assert {member.organisation_id for member in Member.objects.all()} == {meridian.id}
        enter(harbour.id)
        assert {member.organisation_id for member in Member.objects.all()} == {harbour.id}
        enter_as(Way.SLUG, "nowhere")
        assert Member.objects.count() == 0
        enter(meridian.id)
    with visit():
        assert Member.objects.count() == 0
    assert {member.organisation_id for member in Member.objects.all()} == {meridian.id, harbour.id}


def test_an_organisation_cannot_stand_above_itself(houses: tuple[House, House]) -> None:
    """The database refuses a circle of parents, however it would be closed."""
    meridian, harbour = (house.organisation for house in houses)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_organisation SET parent_id = %s WHERE id = %s", [meridian.id, harbour.id])
        for child, parent in [(meridian, harbour), (meridian, meridian)]:
            with pytest.raises(DatabaseError, match="above itself"), transaction.atomic():
                cursor.execute("UPDATE people_organisation SET parent_id = %s WHERE id = %s", [parent.id, child.id])
