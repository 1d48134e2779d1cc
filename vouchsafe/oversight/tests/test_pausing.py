"""Categories that mostly end as unsupported wait for the overseer: by themselves, in public, and never for ever."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.cases.models import Concluded, Outcome
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.channels import definitions
from vouchsafe.channels.errors import Conflict
from vouchsafe.channels.services import publish_definition
from vouchsafe.common import clock
from vouchsafe.delivery.models import Message
from vouchsafe.law.clocks import add_months
from vouchsafe.oversight import pausing
from vouchsafe.oversight.models import Pause
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import Holding

WHY = {"en": "Ten reports told of one rumour. They were looked into well."}
Marks = dict[str, Any]


def category(name: str, **more: object) -> dict[str, object]:
    """A category of that id."""
    text = {"en": name.title()}
    return {"id": name, "act": text, "harmed": text, "law": text, **more}


@pytest.fixture
def open_house(house: House) -> Iterator[House]:
    """Meridian's channel takes bribes, theft, retaliation, and what a mayor does with the city's power."""
    kinds = [category("bribe"), category("theft"), category("retaliation"), category("mayor", stays_open=True)]
    publish_definition(house.administrator, house.channel, {**house.definition().body, "categories": kinds})
    yield house  # noqa: PT022 - a generator keeps the fixture's type the same


def conclude(house: House, name: str, outcome: Outcome, count: int, *, day: date | None = None) -> None:
    """So many cases of a category that ended so, yesterday or on a day."""
    on = day or clock.today() - timedelta(days=1)
    shared = {"organisation": house.organisation, "channel": house.channel, "category": name}
    Concluded.objects.bulk_create(Concluded(**shared, outcome=outcome, day=on) for _each in range(count))


def bury(house: House, name: str = "bribe", *, day: date | None = None) -> None:
    """Ten of ten end as unsupported."""
    conclude(house, name, Outcome.UNSUPPORTED, 10, day=day)


def paused(house: House, *names: str) -> Pause:
    """Bury and pause; gives the last pause."""
    for name in names or ("bribe",):
        bury(house, name)
    pausing.tend()
    return Pause.objects.get(category=(names or ("bribe",))[-1])


def marks(house: House) -> dict[str, Marks]:
    """What the newest definition says of each category that it says something of."""
    listed = house.definition().body["categories"]
    said = {each["id"]: {name: each[name] for name in ("paused", "reviewed") if name in each} for each in listed}
    return {name: each for name, each in said.items() if each}


def tags(prefix: str = "category:") -> list[str]:
    return [entry.tag for entry in Entry.objects.order_by("id") if entry.tag.startswith(prefix)]


def move(pause: Pause, **days: date) -> None:
    Pause.objects.filter(id=pause.id).update(**days)


def desk(member: Member) -> Client:
    client = Client(headers={"host": "desk.localhost:8000"})
    client.force_login(member)
    return client


def decide(member: Member, pause: Pause, until: date | None = None, reason: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - the test client's answer
    body = {"until": until and until.isoformat(), "reason": WHY if reason is None else reason}
    return desk(member).post(f"/api/v1/pauses/{pause.id}/review", body, content_type="application/json")


def test_a_category_beyond_the_limit_is_paused_by_a_version_of_the_definition(open_house: House) -> None:
    """Its hash covers the pause, the record names the category by its number, and the overseer gets a mail."""
    before = open_house.definition()
    bury(open_house)
    assert pausing.tend() == 1
    today, until = clock.today(), add_months(clock.today(), 3)
    after = open_house.definition()
    assert after.version == before.version + 1
    assert marks(open_house) == {"bribe": {"paused": {"on": today.isoformat(), "until": until.isoformat()}}}
    assert bytes(after.sha256) == definitions.sha256_of(after.body)
    assert "paused" not in before.body["categories"][0]
    pause = Pause.objects.get()
    assert (pause.concluded, pause.unsupported, pause.until) == (10, 10, until)
    published, entry = Entry.objects.order_by("-id")[:2][::-1]
    assert (published.tag, published.actor) == ("channel:published", None)
    assert (entry.tag, entry.actor) == ("category:paused", None)
    assert entry.objects_touched == {
        "pause": str(pause.id),
        "channel": str(open_house.channel.id),
        "version": after.version,
        "category": 1,
    }
    mail = Message.objects.get(subject="A category of reports waits for your review")
    assert mail.address == open_house.tom.member.email
    assert "/pauses/" in mail.body


def test_run_twice_or_late_it_pauses_once(open_house: House) -> None:
    """One row, one version, one mail, on whatever night."""
    paused(open_house)
    version = open_house.definition().version
    assert pausing.tend() == 0
    assert (open_house.definition().version, Pause.objects.count()) == (version, 1)
    assert Message.objects.filter(subject="A category of reports waits for your review").count() == 1


@pytest.mark.parametrize(("unsupported", "others"), [(9, 0), (6, 4), (12, 8)])
def test_within_the_limit_nothing_is_paused(open_house: House, unsupported: int, others: int) -> None:
    """Fewer than ten could be chance; sixty in a hundred are not more than sixty."""
    conclude(open_house, "bribe", Outcome.UNSUPPORTED, unsupported)
    conclude(open_house, "bribe", Outcome.PARTLY, others)
    assert pausing.tend() == 0
    assert marks(open_house) == {}


def test_reports_on_retaliation_and_on_officials_are_never_shut_out(open_house: House) -> None:
    """By their id or because the channel says so; the overseer is shown them, with why they stay open."""
    bury(open_house, "retaliation")
    bury(open_house, "mayor")
    assert pausing.tend() == 0
    shown = desk(open_house.tom.member).get("/api/v1/pauses").json()
    assert {each["category"]: each["why"] for each in shown["open"]} == {
        "retaliation": "stays-open",
        "mayor": "stays-open",
    }


def test_one_kind_can_always_be_chosen(house: House) -> None:
    """Where all are beyond the limit, the one with the smallest share stays open."""
    kinds = [category("bribe"), category("theft")]
    publish_definition(house.administrator, house.channel, {**house.definition().body, "categories": kinds})
    bury(house, "theft")
    bury(house, "bribe")
    conclude(house, "bribe", Outcome.PARTLY, 2)
    pausing.tend()
    pausing.tend()
    assert set(marks(house)) == {"theft"}
    shown = desk(house.tom.member).get("/api/v1/pauses").json()
    assert [(each["category"], each["why"]) for each in shown["open"]] == [("bribe", "last-open")]


def test_a_category_that_the_channel_no_longer_has_is_only_shown(open_house: House) -> None:
    """Nor is what was concluded without any category."""
    bury(open_house, "gone")
    bury(open_house, "")
    assert pausing.tend() == 0
    shown = desk(open_house.tom.member).get("/api/v1/pauses").json()
    assert [each["why"] for each in shown["open"]] == ["gone", "gone"]


def test_a_pause_ends_by_itself_and_needs_ten_more_to_begin_again(open_house: House) -> None:
    """On its day, the same night it is not paused anew; nine more are too few, ten are not."""
    pause = paused(open_house)
    move(pause, until=clock.today())
    assert pausing.tend() == 1
    assert marks(open_house) == {}
    assert tags() == ["category:paused", "category:lifted"]
    pause.refresh_from_db()
    assert pause.ended_on == clock.today()
    assert pausing.tend() == 0
    Concluded.objects.update(day=clock.today() - timedelta(days=9))
    move(pause, ended_on=clock.today() - timedelta(days=9))
    conclude(open_house, "bribe", Outcome.UNSUPPORTED, 9)
    assert pausing.tend() == 0
    conclude(open_house, "bribe", Outcome.UNSUPPORTED, 1)
    assert pausing.tend() == 1
    assert "paused" in marks(open_house)["bribe"]


def test_an_overseer_opens_it_again_and_says_why_in_public(open_house: House) -> None:
    """The reason stands in the definition, on the channel's page and beside the figures; who reviewed it does not."""
    pause = paused(open_house)
    assert decide(open_house.tom.member, pause).status_code == 200
    today = clock.today()
    assert marks(open_house) == {"bribe": {"reviewed": {"on": today.isoformat(), "reason": WHY}}}
    assert tags() == ["category:paused", "category:resumed"]
    pause.refresh_from_db()
    assert (pause.ended_on, pause.reviewed_by, pause.kept) == (today, open_house.tom.member, False)
    for host, path in (("report.", "/en/meridian/integrity/"), ("", "/en/meridian/"), ("", "/en/meridian/outcomes/")):
        text = Client(headers={"host": f"{host}localhost:8000"}).get(path).content.decode()
        assert WHY["en"] in text
        assert "Tom" not in text
    assert pausing.tend() == 0
    assert decide(open_house.tom.member, pause).json()["error"]["code"] == "pause/over"


