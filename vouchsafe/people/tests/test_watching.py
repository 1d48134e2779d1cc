"""What the log says of signing in and of refusals at the desk, and whom a guesser is told of."""

import json
import logging

import pytest
from django.core.cache import cache
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.delivery.models import Message
from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.test_factors import code_of, set_up

HANA = "hana@meridian.example"
GUESS = "a wrong guess of somebody"


def browser() -> Client:
    return Client(headers={"host": "desk.localhost:8000"})


def sign_in(client: Client, email: str = HANA, password: str = PASSWORD) -> None:
    client.post("/account/login/", {"login": email, "password": password})


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was said of people since the last time."""
    lines = [each.getMessage() for each in caplog.records if each.name == "vouchsafe.people.watching"]
    caplog.clear()
    return lines


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_signing_in_and_out_is_noted_with_how(meridian: Institute, caplog: pytest.LogCaptureFixture) -> None:
    """By the member's opaque id, with the factors that were shown."""
    hana, me = browser(), f"member {meridian.handler.member.id}"
    sign_in(hana)
    assert said(caplog) == [f"signed in: {me} by password"]
    hana.post("/account/logout/")
    assert said(caplog) == [f"signed out: {me}"]


def test_what_was_wrong_is_noted(meridian: Institute, caplog: pytest.LogCaptureFixture) -> None:
    """A password, of a member and of nobody; a code, a code that was used; a passkey that is none."""
    me = f"member {meridian.handler.member.id}"
    sign_in(browser(), password=GUESS)
    sign_in(browser(), email="nobody@elsewhere.example")
    assert said(caplog) == [f"refused a password: {me}", "refused a password: nobody known"]
    secret, _codes = set_up(browser())
    said(caplog)
    client = browser()
    sign_in(client)
    client.post("/account/code/", {"code": "000000"})
    client.post("/account/code/", {"code": code_of(secret, 1)})
    assert said(caplog) == [f"refused a code (totp): {me}", f"signed in: {me} by password, totp"]
    browser().post("/account/passkeys/login/", {"credential": json.dumps({"id": "AAAA"})})
    assert said(caplog) == ["refused a passkey: nobody known"]


def test_what_the_desk_refuses_is_noted(meridian: Institute, caplog: pytest.LogCaptureFixture) -> None:
    """Which view, with which status, to whom: no such thing, nonsense, another site's form, a wrong method."""
    hana, me = browser(), f"member {meridian.handler.member.id}"
    sign_in(hana)
    foreign = Client(headers={"host": "desk.localhost:8000"}, enforce_csrf_checks=True)
    foreign.force_login(meridian.handler.member)
    said(caplog)
    hana.post("/api/v1/members", "{}", content_type="application/json")
    hana.post("/api/v1/key", "no json", content_type="application/json")
    hana.get("/api/v1/cases/00000000-0000-4000-8000-000000000000")
    hana.get("/no/such/page")
    hana.put("/api/v1/me")
    foreign.post("/api/v1/key", "{}", content_type="application/json")
    browser().get("/api/v1/me")
    assert said(caplog) == [
        f"refused with 400: vouchsafe.people.views.desk.members to {me}",
        f"refused with 400: vouchsafe.people.views.desk.store_key to {me}",
        f"refused with 404: vouchsafe.cases.views.desk.show_case to {me}",
        f"refused with 404: no view to {me}",
        f"refused with 405: vouchsafe.channels.views.published.me to {me}",
        f"refused with 403: vouchsafe.people.views.desk.store_key to {me}",
        "refused with 401: vouchsafe.channels.views.published.me to nobody known",
    ]


def test_who_is_guessed_at_is_told_once_a_day(meridian: Institute, caplog: pytest.LogCaptureFixture) -> None:
    """When the limit is reached, by one mail that says whether the password was right; a colleague hears nothing."""
    for _attempt in range(14):
        sign_in(browser(), password=GUESS)
    (mail,) = Message.objects.all()
    assert mail.address == HANA
    assert "one wrong password after the other" in mail.body
    assert f"refused too many passwords: member {meridian.handler.member.id}" in said(caplog)
    for _attempt in range(14):
        sign_in(browser(), email="nobody@elsewhere.example", password=GUESS)
    assert Message.objects.count() == 1
    (entry,) = Entry.objects.filter(tag=Tag.MEMBER_GUESSED_AT)
    assert (entry.actor, entry.objects_touched) == (
        None,
        {"member": str(meridian.handler.member.id), "password_known": 0},
    )


def test_who_guesses_codes_has_the_password_and_its_member_hears_of_it(meridian: Institute) -> None:
    """The same for the second factor, in other words."""
    set_up(browser())
    Message.objects.all().delete()
    guess_codes()
    (mail,) = Message.objects.all()
    assert mail.address == meridian.handler.member.email
    assert "passed the first step of signing in as you (by your password, a link" in mail.body


def test_who_guesses_codes_after_a_mailed_link_is_not_said_to_know_the_password(meridian: Institute) -> None:
    """Whoever reads somebody's mail sets a new password by a link, and is then asked for a code."""
    hana = meridian.handler.member
    set_up(browser())
    client, new = browser(), "pears by the lantern"
    page = client.get(password_link(hana), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    Message.objects.all().delete()
    for attempt in range(14):
        client.post("/account/code/", {"code": f"{attempt:06}"})
    (mail,) = Message.objects.all()
    assert "a link from one of our mails" in mail.body
    assert "which was right" not in mail.body


def guess_codes() -> None:
    client = browser()
    sign_in(client)
    for attempt in range(14):
        client.post("/account/code/", {"code": f"{attempt:06}"})


@pytest.mark.usefixtures("meridian")
def test_guessing_passwords_first_does_not_hide_that_the_password_is_known() -> None:
    """Whoever has it would else use up the one mail of the day; and each of both comes once."""
    set_up(browser())
    Message.objects.all().delete()
    guesser = browser()
    for _attempt in range(11):
        sign_in(guesser, password=GUESS)
    cache.clear()  # minutes pass
    guess_codes()
    cache.clear()
    guess_codes()
    told = sorted("the first step" in mail.body for mail in Message.objects.all())
    assert told == [False, True]


@pytest.mark.usefixtures("meridian")
def test_whoever_guesses_does_not_choose_the_mails_language() -> None:
    """It is the server's, as in every mail that no member asked for."""
    guesser = Client(headers={"host": "desk.localhost:8000", "accept-language": "de"})
    for _attempt in range(11):
        sign_in(guesser, password=GUESS)
    assert Message.objects.get().subject.startswith("Somebody tries to sign in as you")
