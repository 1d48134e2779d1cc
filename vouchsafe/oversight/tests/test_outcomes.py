"""What everyone is told of outcomes: both that could bury a report always, small numbers never as they are."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from vouchsafe.cases.models import Concluded, Outcome
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.oversight.tests.test_figures import last_quarter
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def meridian() -> House:
    """Meridian, with its channel."""
    return cast.found("Meridian Institute", "meridian", ["integrity"])


def conclude(house: House, outcome: Outcome, count: int, *, day: date | None = None, counts: bool = True) -> None:
    """So many cases that ended so; they were erased since."""
    Concluded.objects.bulk_create(
        Concluded(
            organisation=house.organisation,
            channel=house.channel,
            outcome=outcome,
            day=day or last_quarter(),
            counts=counts,
        )
        for _each in range(count)
    )


def page() -> list[dict[str, str]]:
    """The quarters as anybody reads them, newest first: a number by outcome."""
    client = Client(headers={"host": "localhost:8000"})
    text = client.get("/en/meridian/outcomes/").content.decode()
    quarters = re.findall(r'<section [^>]*"quarter-.*?</section>', text, re.DOTALL)
    return [dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", quarter)) for quarter in quarters]


def test_every_outcome_is_told_and_small_numbers_as_such(meridian: House) -> None:
    """Six unsupported are six, four outside scope and none passed on are "fewer than 5" alike."""
    conclude(meridian, Outcome.UNSUPPORTED, 6)
    conclude(meridian, Outcome.OUTSIDE_SCOPE, 4)
    newest, *before = page()
    assert newest == {
        "Substantiated": "fewer than 5",
        "Substantiated in part": "fewer than 5",
        "Unsupported": "6",
        "Outside scope": "fewer than 5",
        "Passed on": "fewer than 5",
        "Duplicate": "fewer than 5",
    }
    assert len(before) == 7
    assert all(set(quarter.values()) == {"fewer than 5"} for quarter in before)


def test_a_quarter_is_told_once_it_is_over(meridian: House) -> None:
    """Nothing of today; the day before the quarter began is of the one before."""
    conclude(meridian, Outcome.PARTLY, 5, day=clock.today())
    conclude(meridian, Outcome.DUPLICATE, 7, day=last_quarter() - timedelta(days=1))
    newest, before, *_rest = page()
    assert (newest["Substantiated in part"], newest["Duplicate"]) == ("fewer than 5", "fewer than 5")
    assert before["Duplicate"] == "7"


def test_what_was_reopened_or_another_organisations_is_not_counted(meridian: House) -> None:
    """Nor a trial of a channel."""
    conclude(meridian, Outcome.UNSUPPORTED, 5, counts=False)
    conclude(cast.found("Harbour Agency", "harbour", ["integrity"]), Outcome.UNSUPPORTED, 9)
    assert page()[0]["Unsupported"] == "fewer than 5"


@pytest.mark.parametrize(
    ("unsupported", "others", "told"), [(7, 3, True), (6, 4, False), (9, 0, False), (13, 7, True), (12, 8, False)]
)
def test_the_overseer_is_told_of_a_category_that_mostly_ends_as_unsupported(
    meridian: House, desk_client: Client, unsupported: int, others: int, *, told: bool
) -> None:
    """More than 60 in a hundred, of ten at least; what was reopened does not count, nor another organisation's."""
    tom = cast.join(meridian, "tom", Holding(Role.OVERSEER, None))
    conclude(meridian, Outcome.UNSUPPORTED, unsupported)
    conclude(meridian, Outcome.PARTLY, others)
    conclude(meridian, Outcome.UNSUPPORTED, 9, counts=False)
    conclude(cast.found("Harbour Agency", "harbour", ["integrity"]), Outcome.UNSUPPORTED, 9)
    desk_client.force_login(tom.member)
    text = desk_client.get("/figures/").content.decode()
    assert (f"{unsupported} of {unsupported + others}" in text) is told
    assert ("Look at these categories" in text) is told


def test_only_the_newest_twenty_are_looked_at(meridian: House, desk_client: Client) -> None:
    """What mended since is not held against anybody."""
    tom = cast.join(meridian, "tom", Holding(Role.OVERSEER, None))
    conclude(meridian, Outcome.UNSUPPORTED, 30, day=last_quarter() - timedelta(days=40))
    conclude(meridian, Outcome.PARTLY, 20)
    desk_client.force_login(tom.member)
    assert "Look at these categories" not in desk_client.get("/figures/").content.decode()


def test_the_organisations_page_leads_there(meridian: House) -> None:
    """And an organisation that does not exist has no such page."""
    client = Client(headers={"host": "localhost:8000"})
    assert "/en/meridian/outcomes/" in client.get("/en/meridian/").content.decode()
    assert client.get("/en/nowhere/outcomes/").status_code == 404
    assert meridian.organisation.slug == "meridian"
