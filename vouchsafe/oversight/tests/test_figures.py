"""What a parent sees of its children: figures, blurred where they are small, and nothing else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from vouchsafe.cases.models import Case, State
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.oversight.figures import Quarter
from vouchsafe.people.errors import Refused
from vouchsafe.people.models import Member, Organisation, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import found_organisation

pytestmark = pytest.mark.django_db
Group = dict[str, House]


def last_quarter() -> date:
    """The first day of the quarter that was over last."""
    today = clock.today()
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return (first - timedelta(days=1)).replace(day=1, month=(first - timedelta(days=1)).month // 3 * 3 - 2)


def house(name: str, slug: str, parent: Organisation | None = None) -> House:
    """An organisation with a channel, and Tom, who oversees all of it."""
    made = cast.found(name, slug, ["integrity"])
    cast.join(made, "tom", Holding(Role.OVERSEER, None))
    cast.join(made, "ines", Holding(Role.COORDINATOR, None))
    Organisation.objects.filter(id=made.organisation.id).update(parent=parent)
    return made


@pytest.fixture
def group() -> Group:
    """Ministry stands above Meridian and Harbour; Wharf is Harbour's child. Aurora is nobody's."""
    ministry = house("Ministry", "ministry")
    harbour = house("Harbour Agency", "harbour", ministry.organisation)
    return {
        "ministry": ministry,
        "meridian": house("Meridian Institute", "meridian", ministry.organisation),
        "harbour": harbour,
        "wharf": house("Wharf", "wharf", harbour.organisation),
        "aurora": house("Aurora", "aurora"),
    }


def receive(where: House, count: int, *, day: date | None = None, after: int | None = None, **fields: object) -> None:
    """So many reports of one day, acknowledged `after` days."""
    received = day or last_quarter()
    told = None if after is None else received + timedelta(days=after)
    Case.objects.bulk_create(
        Case(
            id=uuid4(),
            organisation=where.organisation,
            channel=where.channel,
            definition_version=1,
            directory_hash=b"",
            receipt_hash=uuid4().bytes * 2,
            bundle_hash=b"",
            erasure_id=uuid4(),
            received_on=received,
            acknowledged_on=told,
            **fields,
        )
        for _each in range(count)
    )


def page(client: Client, member: Member) -> dict[str, Quarter]:
    """The newest quarter of each organisation that this member is shown."""
    client.force_login(member)
    answer = client.get("/figures/")
    assert answer.status_code == 200
    return {each.name: each.quarters[0] for each in answer.context["organisations"]}


def test_a_parent_sees_the_figures_of_all_below_it(group: Group, desk_client: Client) -> None:
    """Its own, its children's and theirs; test reports, reply rooms and what is not over yet are not counted."""
    receive(group["meridian"], 6, after=7)
    receive(group["meridian"], 5, after=8, state=State.CONCLUDED)
    receive(group["meridian"], 5, is_test=True)
    receive(group["meridian"], 5, is_room=True)
    receive(group["meridian"], 5, day=clock.today())
    receive(group["wharf"], 9, after=1, state=State.CONCLUDED)
    shown = page(desk_client, group["ministry"].tom.member)
    assert set(shown) == {"Ministry", "Meridian Institute", "Harbour Agency", "Wharf"}
    assert shown["Meridian Institute"] == Quarter(last_quarter(), 11, 6, 5)
    assert shown["Wharf"] == Quarter(last_quarter(), 9, 9, 9)
    assert shown["Harbour Agency"] == Quarter(last_quarter(), None, None, None)


def test_a_dash_says_to_who_listens_what_it_stands_for(group: Group, desk_client: Client) -> None:
    """A screen reader says the least number that is shown, as the lead does."""
    receive(group["meridian"], 4)
    desk_client.force_login(group["meridian"].tom.member)
    text = desk_client.get("/figures/").content.decode()
    assert "fewer than 5, or so few could be reckoned from it" in text


@pytest.mark.parametrize(
    ("slow", "quick", "told"),
    [(0, 4, (None, None)), (1, 4, (5, None)), (4, 5, (9, None)), (5, 4, (9, None)), (5, 5, (10, 5)), (5, 0, (5, 0))],
)
def test_no_number_under_five_follows_from_what_is_shown(
    slow: int, quick: int, told: tuple[int | None, int | None], group: Group, desk_client: Client
) -> None:
    """A part is shown only where the rest could be shown too; all and none of a known whole point to nobody."""
    receive(group["harbour"], slow, after=30)
    receive(group["harbour"], quick, after=2)
    shown = page(desk_client, group["ministry"].tom.member)["Harbour Agency"]
    assert (shown.received, shown.acknowledged) == told


def test_a_child_sees_itself_and_who_else_does(group: Group, desk_client: Client) -> None:
    """Neither its parent's figures nor its sibling's; that its parent sees its own, it is told."""
    receive(group["meridian"], 7)
    shown = page(desk_client, group["harbour"].tom.member)
    assert set(shown) == {"Harbour Agency", "Wharf"}
    text = desk_client.get("/figures/").content.decode()
    assert "Ministry" in text
    assert "Meridian" not in text
    desk_client.force_login(group["aurora"].tom.member)
    alone = desk_client.get("/figures/").content.decode()
    assert not [name for name in ("Ministry", "Harbour", "Wharf", "Meridian") if name in alone]


def test_only_who_oversees_all_of_an_organisation_has_the_page(group: Group, desk_client: Client) -> None:
    """Administrators, coordinators and overseers of one channel get what does not exist; strangers sign in first."""
    assert desk_client.get("/figures/").headers["Location"].startswith("/account/login/")
    ministry = group["ministry"]
    one_channel = cast.join(ministry, "pia", Holding(Role.OVERSEER, ministry.channel.id)).member
    for member in (ministry.administrator, ministry.ines.member, one_channel):
        desk_client.force_login(member)
        assert desk_client.get("/figures/").status_code == 404


def test_a_quarter_of_nothing_looks_like_one_of_four(group: Group, desk_client: Client) -> None:
    """The page is the same, byte for byte but for the token of its form, whether none or four came in."""
    tom = group["ministry"].tom.member
    page(desk_client, tom)
    before = desk_client.get("/figures/").context["organisations"]
    receive(group["wharf"], 4, after=1)
    assert desk_client.get("/figures/").context["organisations"] == before


def test_an_organisation_is_founded_under_a_parent() -> None:
    """By the parent's address; the record of the child keeps whose it is. An unknown one is refused."""
    above = found_organisation("Ministry", "ministry", founder_email="a@m.example", founder_name="A").organisation
    child = found_organisation("Office", "office", founder_email="b@o.example", founder_name="B", parent="ministry")
    assert child.organisation.parent_id == above.id
    with pytest.raises(Refused) as refused:
        found_organisation("Other", "other", founder_email="c@o.example", founder_name="C", parent="nowhere")
    assert refused.value.code == "organisation/parent"
