"""The list of cases narrowed by what the server knows, what is due and unread in it, and the titles for it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from vouchsafe.cases import clocks, inbox
from vouchsafe.cases.inbox import Assigned, Due, Narrowing
from vouchsafe.cases.models import Case, Item, Reading, State
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Sent
from vouchsafe.cases.tests.test_exclusion import as_member
from vouchsafe.common import clock
from vouchsafe.people.models import Member


def change(sent: Sent, **values: object) -> None:
    """What time and work made of a case, and its clocks with it."""
    Case.objects.filter(id=sent.case).update(**values)
    clocks.wind(Case.objects.get(id=sent.case))


def found(member: Member, query: str) -> list[str]:
    """The ids that a member's list shows, narrowed."""
    answer = as_member(member).get(f"/api/v1/cases?{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["cases"]]


def one(member: Member, case: UUID) -> dict[str, Any]:
    """One row of a member's list."""
    rows = as_member(member).get("/api/v1/cases").json()["cases"]
    row: dict[str, Any] = next(row for row in rows if row["id"] == str(case))
    return row


@pytest.fixture
def three(house: House) -> tuple[Sent, Sent, Sent]:
    """One that waits, one that Hana addresses and has read, and one that is concluded."""
    waits, hers, done = (cast.send(house) for _each in range(3))
    today = clock.today()
    change(waits, received_on=today - timedelta(days=9))
    change(hers, received_on=today, acknowledged_on=today, state=State.ADDRESSING, assigned_to_id=house.hana.member.id)
    long_ago = today - timedelta(days=400)
    change(done, received_on=long_ago, acknowledged_on=long_ago, state=State.CONCLUDED, concluded_on=long_ago)
    assert as_member(house.hana.member).get(f"/api/v1/cases/{hers.case}").status_code == 200
    return waits, hers, done


def test_each_way_of_narrowing_finds_what_it_says(house: House, three: tuple[Sent, Sent, Sent]) -> None:
    """Alone and together; what nobody handles is in no list."""
    waits, hers, done = (str(sent.case) for sent in three)
    foreign = cast.send(house, channel="safety")
    ways = {
        "": [hers, waits, done],
        "state=received": [waits],
        "assigned=me": [hers],
        "assigned=nobody": [waits, done],
        "due=overdue": [waits],
        "due=soon": [],
        "unread=yes": [waits, done],
        "unread=yes&state=concluded": [done],
        "state=addressing&assigned=nobody": [],
        f"channel={house.channel.id}": [hers, waits, done],
        f"channel={house.channels['safety'].id}": [],
        "limit=2": [hers, waits],
    }
    for query, expected in ways.items():
        assert found(house.hana.member, query) == expected, query
    assert found(house.ines.member, "assigned=nobody&state=received") == [str(foreign.case), waits]
    assert found(house.ines.member, "unread=yes") == [], "who reads nothing has nothing to read"


def test_what_is_due_within_a_week_is_found(house: House) -> None:
    """The day itself counts, and the seventh from it; the eighth does not."""
    today, sent = clock.today(), [cast.send(house) for _each in range(4)]
    for one_of, days in zip(sent, (7, 0, -1, 8), strict=True):
        change(one_of, received_on=today - timedelta(days=days))  # due seven days after

    assert found(house.hana.member, "due=overdue") == [str(sent[3].case)]
    assert found(house.hana.member, "due=soon") == [str(sent[1].case), str(sent[0].case)]


@pytest.mark.parametrize(
    "query",
    [
        "state=closed",
        "assigned=omar",
        "due=never",
        "unread=no",
        "channel=7",
        "limit=0",
        "limit=1001",
        "limit=" + "9" * 5000,
        "limit=x",
        "limit=²",
    ],
)
def test_a_way_of_narrowing_that_does_not_exist_is_refused(house: House, query: str) -> None:
    """In words, and not with a list that looks complete."""
    answer = as_member(house.hana.member).get(f"/api/v1/cases?{query}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "case/filter")
    assert answer.json()["error"]["field"] == query.split("=", maxsplit=1)[0]


@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(),
        Narrowing(state=State.RECEIVED, assigned=Assigned.NOBODY, unread=True),
        Narrowing(channel=uuid4(), due=Due.SOON),
    ],
)
def test_a_page_is_one_statement_however_it_is_narrowed_and_however_long(
    house: House, narrowing: Narrowing, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Of one case as of five; titles too."""
    cases = [cast.send(house).case for _each in range(5)]
    for limit in (1, 5):
        with django_assert_num_queries(1):
            inbox.page(house.hana.member, narrowing, limit=limit)
    with django_assert_num_queries(1):
        assert len(inbox.titles(house.hana.member, cases)) == 5


def test_a_long_list_asks_the_database_no_more_than_a_short_one(house: House) -> None:
    """The whole request, from the session to the answer."""
    for _each in range(5):
        cast.send(house)
    hana = as_member(house.hana.member)
    assert hana.get("/api/v1/cases").status_code == 200
    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as asked:
            assert len(hana.get(f"/api/v1/cases?limit={limit}").json()["cases"]) == limit
        counts.append(len(asked))

    assert counts[0] == counts[1], counts


def test_the_list_costs_six_statements_of_plans_that_are_kept(house: House) -> None:
    """Nowhere, the session, its organisation, its member, what is noted of it, the list; and none is planned anew."""
    cast.send(house)
    hana = as_member(house.hana.member)
    for _each in range(2):  # what the first request notes of a new session, the next ones find
        assert hana.get("/api/v1/cases").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert hana.get("/api/v1/cases").status_code == 200
    assert len([each for each in asked.captured_queries if "'none'" not in each["sql"]]) == 6, asked.captured_queries

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        kept = cursor.fetchall()
    (listing,) = [each for each in kept if "row_to_json(told)" in each[0]]
    assert listing[1] == 3
    assert [each for each in kept if each[2]] == []


def test_a_page_looks_at_the_cases_that_it_lists_and_at_no_others(house: House) -> None:
    """However many lie behind it: grants, items and clocks are looked up for what is shown, and for one case more."""
    for _each in range(12):
        cast.send(house)
    text, values = inbox.statement(house.hana.member, Narrowing(), limit=2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_grant, cases_item, cases_clock")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values)
        (plan,) = cursor.fetchone()
    read = {"cases_case": 0, "cases_grant": 0, "cases_item": 0, "cases_clock": 0}
    for node in nodes(plan[0]["Plan"]):
        if node.get("Relation Name") in read:
            read[node["Relation Name"]] += node["Actual Loops"]
            assert node["Actual Rows"] <= 3, node
    assert read == {"cases_case": 1, "cases_grant": 3, "cases_item": 6, "cases_clock": 3}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan and all that is below it."""
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


@pytest.mark.parametrize(
    ("narrowing", "index"),
    [
        (Narrowing(), "case_listed"),
        (Narrowing(state=State.ADDRESSING), "case_by_state"),
        (Narrowing(channel=uuid4()), "case_by_channel"),
        (Narrowing(assigned=Assigned.ME), "case_by_assignee"),
        (Narrowing(assigned=Assigned.NOBODY), "case_unassigned"),
    ],
)
def test_each_way_of_narrowing_has_an_index_in_the_lists_order(house: House, narrowing: Narrowing, index: str) -> None:
    """With no other index at hand PostgreSQL walks this one from the newest case on, and sorts nothing.

    On a table of a few rows all indexes cost the same, so that which one it chooses would say nothing.
    """
    text, values = inbox.statement(house.hana.member, narrowing, limit=50)
    others = {one.name for one in Case._meta.indexes} - {index}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"DROP INDEX {', '.join(others)}")
        cursor.execute(f"EXPLAIN {text}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"Index Scan using {index} on cases_case" in plan, plan
    assert "Sort Key: c.received_on" not in plan, plan


def test_what_a_member_has_read_is_their_own(house: House) -> None:
    """Hana reads it, Omar has not; what comes later is unread for both, and her reading keeps no time."""
    sent, hana, omar = cast.send(house), house.hana.member, house.omar.member
    assert one(hana, sent.case)["unread"] is True
    as_member(hana).get(f"/api/v1/cases/{sent.case}")
    assert (one(hana, sent.case)["unread"], one(omar, sent.case)["unread"]) == (False, True)

    last = Item.objects.filter(case=sent.case).order_by("position").last()
    assert last is not None
    last.pk, last.id, last.position = (house.organisation.id, sent.case, uuid4()), uuid4(), last.position + 1
    last.save(force_insert=True)

    assert one(hana, sent.case)["unread"] is True
    as_member(hana).get(f"/api/v1/cases/{sent.case}")
    assert one(hana, sent.case)["unread"] is False
    assert {field.attname for field in Reading._meta.local_concrete_fields} == {
        "organisation_id", "member_id", "case_id", "through",
    }  # fmt: skip


def test_titles_are_given_for_what_is_asked_and_can_be_read(house: House) -> None:
    """Each with the one grant that opens it; of the others there is nothing."""
    mine, other = cast.send(house), cast.send(house)
    foreign = cast.send(house, channel="safety")
    kept_from = cast.send(house, excluded=[house.hana.fingerprint])
    asked = ",".join(str(sent.case) for sent in (mine, foreign, kept_from)) + f",{uuid4()}"

    (title,) = as_member(house.hana.member).get(f"/api/v1/titles?cases={asked}").json()["titles"]

    assert (title["id"], title["channel"]) == (str(mine.case), str(house.channel.id))
    assert title["title"]["sealed"] == mine.bundle["items"][1]["sealed"]
    held = [one for one in mine.bundle["grants"] if one["holder"] == house.hana.fingerprint.hex()]
    assert [grant["sealed"] for grant in title["grants"]] == [grant["sealed"] for grant in held]
    assert str(other.case) not in asked


def test_too_many_titles_at_once_and_ids_that_are_none_are_refused(house: House) -> None:
    """In words."""
    client = as_member(house.hana.member)
    many = client.get("/api/v1/titles?cases=" + ",".join(str(uuid4()) for _each in range(51)))
    assert (many.status_code, many.json()["error"]["code"]) == (400, "case/too-many")
    assert client.get("/api/v1/titles?cases=x").json()["error"]["code"] == "case/filter"
    assert client.get("/api/v1/titles").json() == {"titles": []}


def test_categories_are_told_to_who_handles_their_channel(house: House) -> None:
    """By channel, with the words in each language; a coordinator's list shows none."""
    (known,) = as_member(house.hana.member).get("/api/v1/categories").json()["channels"]

    assert known == {"id": str(house.channel.id), "categories": [{"id": "bribe", "act": {"en": "Bribery"}}]}
    assert as_member(house.ines.member).get("/api/v1/categories").json() == {"channels": []}


@pytest.mark.parametrize("address", ["cases", "titles", "categories"])
def test_signed_out_nothing_is_listed(desk_client: Client, db: None, address: str) -> None:
    """Each address asks to sign in."""
    assert desk_client.get(f"/api/v1/{address}").status_code == 401
