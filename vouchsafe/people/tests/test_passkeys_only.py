"""Passkeys alone: where the server or the organisation asks for them, nothing else lets anybody in."""

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from vouchsafe.audit.models import Entry
from vouchsafe.people import services
from vouchsafe.people.factors import Rule, rule_for
from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute
from vouchsafe.people.tests.passkeys import Device
from vouchsafe.people.tests.test_factors import browser, code_of, set_up, show_again, sign_in, signed_in

USING = "/account/reauthenticate/passkey/"


@pytest.fixture(params=["server", "organisation"])
def _strict(request: pytest.FixtureRequest, settings: Settings, meridian: Institute) -> None:
    if request.param == "organisation":
        services.require_second_factor(meridian.administrator.member, required=True, passkeys_only=True)
        return
    config = settings.VOUCHSAFE
    asked = msgspec.structs.replace(config.sign_in, second_factor="passkey")
    settings.VOUCHSAFE = msgspec.structs.replace(config, sign_in=asked)


def with_passkey(client: Client) -> Device:
    """Hana's, added as a member does it who has none yet."""
    sign_in(client)
    show_again(client)
    device = Device()
    assert device.add(client).status_code == 302
    return device


def led_to(client: Client, page: str = "/") -> str:
    return str(client.get(page).headers.get("Location", ""))


