"""An overseer reads who did what to which case, and nothing beyond that."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.audit.sequencing import integrate
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import services as cases
from vouchsafe.cases.exclusion import exclude
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import HEADLINE, STORY, House, Sent
from vouchsafe.oversight.tests.acts import act
from vouchsafe.people.models import Member, Right
from vouchsafe.tlog.checkpoints import open_checkpoint
from vouchsafe.tlog.notes import read_verifier
from vouchsafe.tlog.verifying import is_leaf, verify_leaves

ADDRESS = "/api/v1/record/acts"


@pytest.fixture
def sent(house: House) -> Iterator[Sent]:
    """A report that Hana opened twice and Omar once, beside another one that Hana opened; the sequencer came by."""
    first, second = cast.send(house), cast.send(house)
    for who, report in ((house.hana, first), (house.omar, first), (house.hana, first), (house.hana, second)):
        cases.open_case(who.member, report.case)
    integrate()
    yield first  # noqa: PT022 - a generator keeps the fixture's type the same


def desk(member: Member) -> Client:
    """The desk as a member sees it."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(member)
    return client


def acts(house: House, **query: object) -> list[dict[str, Any]]:
    """Every act that fits, as Tom, who oversees, sees them over as many pages as it takes."""
    client = desk(house.tom.member)
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        answer = client.get(ADDRESS, {**{name: str(value) for name, value in query.items()}, "after": after})
        assert answer.status_code == 200, answer.content
        found += answer.json()["acts"]
        after = answer.json()["next"]
    return found


def test_an_overseer_sees_who_did_what_to_which_case(house: House, sent: Sent) -> None:
    """The newest first, with its place in the log, its time as the record has it, and opaque ids."""
    newest, before, *_rest = acts(house)
    assert newest["tag"] == before["tag"] == "case:opened"
    assert newest["actor"] == str(house.hana.member.id)
    assert before["objects"] == {"case": str(sent.case)}
    assert newest["index"] == before["index"] + 1 == Entry.objects.count() - 1
    assert datetime.fromisoformat(newest["at"]) == Entry.objects.latest("at").at


def test_neither_content_nor_reporter_is_told(house: House, sent: Sent) -> None:
    """Nothing of the report, nor of its receipt, in all that an overseer can fetch."""
    client = desk(house.tom.member)
    told = [str(acts(house))]
    told += [client.get(path).content.decode() for path in ("/api/v1/record", "/api/v1/record/entries/0/2048")]
    for text in (HEADLINE, STORY, sent.bundle["receipt_hash"], sent.receipt.text):
        assert not any(text in each for each in told)


def test_acts_are_filtered_by_act_member_case_and_days(house: House, sent: Sent) -> None:
    """Each alone, and all at once."""
    hana, today = house.hana.member.id, datetime.now(UTC).date()
    assert len(acts(house, tag="case:opened")) == 4
    assert {each["actor"] for each in acts(house, member=hana)} == {str(hana)}
    assert [each["tag"] for each in acts(house, case=sent.case)] == ["case:opened"] * 3
    everything = len(acts(house))
    assert len(acts(house, since=today, until=today)) == everything
    assert acts(house, since=today + timedelta(days=1)) == acts(house, until=today - timedelta(days=1)) == []
    both = acts(house, tag="case:opened", member=hana, case=sent.case, since=today, until=today)
    assert len(both) == 2


def test_pages_follow_each_other_without_gap_or_repetition(house: House, sent: Sent) -> None:
    """Also where many acts have one and the same time."""
    act(house.organisation.id, 120)
    moment = Entry.objects.latest("at").at
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_entry SET at = %s WHERE id %% 3 > 0", [moment])
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_append_only")
    seen = [each["index"] for each in acts(house, limit=7)]
    assert sorted(seen) == list(range(Entry.objects.count()))


