"""Which passwords are taken: long and hard to guess, whatever they are made of, and exactly as they were typed."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute

DESK = "http://desk.localhost:8000"


def faults_of(password: str, institute: Institute) -> set[str]:
    try:
        validate_password(password, institute.handler.member)
    except ValidationError as error:
        return {each.code or "" for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        *("123456789012", "passwordpassword", "qwertyuiop12", "iloveyou12345", "aaaaaaaaaaaaaa", "abcdefghijkl"),
        *("P@ssw0rd2026", "Password1234", "1q2w3e4r5t6y", "letmeinletmein", "dragon123456", "password1234!"),
        *("vouchsafe2026", "Meridian2026!", "meridian-desk", "hanaweiss2026", "whistleblower1", "coordinator12"),
        *("meridianinstitute", "hana@meridian.example"),
    ],
)
def test_what_others_try_first_is_refused(meridian: Institute, password: str) -> None:
    """What is common or was in breaches, patterns, and the words of this place, this member and this house."""
    assert faults_of(password, meridian)


@pytest.mark.parametrize(
    "password",
    [
        *(
            "pears by the lantern",
            "PEARS BY THE LANTERN",
            "kmzqvtxrwpyb",
            "8371940265118",
            "\u2603 snow in the harbour",
        ),
        *(
            "\u043e\u0434\u0438\u043d \u0434\u043e\u043c \u043d\u0430 \u0433\u043e\u0440\u0435",
            "x" * 5 + "v8Qm2kTz" * 30,
        ),
    ],
)
def test_no_kind_of_character_is_asked_for_and_none_is_refused(meridian: Institute, password: str) -> None:
    """Letters alone, digits alone, spaces, any script; 64 characters and more."""
    assert faults_of(password, meridian) == set()


def test_a_password_has_twelve_characters(meridian: Institute) -> None:
    """Eleven are refused, whatever they are."""
    assert "password_too_short" in faults_of("kmzqvtxrwpy", meridian)


def test_a_password_is_taken_exactly_as_it_was_typed(meridian: Institute, desk_client: Client) -> None:
    """Spaces at both ends, case, and what comes after the seventieth character all count."""
    chosen = " Pears by the lantern, " + "and plums " * 8 + "X "
    form = desk_client.get(password_link(meridian.handler.member).removeprefix(DESK), follow=True)
    desk_client.post(form.request["PATH_INFO"], {"password1": chosen})
    for typed, is_it in (
        (chosen.strip(), False),
        (chosen.lower(), False),
        (chosen[:72], False),
        (f"{chosen[:-2]}Y ", False),
        (chosen, True),
    ):
        client = Client(headers={"host": "desk.localhost:8000"})
        client.post("/account/login/", {"login": meridian.handler.member.email, "password": typed})
        assert (client.get("/api/v1/me").status_code == 200) == is_it, typed


@pytest.mark.usefixtures("meridian")
def test_the_fields_hide_what_is_typed_and_take_what_is_pasted(desk_client: Client) -> None:
    """Of the type that browsers mask and password managers fill; nothing on the page hinders them."""
    page = desk_client.get("/account/login/").content.decode()
    assert 'type="password"' in page
    assert 'autocomplete="current-password"' in page
    desk_client.post("/account/login/", {"login": "hana@meridian.example", "password": PASSWORD})
    page = desk_client.get("/account/password/change/").content.decode()
    assert page.count('type="password"') == 3
    assert page.count('autocomplete="new-password"') == 2
    assert "onpaste" not in page


@pytest.mark.usefixtures("meridian")
def test_a_change_takes_the_present_password(desk_client: Client) -> None:
    """Without it, or with another, nothing is changed."""
    desk_client.post("/account/login/", {"login": "hana@meridian.example", "password": PASSWORD})
    new = {"password1": "pears by the lantern", "password2": "pears by the lantern"}
    for given in ({}, {"oldpassword": ""}, {"oldpassword": "a guess at it"}):
        assert desk_client.post("/account/password/change/", new | given).status_code == 200
    later = Client(headers={"host": "desk.localhost:8000"})
    later.post("/account/login/", {"login": "hana@meridian.example", "password": PASSWORD})
    assert later.get("/api/v1/me").status_code == 200
