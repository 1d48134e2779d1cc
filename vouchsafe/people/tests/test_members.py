"""Founding an organisation, inviting members, granting and withdrawing rights."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.common.tests.meanwhile import meanwhile
from vouchsafe.delivery.models import Message
from vouchsafe.people import services
from vouchsafe.people.errors import Conflict, PeopleError, RightMissing
from vouchsafe.people.models import Member, Right, Role
from vouchsafe.people.queries import Holding, channels_where, current_entry, handlers_of, holdings_of, member_has
from vouchsafe.people.tests.cast import Institute, newcomer
from vouchsafe.people.tests.cast import meridian as make_meridian


def _path(link: str) -> str:
    """The path of a full address."""
    return "/" + link.split("/", 3)[3]


def _set_password(client: Client, link: str, password: str) -> None:
    """Follow a one-time link and set a password, as a browser would."""
    form = client.get(_path(link), follow=True)
    assert form.status_code == 200
    client.post(form.request["PATH_INFO"], {"password1": password})


@pytest.mark.django_db
def test_a_founder_sets_a_password_by_the_link_and_signs_in(desk_client: Client) -> None:
    """A fresh organisation has one member, no directory, and a link that lets that member in; the link works once."""
    founding = services.found_organisation(
        "Northgate University", "northgate", founder_email="Noa@Northgate.example", founder_name="Noa Adler"
    )
    _set_password(desk_client, founding.password_link, "correct horse battery")

    me = desk_client.get("/api/v1/me").json()  # the link leads to the desk, and later the password does
    desk_client.post("/account/logout/")
    answer = desk_client.post(
        "/account/login/", {"login": "noa@northgate.example", "password": "correct horse battery"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert me["needs_setup"] is True
    assert {role["role"] for role in me["roles"]} == {"administrator", "handler"}
    again = Client(headers={"host": "desk.localhost:8000"}).get(_path(founding.password_link), follow=True)
    assert b"password1" not in again.content


@pytest.mark.django_db
def test_founding_is_recorded_without_an_actor() -> None:
    """The command line founds; the record says so, with ids only."""
    founding = services.found_organisation("Northgate", "northgate", founder_email="n@n.example", founder_name="Noa")

    entries = Entry.objects.filter(organisation=founding.organisation).order_by("id")
    assert [entry.tag for entry in entries] == ["organisation:founded", "right:granted", "right:granted"]
    assert entries[0].objects_touched == {"member": str(founding.founder.id)}
    assert current_entry(founding.organisation.id) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slug": "Not A Slug"}, "organisation/slug"),
        ({"slug": "Upper"}, "organisation/slug"),
        ({"slug": "meridian"}, "organisation/exists"),
        ({"name": "  "}, "organisation/name"),
        ({"founder_email": "nobody"}, "member/email"),
        ({"founder_email": "noa@ä" + "b" * 62 + ".example"}, "member/email"),
        ({"founder_email": "me\N{LATIN SMALL LETTER LONG S}@n.example"}, "member/email"),
        ({"founder_email": "HANA@meridian.example"}, "member/exists"),
        ({"founder_name": "line\x00break"}, "member/name"),
        ({"roles": [Role.HANDLER]}, "right/no-administrator"),
    ],
)
@pytest.mark.usefixtures("meridian")
def test_an_impossible_founding_says_why(change: dict[str, object], code: str) -> None:
    """Each input that cannot be used has its own code."""
    given = {
        "name": "Northgate",
        "slug": "northgate",
        "founder_email": "noa@n.example",
        "founder_name": "Noa",
        **change,
    }

    with pytest.raises(PeopleError) as caught:
        services.found_organisation(**given)  # type: ignore[arg-type]

    assert caught.value.code == code


def test_an_invited_member_gets_a_link_by_mail(meridian: Institute, desk_client: Client) -> None:
    """The mail waits in the outbox; its link sets the password; the address is kept in lower case."""
    noa = services.invite_member(
        meridian.administrator.member,
        name="Noa Adler",
        email="Noa@Meridian.example",
        holdings=[Holding(Role.HANDLER, None)],
    )

    mail = Message.objects.get()
    assert (mail.address, mail.organisation_id) == ("noa@meridian.example", meridian.organisation.id)
    link = next(word for word in mail.body.split() if word.startswith("http://desk.localhost:8000/"))
    _set_password(desk_client, link, "correct horse battery")
    assert desk_client.login(email="noa@meridian.example", password="correct horse battery")
    assert holdings_of(noa) == [Holding(Role.HANDLER, None)]


@pytest.mark.parametrize("who", ["handler", "coordinator", "overseer"])
def test_only_an_administrator_invites(meridian: Institute, who: str) -> None:
    """Everybody else is refused, and no mail leaves."""
    with pytest.raises(RightMissing):
        services.invite_member(getattr(meridian, who).member, name="Noa", email="noa@m.example", holdings=[])

    assert not Message.objects.exists()


def test_rights_are_replaced_as_a_whole_and_recorded(meridian: Institute) -> None:
    """What is new is granted, what is missing is withdrawn, what stays is not touched; each change is one entry."""
    channel = uuid4()
    hana = meridian.handler.member

    services.set_rights(
        meridian.administrator.member, hana, [Holding(Role.HANDLER, channel), Holding(Role.COORDINATOR, None)]
    )

    assert set(holdings_of(hana)) == {Holding(Role.HANDLER, channel), Holding(Role.COORDINATOR, None)}
    changes = [(entry.tag, entry.objects_touched) for entry in Entry.objects.order_by("id")]
    assert changes == [
        ("right:withdrawn", {"member": str(hana.id), "role": "handler"}),
        ("right:granted", {"member": str(hana.id), "role": "coordinator"}),
        ("right:granted", {"member": str(hana.id), "role": "handler", "channel": str(channel)}),
    ]


def test_a_right_in_one_channel_covers_no_other(meridian: Institute) -> None:
    """Rights are asked for per channel."""
    integrity, safety = uuid4(), uuid4()
    hana = meridian.handler.member
    services.set_rights(meridian.administrator.member, hana, [Holding(Role.HANDLER, integrity)])

    assert member_has(hana, Role.HANDLER, integrity)
    assert not member_has(hana, Role.HANDLER, safety)
    assert not member_has(hana, Role.COORDINATOR, integrity)
    assert channels_where(hana, Role.HANDLER) == [integrity]
    assert channels_where(meridian.second_handler.member, Role.HANDLER) is None
    assert [member.name for member in handlers_of(meridian.organisation.id, safety)] == ["Omar Said"]


def test_a_member_who_was_switched_off_holds_nothing(meridian: Institute) -> None:
    """Rights of an inactive member count for nothing, and no notice goes to them."""
    Member.objects.filter(id=meridian.handler.member.id).update(is_active=False)
    hana = Member.objects.get(id=meridian.handler.member.id)

    assert holdings_of(hana) == []
    assert hana not in handlers_of(meridian.organisation.id, uuid4())


def test_the_last_administrator_stays(meridian: Institute) -> None:
    """Nobody can leave the organisation without an administrator."""
    lena = meridian.administrator.member

    with pytest.raises(PeopleError) as caught:
        services.set_rights(lena, lena, [])

    assert caught.value.code == "right/last-administrator"
    assert member_has(lena, Role.ADMINISTRATOR)


def test_who_has_left_is_given_no_right(meridian: Institute) -> None:
    """They would come back with it; so whoever had the list open for long is told that they are gone."""
    lena, hana = meridian.administrator.member, meridian.handler.member
    services.leave(lena, hana)

    with pytest.raises(PeopleError) as refused:
        services.set_rights(lena, hana, [Holding(Role.HANDLER, None)])

    assert (refused.value.code, refused.value.status) == ("member/not-found", 404)
    services.take_back(lena, hana)
    assert holdings_of(Member.objects.get(id=hana.id)) == []


def test_rights_in_another_organisation_are_out_of_reach(meridian: Institute, aurora: Institute) -> None:
    """An administrator administers only their own organisation."""
    with pytest.raises(RightMissing):
        services.set_rights(aurora.administrator.member, meridian.handler.member, [])

    assert member_has(meridian.handler.member, Role.HANDLER)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_depose_each_other_at_once() -> None:
    """Of two who withdraw each other's right at the same moment one fails."""
    people = make_meridian()
    second = newcomer(people.organisation, "Vera Blum", Role.ADMINISTRATOR)
    pairs = [(people.administrator.member, second.member), (second.member, people.administrator.member)]
    start = Barrier(2)

    def depose(actor: Member, other: Member) -> None:
        start.wait()
        try:
            services.set_rights(actor, other, [])
        except PeopleError:
            pass
        finally:
            connections.close_all()

    threads = [Thread(target=depose, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Right.objects.filter(role=Role.ADMINISTRATOR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_invite_somebody_at_once_one_does() -> None:
    """The later one is told that somebody signs in with this address, and one mail is posted."""
    actor = make_meridian().administrator.member

    def invite() -> Member:
        return services.invite_member(actor, name="Nils Berg", email="nils@meridian.example", holdings=[])

    with pytest.raises(Conflict) as refused:
        meanwhile(invite, invite)

    assert refused.value.code == "member/exists"
    assert Message.objects.filter(address="nils@meridian.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_organisations_founded_at_once_under_one_address_one_is() -> None:
    """The later one is told so."""

    def found(email: str) -> services.Founding:
        return services.found_organisation("Northgate", "northgate", founder_email=email, founder_name="Noa")

    with pytest.raises(Conflict) as refused:
        meanwhile(lambda: found("noa@northgate.example"), lambda: found("ned@northgate.example"))

    assert refused.value.code == "organisation/exists"
