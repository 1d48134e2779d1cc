"""A server that asks every member for a second factor."""

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.delivery.models import Message
from vouchsafe.people.errors import Refused
from vouchsafe.people.services import forget_factors
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.test_factors import code_of, set_up, show_again, sign_in


@pytest.fixture(autouse=True)
def _required(settings: object) -> None:
    config = settings.VOUCHSAFE  # type: ignore[attr-defined]
    asked = msgspec.structs.replace(config.sign_in, second_factor="required")
    strict = msgspec.structs.replace(config, sign_in=asked)
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


def test_who_has_lost_everything_is_helped_by_the_operator(meridian: Institute, desk_client: Client) -> None:
    """Factors and sessions go, the record says so, and the member sets up anew; an unknown address is refused."""
    set_up(desk_client)
    forget_factors("Hana@Meridian.example")
    assert not Authenticator.objects.exists()
    assert desk_client.get("/api/v1/me").status_code == 401
    entry = Entry.objects.get(tag=Tag.MEMBER_FACTORS_FORGOTTEN)
    assert (entry.actor, entry.objects_touched) == (None, {"member": str(meridian.handler.member.id)})
    assert Message.objects.filter(address="hana@meridian.example", body__contains="operator").exists()
    set_up(desk_client)
    with pytest.raises(Refused) as unknown:
        forget_factors("nobody@meridian.example")
    assert unknown.value.code == "member/unknown"
