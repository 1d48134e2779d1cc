"""A server that asks every member for a second factor."""

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from vouchsafe.config.configuration import SignIn
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.test_factors import code_of, set_up, show_again, sign_in


@pytest.fixture(autouse=True)
def _required(settings: object) -> None:
    cache.clear()
    strict = msgspec.structs.replace(settings.VOUCHSAFE, sign_in=SignIn(second_factor="required"))  # type: ignore[attr-defined]
    settings.VOUCHSAFE = strict  # type: ignore[attr-defined]


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    "page", ["/", "/people/", "/key/", "/setup/", "/account/sessions/", "/account/password/change/"]
)
def test_without_one_every_page_leads_to_setting_one_up(desk_client: Client, page: str) -> None:
    """The page says why."""
    sign_in(desk_client)
    answer = desk_client.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/"
    assert "a password alone is not enough" in answer.content.decode()


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("address", ["/api/v1/me", "/api/v1/cases", "/api/v1/directory", "/api/v1/members"])
def test_without_one_the_api_answers_nothing(desk_client: Client, address: str) -> None:
    """Neither reading nor writing gets past it."""
    sign_in(desk_client)
    for answer in (desk_client.get(address), desk_client.post(address, {}, content_type="application/json")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "factor/missing")


@pytest.mark.usefixtures("meridian")
def test_once_it_is_set_up_the_desk_opens(desk_client: Client) -> None:
    """Without signing in again; signing out was possible all along."""
    set_up(desk_client)
    assert desk_client.get("/api/v1/me").status_code == 200
    assert desk_client.post("/account/logout/").status_code == 302


@pytest.mark.usefixtures("meridian")
def test_the_last_one_cannot_be_removed(desk_client: Client) -> None:
    """Neither an app nor a passkey; with a second one beside it, either can go."""
    set_up(desk_client)
    show_again(desk_client)
    app = Authenticator.objects.get(type="totp")
    refused = desk_client.post("/account/app/remove/")
    assert refused.status_code == 200
    assert "set up another one first" in refused.content.decode()
    passkey = Authenticator.objects.create(user=app.user, type="webauthn", data={"name": "Work laptop"})
    app.delete()
    kept = desk_client.post(f"/account/passkeys/{passkey.pk}/remove/")
    assert "set up another one first" in kept.content.decode()
    Authenticator.objects.create(user=app.user, type="webauthn", data={"name": "Key"})
    assert desk_client.post(f"/account/passkeys/{passkey.pk}/remove/").headers["Location"] == "/account/"
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_nobody_removes_a_colleagues_passkey(meridian: Institute, desk_client: Client) -> None:
    """Its address answers 404 to everybody else."""
    passkey = Authenticator.objects.create(
        user=meridian.second_handler.member, type="webauthn", data={"name": "Work laptop"}
    )
    set_up(desk_client)
    show_again(desk_client)
    assert desk_client.post(f"/account/passkeys/{passkey.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_member_who_has_one_signs_in_as_ever(meridian: Institute, desk_client: Client) -> None:
    """Password, code, desk."""
    secret, _codes = set_up(desk_client)
    other = Client(headers={"host": "desk.localhost:8000"})
    other.post("/account/login/", {"login": meridian.handler.member.email, "password": PASSWORD})
    other.post("/account/code/", {"code": code_of(secret)})
    assert other.get("/").status_code == 200
