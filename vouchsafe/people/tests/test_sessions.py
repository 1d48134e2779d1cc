"""Open sessions: listed for their member alone, ended by them, and forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.people import services, tasks
from vouchsafe.people.errors import Refused
from vouchsafe.people.models import Member, OpenSession, Organisation
from vouchsafe.people.queries import sessions_of
from vouchsafe.people.tests.cast import PASSWORD, Institute


def browser(email: str = "hana@meridian.example") -> Client:
    """A browser of its own, signed in."""
    client = Client(headers={"host": "desk.localhost:8000"})
    client.post("/account/login/", {"login": email, "password": PASSWORD}, REMOTE_ADDR="203.0.113.77")
    return client


def signed_in(client: Client) -> bool:
    return client.get("/api/v1/me").status_code == 200


def test_a_member_sees_their_sessions_and_which_is_this_one(meridian: Institute) -> None:
    """Two browsers are two sessions, told by hours; a colleague's is not among them."""
    here, _there, _omar = browser(), browser(), browser("omar@meridian.example")
    page = here.get("/account/sessions/").content.decode()
    assert page.count("End this session") == 1
    assert page.count("This one") == 1
    shown = sessions_of(meridian.handler.member, here.session.session_key)
    assert [each.current for each in shown] == [True, False]
    assert {(each.began.minute, each.seen.minute, each.seen.second) for each in shown} == {(0, 0, 0)}


def test_a_session_is_ended_from_elsewhere(meridian: Institute) -> None:
    """The browser that it belonged to must sign in again; the one that ended it goes on."""
    here, there = browser(), browser()
    other = next(each for each in sessions_of(meridian.handler.member, here.session.session_key) if not each.current)
    assert here.post(f"/account/sessions/{other.id}/end/").status_code == 302
    assert (signed_in(here), signed_in(there)) == (True, False)


@pytest.mark.usefixtures("meridian")
def test_all_others_are_ended_at_once() -> None:
    """This one stays, and so does a colleague's."""
    here, second, third, omar = browser(), browser(), browser(), browser("omar@meridian.example")
    assert here.post("/account/sessions/end-others/").status_code == 302
    assert [signed_in(each) for each in (here, second, third, omar)] == [True, False, False, True]


def test_a_member_is_found_by_id_and_only_where_they_are_looked_for(meridian: Institute, aurora: Institute) -> None:
    """Who is signed in is read by a plan that is kept, whole; among an organisation's own members nobody else is."""
    hana = meridian.handler.member
    found = Member.objects.get(pk=str(hana.id))
    assert {field.attname: getattr(found, field.attname) for field in Member._meta.concrete_fields} == {
        field.attname: getattr(hana, field.attname) for field in Member._meta.concrete_fields
    }
    assert meridian.organisation.member_set.get(pk=hana.id) == hana
    for where in (aurora.organisation.member_set, Member.objects.filter(is_active=False)):
        with pytest.raises(Member.DoesNotExist):
            where.get(pk=hana.id)
    with pytest.raises(Member.DoesNotExist):
        Member.objects.get(pk=uuid4())