def test_an_overseer_keeps_it_paused_once_and_three_months_at_most(open_house: House) -> None:
    """Then it can only be opened; on its day it ends by itself."""
    pause, tom, today = paused(open_house), open_house.tom.member, clock.today()
    longest = add_months(today, 3)
    for wrong in (today, longest + timedelta(days=1)):
        assert decide(tom, pause, wrong).json()["error"]["code"] == "pause/until"
    assert decide(tom, pause, longest).status_code == 200
    said = marks(open_house)["bribe"]["paused"]
    day = today.isoformat()
    assert said == {"on": day, "until": longest.isoformat(), "reviewed_on": day, "reason": WHY}
    assert tags() == ["category:paused", "category:kept-paused"]
    assert decide(tom, pause, today + timedelta(days=2)).json()["error"]["code"] == "pause/kept"
    text = Client(headers={"host": "localhost:8000"}).get("/en/meridian/outcomes/").content.decode()
    assert "kept it paused" in text
    move(pause, until=today)
    assert pausing.tend() == 1
    assert marks(open_house) == {}


@pytest.mark.parametrize("reason", [{}, {"en": " "}, {"de": "Gut."}, {"en": "x" * 1001}, {"en": "Well.", "xx": "?"}])
def test_a_review_says_why(open_house: House, reason: dict[str, str]) -> None:
    """In English at least, in a language of the pages, not endlessly."""
    pause = paused(open_house)
    assert decide(open_house.tom.member, pause, reason=reason).json()["error"]["code"] == "pause/reason"
    pause.refresh_from_db()
    assert pause.reviewed_on is None


