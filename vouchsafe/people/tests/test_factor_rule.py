"""An organisation that asks its own members for a second factor, on a server that does not."""

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.people import services
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.test_factors import set_up, show_again


def reads(client: Client) -> bool:
    return client.get("/api/v1/me").status_code == 200


def test_it_holds_for_its_own_members_from_the_next_request_on(
    meridian: Institute, aurora: Institute, desk_client: Client
) -> None:
    """Whoever has none can only set one up, and not take it away again; strangers are not asked; until it is lifted."""
    stranger = Client(headers={"host": "desk.localhost:8000"})
    stranger.force_login(aurora.handler.member)
    desk_client.post("/account/login/", {"login": meridian.handler.member.email, "password": PASSWORD})
    assert reads(desk_client)
    services.require_second_factor(meridian.administrator.member, required=True, passkeys_only=False)
    assert not reads(desk_client)
    assert "a password alone is not enough" in desk_client.get("/", follow=True).content.decode()
    assert reads(stranger)
    set_up(desk_client)
    assert reads(desk_client)
    show_again(desk_client)
    assert "set up another one first" in desk_client.post("/account/app/remove/").content.decode()
    services.require_second_factor(meridian.administrator.member, required=False, passkeys_only=False)
    assert desk_client.post("/account/app/remove/").status_code == 302
    entries = Entry.objects.filter(tag="organisation:second-factor", actor=meridian.administrator.member.id)
    assert sorted(entry.objects_touched["required"] for entry in entries) == [0, 1]


@pytest.mark.parametrize("who", ["handler", "coordinator", "overseer"])
def test_only_an_administrator_of_the_organisation_asks(meridian: Institute, aurora: Institute, who: str) -> None:
    """Nobody else does, and an administrator does for their own organisation alone."""
    with pytest.raises(RightMissing):
        services.require_second_factor(getattr(meridian, who).member, required=True, passkeys_only=False)
    services.require_second_factor(aurora.administrator.member, required=True, passkeys_only=False)
    meridian.organisation.refresh_from_db()
    assert not meridian.organisation.second_factor_required


def test_an_administrator_asks_by_the_desks_api_and_is_asked_too(meridian: Institute, desk_client: Client) -> None:
    """The setting is shown with /me; whoever sets it without a factor of their own is led to set one up."""
    desk_client.force_login(meridian.administrator.member)
    assert desk_client.get("/api/v1/me").json()["organisation"]["second_factor_required"] is False
    rule = {"required": True, "passkeys_only": False}
    answer = desk_client.post("/api/v1/second-factor", rule, content_type="application/json")
    assert answer.status_code == 200
    assert desk_client.get("/api/v1/me").json()["error"]["code"] == "factor/missing"


@pytest.mark.parametrize("said", [{"required": True}, {"passkeys_only": True}, {}], ids=str)
def test_what_is_left_out_loosens_nothing(meridian: Institute, desk_client: Client, said: dict[str, bool]) -> None:
    """Both parts of the rule are said each time: whoever knew only one of them would take back the other."""
    desk_client.force_login(meridian.administrator.member)
    assert desk_client.post("/api/v1/second-factor", said, content_type="application/json").status_code == 400
    assert not Entry.objects.filter(tag="organisation:second-factor").exists()