@pytest.mark.usefixtures("_strict")
def test_who_has_none_can_add_one_and_do_nothing_else(desk_client: Client) -> None:
    """Not even set up an app, which would not count; the page says what is missing, the API that it is."""
    sign_in(desk_client)
    show_again(desk_client)
    for page in ("/", "/people/", "/account/app/", "/account/recovery-codes/", "/account/password/change/"):
        assert led_to(desk_client, page) == "/account/"
    page = desk_client.get("/account/").content.decode()
    assert "Here only a passkey lets you in" in page
    assert "Set up an app" not in page
    answer = desk_client.get("/api/v1/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "factor/passkey")


@pytest.mark.usefixtures("_strict")
def test_the_session_that_added_one_is_let_in_by_using_it(desk_client: Client) -> None:
    """So that it is known to work; no recovery codes are shown, which would open nothing."""
    device = with_passkey(desk_client)
    assert not signed_in(desk_client)
    assert led_to(desk_client, "/people/?page=2") == f"{USING}?next=%2Fpeople%2F%3Fpage%3D2"
    assert "Here only a passkey lets you in" in desk_client.get(USING).content.decode()
    assert device.use(desk_client, USING).status_code == 302
    assert signed_in(desk_client)
    page = desk_client.get("/account/").content.decode()
    assert "Work laptop" in page
    assert "Recovery codes" not in page


@pytest.mark.usefixtures("_strict")
def test_a_passkey_alone_signs_in(desk_client: Client) -> None:
    """With one touch and no password."""
    device = with_passkey(desk_client)
    elsewhere = browser()
    assert device.sign_in(elsewhere).headers["Location"] == "/"
    assert signed_in(elsewhere)


@pytest.mark.usefixtures("_strict")
def test_a_passkey_after_the_password_lets_in(desk_client: Client) -> None:
    """As the second step."""
    device = with_passkey(desk_client)
    elsewhere = browser()
    assert sign_in(elsewhere) == "/account/code/"
    device.use(elsewhere, "/account/code/")
    assert signed_in(elsewhere)


def test_no_code_is_asked_for_where_it_leads_nowhere(meridian: Institute, desk_client: Client) -> None:
    """After the password the page asks for the passkey alone; who has only an app gets by it to where one is added."""
    secret, _codes = set_up(desk_client)
    services.require_second_factor(meridian.administrator.member, required=True, passkeys_only=True)
    with_app = browser()
    assert sign_in(with_app) == "/account/code/"
    assert 'name="code"' in with_app.get("/account/code/").content.decode()
    with_app.post("/account/code/", {"code": code_of(secret, 1)})
    assert led_to(with_app) == "/account/"

    show_again(desk_client)
    assert Device().add(desk_client).status_code == 302
    with_both = browser()
    assert sign_in(with_both) == "/account/code/"
    page = with_both.get("/account/code/").content.decode()
    assert 'name="code"' not in page
    assert 'name="credential"' in page
    assert "Here only a passkey lets you in" in page


@pytest.mark.parametrize("how", ["the code of an app", "a recovery code", "a link", "another's passkey"])
def test_nothing_stands_in_for_it(meridian: Institute, desk_client: Client, how: str) -> None:
    """Whoever has the password and a code, or the mailbox, gets no further than to be asked for the passkey.

    And adds no passkey of their own, which would let them in.
    """
    secret, codes = set_up(desk_client)
    with_passkey(desk_client)
    services.require_second_factor(meridian.administrator.member, required=True, passkeys_only=True)
    thief = browser()
    if how == "a link":
        set_password_by_link(thief, meridian)
    else:
        sign_in(thief)
    if how == "another's passkey":
        theirs = Device()
        theirs.owner = "x"
        theirs.use(thief, "/account/code/")
    else:
        thief.post("/account/code/", {"code": codes[0] if how == "a recovery code" else code_of(secret, 1)})
    assert not signed_in(thief)
    for page in ("/", "/account/", "/account/app/", "/account/sessions/", "/account/passkeys/new/"):
        assert led_to(thief, page).startswith((USING, "/account/login/", "/account/reauthenticate/"))
    thief.post("/account/reauthenticate/", {"password": PASSWORD})
    assert "/passkeys/new/" not in led_to(thief, "/account/passkeys/new/").partition("?")[0]
    assert thief.post("/account/passkeys/new/", {"name": "Mine", "credential": "{}"}).status_code == 302
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    assert not signed_in(thief)
    services.require_second_factor(meridian.administrator.member, required=True, passkeys_only=False)
    assert signed_in(thief) == (how != "another's passkey")  # which is all that kept them out


def set_password_by_link(client: Client, meridian: Institute) -> None:
    """Whoever reads the mailbox sets a password, and is signed in by it up to the second factor."""
    link = password_link(meridian.handler.member).partition("8000")[2]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a wholly new and long one", "password2": "a wholly new and long one"})


@pytest.mark.usefixtures("_strict")
def test_the_last_passkey_stays_and_an_app_may_go(desk_client: Client) -> None:
    """An app does not count, so it keeps nobody in; a passkey that is removed opens no session any more."""
    device = with_passkey(desk_client)
    device.use(desk_client, USING)
    member = Authenticator.objects.get(type="webauthn").user
    app = Authenticator.objects.create(user=member, type="totp", data={"secret": "x"})
    first = Authenticator.objects.get(type="webauthn")
    refused = desk_client.post(f"/account/passkeys/{first.pk}/remove/").content.decode()
    assert "set up another one first" in refused
    assert desk_client.post("/account/app/remove/").status_code == 302
    assert not Authenticator.objects.filter(pk=app.pk).exists()
    second = Device()
    assert second.add(desk_client, "Key").status_code == 302
    desk_client.post(f"/account/passkeys/{first.pk}/remove/")
    assert not signed_in(desk_client)
    second.use(desk_client, USING)
    assert signed_in(desk_client)
    assert not Authenticator.objects.filter(pk=first.pk).exists()


def test_it_holds_for_the_organisation_alone_and_from_the_next_request_on(
    meridian: Institute, aurora: Institute, desk_client: Client
) -> None:
    """Whoever is signed in with a password is asked for more; strangers are not; the record has each change."""
    stranger = browser()
    stranger.force_login(aurora.handler.member)
    administrator = meridian.administrator.member
    desk_client.force_login(meridian.handler.member)
    boss = browser()
    boss.force_login(administrator)
    rule = {"required": True, "passkeys_only": True}
    assert boss.post("/api/v1/second-factor", rule, content_type="application/json").status_code == 200
    assert (signed_in(desk_client), signed_in(boss), signed_in(stranger)) == (False, False, True)
    services.require_second_factor(administrator, required=True, passkeys_only=False)
    assert rule_for(type(administrator).objects.get(pk=administrator.pk)) is Rule.ANY
    services.require_second_factor(administrator, required=False, passkeys_only=False)
    assert signed_in(desk_client)
    changes = Entry.objects.filter(tag="organisation:second-factor", actor=administrator.id).order_by("id")
    assert sorted(entry.objects_touched["required"] for entry in changes) == [0, 1, 2]


def test_an_organisation_does_not_soften_what_the_server_asks(meridian: Institute, settings: Settings) -> None:
    """The stricter of both holds."""
    member = meridian.handler.member
    ways = {"offered": Rule.NOTHING, "required": Rule.ANY, "passkey": Rule.PASSKEY}
    config = settings.VOUCHSAFE
    for server, least in ways.items():
        asked = msgspec.structs.replace(config.sign_in, second_factor=server)
        settings.VOUCHSAFE = msgspec.structs.replace(config, sign_in=asked)
        for required, passkeys_only, own in ((0, 0, Rule.NOTHING), (1, 0, Rule.ANY), (1, 1, Rule.PASSKEY)):
            member.organisation.second_factor_required = bool(required)
            member.organisation.passkeys_only = bool(passkeys_only)
            assert rule_for(member) is max(least, own)