def test_nobody_else_reviews(open_house: House) -> None:
    """Handlers, coordinators, administrators and overseers of one channel find nothing; nor does another house."""
    pause = paused(open_house)
    pia = cast.join(open_house, "pia", Holding(Role.OVERSEER, open_house.channel.id)).member
    other = cast.found("Harbour Agency", "harbour", ["integrity"])
    stranger = cast.join(other, "una", Holding(Role.OVERSEER, None)).member
    for member in (open_house.hana.member, open_house.ines.member, open_house.administrator, pia, stranger):
        assert decide(member, pause).status_code == 404
    for member in (open_house.hana.member, open_house.ines.member, open_house.administrator, pia):
        assert desk(member).get("/api/v1/pauses").status_code == 404
    assert desk(stranger).get("/api/v1/pauses").json()["paused"] == []
    tom = open_house.tom.member
    assert desk(tom).post(f"/api/v1/pauses/{uuid4()}/review", "{}", content_type="application/json").status_code == 400
    assert Pause.objects.get().reviewed_on is None


@pytest.mark.parametrize("role", [Role.HANDLER, Role.ADMINISTRATOR])
def test_whoever_has_a_part_in_it_does_not_review_it(open_house: House, role: Role) -> None:
    """An overseer who also handles or administers sees what waits, and decides nothing of it."""
    pause = paused(open_house)
    both = cast.join(open_house, "pia", Holding(Role.OVERSEER, None), Holding(role, None)).member
    shown = desk(both).get("/api/v1/pauses").json()
    assert (shown["may_review"], len(shown["paused"])) == (False, 1)
    answer = decide(both, pause)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "pause/not-independent")


def test_an_administrator_neither_ends_a_pause_nor_gets_around_it(open_house: House) -> None:
    """What is published bears the pause, whatever the file says; the category stays, and another that can be chosen."""
    paused(open_house, "bribe")
    lena, channel = open_house.administrator, open_house.channel
    body = open_house.definition().body
    plain = [category(each) for each in ("bribe", "theft", "retaliation")]
    publish_definition(lena, channel, {**body, "categories": plain})
    assert set(marks(open_house)) == {"bribe"}
    forged = [category("bribe"), category("theft", paused={"on": "2026-01-01"}), category("retaliation")]
    publish_definition(lena, channel, {**body, "categories": forged})
    assert set(marks(open_house)) == {"bribe"}
    for kinds in ([category("theft")], [category("bribe")]):
        with pytest.raises(Conflict) as refused:
            publish_definition(lena, channel, {**body, "categories": kinds})
        assert refused.value.code == "definition/paused"


def test_the_overseers_page_has_the_figures(open_house: House) -> None:
    """What waits, of how many; and what was reviewed before, by whom."""
    pause = paused(open_house)
    shown = desk(open_house.tom.member).get("/api/v1/pauses").json()
    (waiting,) = shown["paused"]
    assert (waiting["id"], waiting["channel"], waiting["act"]) == (str(pause.id), "Integrity", {"en": "Bribe"})
    assert (waiting["unsupported"], waiting["concluded"], waiting["reviewed_by"]) == (10, 10, None)
    assert shown["longest"] == add_months(clock.today(), 3).isoformat()
    decide(open_house.tom.member, pause)
    shown = desk(open_house.tom.member).get("/api/v1/pauses").json()
    assert shown["paused"] == []
    assert [(each["reviewed_by"], each["reason"]) for each in shown["ended"]] == [("Tom", WHY)]
    assert [each["why"] for each in shown["open"]] == ["rested"]
