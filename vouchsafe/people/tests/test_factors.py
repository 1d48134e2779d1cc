"""Authenticator apps and recovery codes: set up, signed in with, removed, and what of them is kept."""

import re
import time
from base64 import b64decode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from vouchsafe.people.errors import FactorUnreadable
from vouchsafe.people.factors import FactorAdapter
from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute

DESK = {"host": "desk.localhost:8000"}
HANA = "hana@meridian.example"


def browser() -> Client:
    return Client(headers=DESK)


def sign_in(client: Client, email: str = HANA) -> str:
    """Post the password; gives where the answer leads."""
    return str(client.post("/account/login/", {"login": email, "password": PASSWORD}).headers["Location"])


def show_again(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def code_of(secret: str, halves: int = 0) -> str:
    """What an app with this secret shows, `halves` half minutes from now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + halves)))


def set_up(client: Client, email: str = HANA) -> tuple[str, list[str]]:
    """Sign in and set up an app; gives its secret and the recovery codes."""
    sign_in(client, email)
    show_again(client)
    page = client.get("/account/app/").content.decode()
    found = re.search(r'<code translate="no">([A-Z2-7]{32})</code>', page)
    assert found is not None
    answer = client.post("/account/app/", {"code": code_of(found[1], -1)}, follow=True)
    return found[1], re.findall(r"<code>(\d{8})</code>", answer.content.decode())


def signed_in(client: Client) -> bool:
    return client.get("/api/v1/me").status_code == 200


@pytest.mark.usefixtures("meridian")
def test_an_app_is_set_up_by_picture_or_by_key_and_confirmed_with_a_code(desk_client: Client) -> None:
    """The picture is drawn in the page, the key stands beside it, and a wrong code sets up nothing."""
    sign_in(desk_client)
    show_again(desk_client)
    page = desk_client.get("/account/app/").content.decode()
    assert "<svg" in page
    assert "data:image/svg+xml;base64" not in page
    wrong = desk_client.post("/account/app/", {"code": "000000"}).content.decode()
    assert 'aria-invalid="true"' in wrong
    assert not Authenticator.objects.exists()
    _secret, codes = set_up(desk_client)
    assert len(set(codes)) == 10


@pytest.mark.usefixtures("meridian")
def test_setting_up_and_removing_ask_for_the_password_again(desk_client: Client) -> None:
    """Whoever finds a desk that was left open can neither add a factor nor take one away."""
    sign_in(desk_client)
    assert desk_client.get("/account/app/").headers["Location"].startswith("/account/reauthenticate/")
    secret, _codes = set_up(desk_client)
    other = browser()
    sign_in(other)
    other.post("/account/code/", {"code": code_of(secret)})
    assert signed_in(other)
    for page in ("/account/app/remove/", "/account/recovery-codes/new/"):
        answer = other.post(page)
        assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.usefixtures("meridian")
def test_with_an_app_the_password_alone_opens_nothing(desk_client: Client) -> None:
    """Between password and code nobody is signed in; the right code signs in, a wrong one does not."""
    secret, _codes = set_up(desk_client)
    other = browser()
    assert sign_in(other) == "/account/code/"
    assert not signed_in(other)
    assert other.get("/").status_code == 302
    assert other.post("/account/code/", {"code": "000000"}).status_code == 200
    assert not signed_in(other)
    other.post("/account/code/", {"code": code_of(secret)})
    assert signed_in(other)


def test_with_an_app_a_link_that_sets_a_password_opens_nothing_either(meridian: Institute, desk_client: Client) -> None:
    """Whoever reads somebody's mail does not pass by their second factor: the code is asked for after the password."""
    set_up(desk_client)
    other = browser()
    link = password_link(meridian.handler.member).removeprefix("http://desk.localhost:8000")
    form = other.get(link, follow=True)
    answer = other.post(form.request["PATH_INFO"], {"password1": "another long one 7"})
    assert answer.headers["Location"] == "/account/code/"
    assert not signed_in(other)


@pytest.mark.usefixtures("meridian")
def test_an_apps_code_counts_once_in_every_process(desk_client: Client) -> None:
    """A code seen over a shoulder is worth nothing, even where another process of the server is asked."""
    secret, _codes = set_up(desk_client)
    code = code_of(secret)
    for works in (True, False):
        cache.clear()  # what allauth itself remembers of the code
        other = browser()
        sign_in(other)
        other.post("/account/code/", {"code": code})
        assert signed_in(other) is works


@pytest.mark.usefixtures("meridian")
def test_a_code_that_a_former_release_saw_counts_no_more_either(desk_client: Client) -> None:
    """It kept the number of the half minute as it was."""
    secret, _codes = set_up(desk_client)
    app = Authenticator.objects.get(type="totp")
    app.data["last_counter"] = int(time.time()) // 30 + 2
    app.save()
    other = browser()
    sign_in(other)
    other.post("/account/code/", {"code": code_of(secret)})
    assert not signed_in(other)


@pytest.mark.usefixtures("meridian")
def test_each_recovery_code_works_once(desk_client: Client) -> None:
    """It signs in without the phone, and not a second time."""
    _secret, codes = set_up(desk_client)
    for works in (True, False):
        other = browser()
        sign_in(other)
        other.post("/account/code/", {"code": codes[3]})
        assert signed_in(other) is works


@pytest.mark.usefixtures("meridian")
def test_recovery_codes_are_shown_once_to_be_saved_or_printed(desk_client: Client) -> None:
    """The page offers them as a file; asked again it shows none; new ones end the old ones."""
    _secret, codes = set_up(desk_client)
    again = desk_client.get("/account/recovery-codes/").content.decode()
    assert not [code for code in codes if code in again]
    show_again(desk_client)
    page = desk_client.post("/account/recovery-codes/new/", follow=True).content.decode()
    fresh = re.findall(r"<code>(\d{8})</code>", page)
    assert 'download="recovery-codes.txt"' in page
    assert "%0A".join(fresh) in page
    other = browser()
    sign_in(other)
    other.post("/account/code/", {"code": codes[0]})
    assert not signed_in(other)
    other.post("/account/code/", {"code": fresh[0]})
    assert signed_in(other)


@pytest.mark.usefixtures("meridian")
def test_an_app_is_removed_after_showing_again_who_one_is(desk_client: Client) -> None:
    """With the last factor its recovery codes go too, and the password signs in as before."""
    set_up(desk_client)
    show_again(desk_client)
    assert desk_client.post("/account/app/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    other = browser()
    sign_in(other)
    assert signed_in(other)


@pytest.mark.usefixtures("meridian")
def test_guessing_codes_is_slowed_down_for_that_account_alone(desk_client: Client) -> None:
    """After ten wrong codes the right one is refused for a while, in every browser; a colleague signs in."""
    secret, _codes = set_up(desk_client)
    guessing = browser()
    sign_in(guessing)
    for guess in range(10):
        guessing.post("/account/code/", {"code": f"{guess:06}"})
    other = browser()
    sign_in(other)
    other.post("/account/code/", {"code": code_of(secret)})
    assert not signed_in(other)
    colleague = browser()
    sign_in(colleague, "omar@meridian.example")
    assert signed_in(colleague)


def test_a_copy_of_the_database_holds_no_secret_and_no_time_of_use(
    meridian: Institute, desk_client: Client, settings: object
) -> None:
    """Secrets are sealed under the server's key; when somebody was here, or had a factor in hand, is not kept."""
    secret, codes = set_up(desk_client)
    other = browser()
    sign_in(other)
    other.post("/account/code/", {"code": codes[0]})
    began = int(time.time()) // 30
    another = browser()
    sign_in(another)
    another.post("/account/code/", {"code": code_of(secret)})
    assert signed_in(another)
    rows = list(Authenticator.objects.all())
    kept = str([row.data for row in rows])
    assert not [counter for counter in range(began - 2, began + 4) if str(counter) in kept]
    assert secret not in kept
    assert not [code for code in codes if code in kept]
    assert {row.last_used_at for row in rows} == {None}
    assert {row.created_at.hour for row in rows} == {0}
    sealed = next(row.data["secret"] for row in rows if row.type == "totp")
    assert secret.encode() not in b64decode(sealed)
    settings.SECRET_KEY = "another key, as long as the one before it was"  # type: ignore[attr-defined]
    with pytest.raises(FactorUnreadable):
        FactorAdapter().decrypt(sealed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        "/account/",
        "/account/app/",
        "/account/app/remove/",
        "/account/code/",
        "/account/recovery-codes/",
        "/account/recovery-codes/new/",
        "/account/passkeys/new/",
        "/account/passkeys/1/remove/",
        "/account/reauthenticate/code/",
        "/account/reauthenticate/passkey/",
    ],
)
def test_signed_out_every_page_of_factors_leads_to_signing_in(desk_client: Client, page: str) -> None:
    """None of them shows or changes anything for a visitor."""
    for answer in (desk_client.get(page), desk_client.post(page)):
        assert (answer.status_code, answer.headers.get("Location", "")[:15]) in {(302, "/account/login/"), (404, "")}
