"""The desk's page: the same shell for everybody who is signed in, and a way to sign in for everybody else."""

import re

import msgspec
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from vouchsafe.cases.tests.cast import House

ID = "0d2c1f9e-5a77-4c1b-9b1e-3f60a2c5d804"
PAGES = ["/", "/people/", "/key/", "/setup/", f"/cases/{ID}/", "/channels/", f"/channels/{ID}/"]


def without_token(text: str) -> str:
    """The page without the token of its sign-out form, which is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.django_db
def test_signed_out_leads_to_the_sign_in_page(desk_client: Client, page: str) -> None:
    """Every page of the desk asks who is there, and remembers where they wanted to go."""
    answer = desk_client.get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_the_same_shell(house: House, desk_client: Client, page: str) -> None:
    """The shell names the member and their organisation, and nothing of any case: every id looks alike."""
    desk_client.force_login(house.hana.member)
    text = without_token(desk_client.get(page).content.decode())
    assert text == without_token(desk_client.get("/").content.decode())
    assert "<vouchsafe-desk>" in text
    assert house.hana.member.name in text
    assert house.organisation.name in text
    assert 'action="/account/logout/"' in text


def test_the_shell_runs_only_its_own_script(house: House, desk_client: Client) -> None:
    """No inline script or style stands in the page, and every script carries its hash."""
    desk_client.force_login(house.hana.member)
    text = desk_client.get("/").content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/client/')
    assert text.count("<script") <= text.count('integrity="sha256-')


def test_only_administrators_load_the_pages_that_write_channels(house: House, desk_client: Client) -> None:
    """Whoever opens reports runs no more script than that takes."""
    for member, scripts in ((house.hana.member, 1), (house.administrator, 2)):
        desk_client.force_login(member)
        assert desk_client.get("/channels/").content.decode().count("<script") == scripts


def test_pages_of_the_desk_name_the_site_of_the_help(house: House, desk_client: Client, settings: Settings) -> None:
    """Where the operator serves one, the shell and the pages of signing in lead there; else nowhere."""
    site = "https://help.example.org/"
    sign_in = desk_client.get("/account/login/").content.decode()
    desk_client.force_login(house.hana.member)
    assert 'data-help=""' in desk_client.get("/").content.decode()
    assert "Help with this page" not in sign_in
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, help=site)
    assert f'data-help="{site}"' in desk_client.get("/").content.decode()
    assert f'href="{site}keys/"' in desk_client.get("/account/").content.decode()


def test_the_shell_takes_no_posts(house: House, desk_client: Client) -> None:
    """It is a page to read; whatever changes something is the API's."""
    desk_client.force_login(house.hana.member)
    assert desk_client.post("/").status_code == 405


@pytest.mark.parametrize("door", ["report_client", "public_client"])
@pytest.mark.django_db
def test_other_doors_have_no_desk(request: pytest.FixtureRequest, door: str) -> None:
    """The desk's pages exist behind its own door alone."""
    client: Client = request.getfixturevalue(door)
    assert client.get("/people/").status_code == 404
    assert client.get("/account/login/").status_code == 404