def test_a_page_is_led_by_an_index(house: House, sent: Sent) -> None:
    """Whatever the filter, the database walks an index in the order of the page and sorts nothing."""
    act(house.organisation.id, 400)
    asked = {"tag": "case:opened", "member": house.hana.member.id, "case": sent.case}
    for name, index in (("", "time"), ("tag", "tag"), ("member", "actor"), ("case", "case")):
        plan = plan_of(house, {name: asked[name]} if name else {})
        assert f"entry_by_{index}" in plan, plan
        assert "Sort" not in plan, plan
        assert "Seq Scan" not in plan, plan


def plan_of(house: House, query: dict[str, object]) -> str:
    """How the database would read the first page, were the table too large to read whole."""
    from django.db.models import QuerySet

    from vouchsafe.oversight.acts import _matching, read_wanted

    wanted, _after, _limit = read_wanted({name: str(value) for name, value in query.items()})
    found: QuerySet[Entry] = _matching(Entry.objects.filter(organisation=house.organisation.id), wanted)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return found.order_by("-at", "-id")[:51].explain()


@pytest.mark.parametrize(
    "query",
    [
        *({"tag": "case:eaten"}, {"member": "hana"}, {"case": "1"}, {"since": "yesterday"}, {"until": "2026-02-30"}),
        *({"after": "1"}, {"after": "2026-01-01~1"}, {"after": "2026-01-01T00:00:00+00:00~x"}, {"limit": "many"}),
    ],
)
def test_what_is_no_filter_is_refused(house: House, sent: Sent, query: dict[str, str]) -> None:
    """400 with a code, never a server's error and never everything."""
    answer = desk(house.tom.member).get(ADDRESS, query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "record/filter")


def test_others_see_no_act(house: House, sent: Sent) -> None:
    """Strangers, handlers, coordinators, administrators, and who oversees one channel alone."""
    assert Client(headers={"host": "desk.localhost:8000"}).get(ADDRESS).status_code == 401
    Right.objects.filter(member=house.tom.member).update(channel_id=house.channel.id)
    for member in (house.hana.member, house.ines.member, house.administrator, house.tom.member):
        assert desk(member).get(ADDRESS).status_code == 403


def test_another_organisation_is_not_told_of(house: House, sent: Sent) -> None:
    """Neither its acts nor its people."""
    other = cast.elsewhere()
    act(other.organisation.id, 3)
    before = len(acts(house))
    act(other.organisation.id, 3)
    assert len(acts(house)) == before
    names = {each["name"] for each in desk(house.tom.member).get("/api/v1/record").json()["members"]}
    assert "Tom" in names
    assert "Sven" not in names


def test_an_excluded_overseer_sees_no_trace_of_the_case(house: House, sent: Sent) -> None:
    """No act, no leaf: hashes stand in their place, and the record still verifies as a whole."""
    tom = house.tom.member
    exclude(house.ines.member, sent.case, tom.id)
    integrate()
    assert acts(house, case=sent.case) == []
    assert not any("case" in each["objects"] and each["objects"]["case"] == str(sent.case) for each in acts(house))
    client = desk(tom)
    summary = client.get("/api/v1/record").json()
    lines = client.get(f"/api/v1/record/entries/0/{summary['size']}").content
    assert str(sent.case).encode() not in lines
    checkpoint = open_checkpoint(summary["checkpoint"], read_verifier(summary["key"]))[0]
    assert verify_leaves(checkpoint, lines.splitlines()) == 4
    assert any(is_leaf(line) for line in lines.splitlines())


def test_every_kind_of_act_and_every_member_can_be_chosen(house: House, sent: Sent) -> None:
    """Also a member who was switched off: what they did stays theirs."""
    Member.objects.filter(id=house.omar.member.id).update(is_active=False)
    summary = desk(house.tom.member).get("/api/v1/record").json()
    assert summary["tags"] == [tag.value for tag in Tag]
    omar = next(each for each in summary["members"] if UUID(each["id"]) == house.omar.member.id)
    assert (omar["name"], omar["active"]) == ("Omar", False)
    assert acts(house, member=uuid4()) == []
