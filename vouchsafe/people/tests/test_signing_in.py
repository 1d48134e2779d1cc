"""Signing in and out at the desk, and what of it is kept."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from vouchsafe.common import clock
from vouchsafe.delivery.models import Message
from vouchsafe.people import tasks
from vouchsafe.people.models import Member
from vouchsafe.people.tests.cast import PASSWORD, Institute


def sign_in(client: Client, email: str = "hana@meridian.example", password: str = PASSWORD) -> int:
    """Post the sign-in form; 302 when it let the member in, 200 when it asks again, 429 when there were too many."""
    return client.post("/account/login/", {"login": email, "password": password}).status_code


@pytest.mark.usefixtures("meridian")
def test_a_member_signs_in_with_address_and_password(desk_client: Client) -> None:
    """The address is taken in any case."""
    assert sign_in(desk_client, "Hana@Meridian.example") == 302
    assert desk_client.get("/api/v1/me").json()["member"]["name"] == "Hana Weiss"


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("hana@meridian.example", "not the password of hers"),
        ("nobody@meridian.example", PASSWORD),
        ("Hana Weiss", PASSWORD),
        ("hana@meridian.example", ""),
    ],
)
def test_nobody_else_gets_in(desk_client: Client, email: str, password: str) -> None:
    """A wrong password, an unknown address and a name are all asked again, and open nothing."""
    assert sign_in(desk_client, email, password) == 200
    assert desk_client.get("/api/v1/me").status_code == 401
    assert not [session for session in Session.objects.all() if "_auth_user_id" in session.get_decoded()]


def test_a_member_who_was_switched_off_cannot_sign_in(meridian: Institute, desk_client: Client) -> None:
    """Nor does an open session of theirs go on."""
    assert sign_in(desk_client) == 302
    assert desk_client.get("/api/v1/me").status_code == 200
    Member.objects.filter(id=meridian.handler.member.id).update(is_active=False)

    assert desk_client.get("/api/v1/me").status_code == 401
    later = Client(headers={"host": "desk.localhost:8000"})
    sign_in(later)
    assert later.get("/api/v1/me").status_code == 401


@pytest.mark.usefixtures("meridian")
def test_guessing_one_account_is_slowed_down_without_locking_out_others(desk_client: Client) -> None:
    """After ten wrong passwords the right one is refused for a while too, for that account alone."""
    for _ in range(10):
        sign_in(desk_client, password="a wrong guess")

    assert sign_in(desk_client) == 200
    assert desk_client.get("/api/v1/me").status_code == 401
    assert sign_in(desk_client, "omar@meridian.example") == 302


def test_the_session_names_no_visitor(meridian: Institute, desk_client: Client) -> None:
    """Neither address nor browser of a member enters the session, the database or a log."""
    desk_client.post(
        "/account/login/",
        {"login": "hana@meridian.example", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.77",
        HTTP_USER_AGENT="Lynx/2.9 (telling)",
    )

    kept = str([session.get_decoded() for session in Session.objects.all()])
    assert str(meridian.handler.member.id) in kept
    assert "203.0.113.77" not in kept
    assert "Lynx" not in kept
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'people_member'")
        columns = {name for (name,) in cursor.fetchall()}
    assert columns == {"id", "organisation_id", "email", "name", "is_active", "password"}


@pytest.mark.usefixtures("meridian")
def test_signing_in_gives_a_new_session_whose_cookie_scripts_cannot_read(desk_client: Client) -> None:
    """The session before signing in is worth nothing after it."""
    answer = desk_client.post("/account/login/", {"login": "hana@meridian.example", "password": PASSWORD})

    cookie = answer.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


@pytest.mark.usefixtures("meridian")
def test_signing_out_takes_a_post(desk_client: Client) -> None:
    """A link or an image on another page cannot sign a member out; the form does."""
    sign_in(desk_client)
    desk_client.get("/account/logout/")
    assert desk_client.get("/api/v1/me").status_code == 200

    answer = desk_client.post("/account/logout/")

    assert answer.headers["Location"] == "/account/login/"
    assert desk_client.get("/api/v1/me").status_code == 401


def test_nobody_can_sign_up(desk_client: Client) -> None:
    """There is no such page."""
    assert desk_client.get("/account/signup/").status_code == 404


@pytest.mark.parametrize("door", ["report.localhost:8000", "localhost:8000"])
def test_there_is_no_signing_in_at_the_other_doors(door: str) -> None:
    """The account pages and the desk's addresses exist at the desk only."""
    client = Client(headers={"host": door})
    for address in ("/account/login/", "/api/v1/me", "/api/v1/directory", "/api/v1/members"):
        assert client.get(address).status_code == 404


def test_a_forgotten_password_is_reset_by_mail(meridian: Institute, desk_client: Client) -> None:
    """The link goes to the address on file, at the configured desk, and the key is not touched by it."""
    meridian.set_up()
    before = desk_client.post("/account/password/reset/", {"email": "HANA@meridian.example"})

    mail = Message.objects.get(subject__contains="new password")
    link = next(word for word in mail.body.split() if word.startswith("http"))
    assert before.status_code == 302
    assert (mail.address, mail.organisation_id) == ("hana@meridian.example", meridian.organisation.id)
    assert link.startswith("http://desk.localhost:8000/account/password/reset/key/")
    form = desk_client.get(link.removeprefix("http://desk.localhost:8000"), follow=True)
    desk_client.post(form.request["PATH_INFO"], {"password1": "another long one 7"})
    assert sign_in(desk_client, password="another long one 7") == 302
    assert desk_client.get("/api/v1/me").json()["key"]["listed"] is True


@pytest.mark.usefixtures("meridian")
def test_asking_for_an_unknown_address_looks_the_same_and_keeps_nothing(desk_client: Client) -> None:
    """Whether an address is a member's cannot be found out here, and a stranger's address is not kept."""
    known = desk_client.post("/account/password/reset/", {"email": "hana@meridian.example"})
    Message.objects.all().delete()
    unknown = desk_client.post("/account/password/reset/", {"email": "stranger@elsewhere.example"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert not Message.objects.exists()


@pytest.mark.usefixtures("meridian")
def test_no_address_enters_a_log(desk_client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Failed and successful sign-ins leave no mail address in any log record."""
    with caplog.at_level(logging.DEBUG):
        sign_in(desk_client, password="a wrong guess")
        sign_in(desk_client)
        desk_client.post("/account/password/reset/", {"email": "hana@meridian.example"})

    said = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db.backends")]
    assert not [line for line in said if "hana@" in line.lower()]


@pytest.mark.usefixtures("meridian")
def test_an_expired_session_is_forgotten(desk_client: Client) -> None:
    """The hourly task leaves open sessions and deletes dead ones, which would tell when somebody was last here."""
    sign_in(desk_client)
    tasks.forget_sessions(0)
    assert Session.objects.count() == 1

    Session.objects.update(expire_date=clock.now())
    tasks.forget_sessions(0)

    assert Session.objects.count() == 0