def test_what_is_noted_of_a_session_comes_with_the_organisation(
    meridian: Institute, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One statement; what a colleague's session or none has noted is nothing."""
    here = browser()
    key, member = here.session.session_key or "", Member.objects.get(pk=meridian.handler.member.id)
    with django_assert_num_queries(1):
        noted = services.noted_of(member, key)
        asked = member.organisation
    assert noted is not None
    assert not noted.has_lapsed
    assert {field.attname: getattr(asked, field.attname) for field in Organisation._meta.concrete_fields} == {
        field.attname: getattr(meridian.organisation, field.attname) for field in Organisation._meta.concrete_fields
    }
    assert services.noted_of(meridian.administrator.member, key) is None


def test_nobody_ends_somebody_elses_session(meridian: Institute, aurora: Institute) -> None:
    """A colleague's session, a stranger's and none at all are the same: 404; a visitor is asked to sign in."""
    hana = browser()
    session = OpenSession.objects.get(member=meridian.handler.member)
    for email in ("omar@meridian.example", aurora.handler.member.email):
        assert browser(email).post(f"/account/sessions/{session.id}/end/").status_code == 404
    assert hana.post(f"/account/sessions/{uuid4()}/end/").status_code == 404
    visitor = Client(headers={"host": "desk.localhost:8000"})
    for page in ("/account/sessions/end-others/", f"/account/sessions/{session.id}/end/"):
        assert visitor.post(page).headers["Location"].startswith("/account/login/")
    assert visitor.get("/account/sessions/").headers["Location"].startswith("/account/login/")
    assert signed_in(hana)


@pytest.mark.usefixtures("meridian")
def test_ending_takes_a_post() -> None:
    """A link or an image on another page ends nothing."""
    here = browser()
    assert here.get("/account/sessions/end-others/").status_code == 405
    assert here.get(f"/account/sessions/{OpenSession.objects.get().id}/end/").status_code == 405


@pytest.mark.usefixtures("meridian")
def test_what_is_kept_of_a_session_names_no_address_and_no_browser() -> None:
    """The table has these columns and no others."""
    browser()
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'people_opensession'")
        columns = {name for (name,) in cursor.fetchall()}
    assert columns == {"id", "organisation_id", "member_id", "session_key", "began", "seen"}
    assert "203.0.113.77" not in str(OpenSession.objects.values())


@pytest.mark.usefixtures("meridian")
def test_signing_out_leaves_nothing_behind() -> None:
    """The row goes in the same moment; what expired goes within the hour."""
    here, _there = browser(), browser()
    here.post("/account/logout/")
    assert OpenSession.objects.count() == 1
    Session.objects.all().delete()
    tasks.forget_sessions(0)
    assert not OpenSession.objects.exists()


def test_a_new_password_ends_the_others(meridian: Institute) -> None:
    """They are let in no more, and are not shown as if they were."""
    here, there = browser(), browser()
    changed = {"oldpassword": PASSWORD, "password1": "pears by the lantern", "password2": "pears by the lantern"}
    here.post("/account/password/change/", changed)
    meridian.handler.member.refresh_from_db()
    assert not signed_in(there)
    assert signed_in(here)
    assert [each.current for each in sessions_of(meridian.handler.member, here.session.session_key)] == [True]


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    ("began", "seen", "goes_on"),
    [(0, 0, True), (1, 1, True), (2, 2, False), (11, 0, True), (12, 0, False), (11, 2, False)],
)
def test_a_session_that_rests_or_lasts_too_long_is_over(*, began: int, seen: int, goes_on: bool) -> None:
    """Two hours without a request end it, twelve hours in all cases; what was kept of it is gone at once."""
    client = browser()
    assert signed_in(client)
    noted = OpenSession.objects.get()
    OpenSession.objects.update(began=noted.began - timedelta(hours=began), seen=noted.seen - timedelta(hours=seen))
    assert signed_in(client) == goes_on
    assert signed_in(client) == goes_on
    assert (OpenSession.objects.count(), Session.objects.count()) == (int(goes_on), int(goes_on))


def changed(client: Client, password: str) -> str | None:
    """The key of the session once its member has set a new password."""
    asked = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password/change/", asked).status_code == 302
    return client.session.session_key


@pytest.mark.usefixtures("meridian")
def test_a_session_under_a_new_key_is_as_old_as_before() -> None:
    """A new password gives a new key and no new hours; what signing in begins is new, in the same browser too."""
    client, password = browser(), "pears by the lantern"
    noted = OpenSession.objects.get()
    OpenSession.objects.update(began=noted.began - timedelta(hours=11))
    assert changed(client, password) != noted.session_key
    moved = OpenSession.objects.get()
    assert (moved.session_key, moved.began) == (client.session.session_key, noted.began - timedelta(hours=11))
    OpenSession.objects.update(began=noted.began - timedelta(hours=12))
    client.post("/account/login/", {"login": "hana@meridian.example", "password": password})
    assert signed_in(client)
    assert OpenSession.objects.get().began >= noted.began


def test_the_operator_signs_somebody_out_or_everybody(meridian: Institute, aurora: Institute) -> None:
    """At once and everywhere, and the record says of whom; an unknown address is said to be unknown."""
    hana, hana_too, omar, elsewhere = (
        browser(),
        browser(),
        browser("omar@meridian.example"),
        browser(aurora.handler.member.email),
    )
    assert services.sign_out("Hana@Meridian.example ") == meridian.handler.member
    assert [signed_in(each) for each in (hana, hana_too, omar, elsewhere)] == [False, False, True, True]
    assert services.sign_out_everybody() == 2
    assert not any(signed_in(each) for each in (hana, hana_too, omar, elsewhere))
    ended = Entry.objects.filter(tag=Tag.MEMBER_SIGNED_OUT)
    assert {each.objects_touched["member"] for each in ended} == {
        str(meridian.handler.member.id),
        str(meridian.second_handler.member.id),
        str(aurora.handler.member.id),
    }
    assert {each.actor for each in ended} == {None}
    with pytest.raises(Refused) as refused:
        services.sign_out("nobody@meridian.example")
    assert refused.value.code == "member/unknown"
