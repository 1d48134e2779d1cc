"""Ties to OpenID Providers, without one: what their addresses answer, and how a member ends a tie."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.delivery.models import Message
from vouchsafe.people.tests.cast import PASSWORD, Institute, Person


def tied(person: Person) -> SocialAccount:
    """A provider has vouched for this person before."""
    return SocialAccount.objects.create(user=person.member, provider="staff", uid=f"{person.member.id} there")


def show_again(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("who", ["nobody", "handler", "administrator"])
def test_where_no_provider_is_configured_its_addresses_lead_nowhere(
    meridian: Institute, desk_client: Client, who: str
) -> None:
    """Neither going there, nor coming back with an invented answer, signs anybody in or ties anybody."""
    if who != "nobody":
        desk_client.force_login(getattr(meridian, who).member)
    assert desk_client.post("/account/with/staff/").status_code == 404
    for answer in ("", "?code=invented&state=invented", "?error=access_denied"):
        assert desk_client.get(f"/account/with/staff/back/{answer}").status_code == 404
    assert desk_client.get("/account/with/").status_code == 200
    assert desk_client.get("/api/v1/me").status_code == (401 if who == "nobody" else 200)
    assert not SocialAccount.objects.exists()


def test_a_member_ends_their_own_tie_after_showing_that_it_is_them(meridian: Institute, desk_client: Client) -> None:
    """It stands on the page of how they sign in; it is told and recorded; a colleague's tie stays."""
    tied(meridian.handler)
    kept = tied(meridian.coordinator)
    desk_client.force_login(meridian.handler.member)
    assert "Untie staff" in desk_client.get("/account/").content.decode()
    assert "/reauthenticate/" in desk_client.post("/account/with/staff/untie/").headers["Location"]
    show_again(desk_client)
    assert desk_client.post("/account/with/staff/untie/").headers["Location"] == "/account/"
    assert list(SocialAccount.objects.all()) == [kept]
    assert Entry.objects.filter(tag="member:provider-untied", actor=meridian.handler.member.id).count() == 1
    assert Message.objects.filter(address=meridian.handler.member.email, body__contains="untied").exists()
    assert desk_client.post("/account/with/staff/untie/").status_code == 404


def test_nobody_ends_a_tie_of_somebody_else(meridian: Institute, aurora: Institute, desk_client: Client) -> None:
    """The address names a provider, never a member: whoever has no tie of their own finds nothing."""
    kept = tied(meridian.handler)
    assert desk_client.post("/account/with/staff/untie/").headers["Location"].startswith("/account/login/")
    for stranger in (meridian.administrator, meridian.coordinator, aurora.administrator):
        desk_client.force_login(stranger.member)
        show_again(desk_client)
        assert desk_client.post("/account/with/staff/untie/").status_code == 404
    assert list(SocialAccount.objects.all()) == [kept]


def test_the_only_way_in_is_not_ended(meridian: Institute, desk_client: Client) -> None:
    """Without password and passkey the tie stays, and the page says why."""
    hana = meridian.handler
    tied(hana)
    hana.member.set_unusable_password()
    hana.member.save()
    desk_client.force_login(hana.member)
    answer = desk_client.post("/account/with/staff/untie/", follow=True)
    assert "this is your only way in" in answer.content.decode()
    assert SocialAccount.objects.exists()
