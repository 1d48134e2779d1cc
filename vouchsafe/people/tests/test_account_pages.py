"""The pages of signing in: forms in the product's look, with no script but our own and without allauth's own words."""

import pytest
from django.test import Client

from vouchsafe.people.links import password_link
from vouchsafe.people.tests.cast import PASSWORD, Institute

OPEN_PAGES = ["/account/login/", "/account/password/reset/", "/account/password/reset/done/", "/account/inactive/"]
OWN_PAGES = ["/account/logout/", "/account/password/change/", "/account/reauthenticate/", "/account/"]


def assert_in_our_look(text: str) -> None:
    assert "masthead" in text
    assert text.count("<script") == text.count('<script type="module" src="/static/client/')
    assert "<style" not in text
    assert " style=" not in text
    assert "Menu:" not in text  # allauth's own layout


@pytest.mark.django_db
@pytest.mark.parametrize("page", OPEN_PAGES)
def test_pages_before_signing_in_are_ours(desk_client: Client, page: str) -> None:
    """Each renders in the product's look, with one heading."""
    answer = desk_client.get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert_in_our_look(text)
    assert text.count("<h1") == 1


@pytest.mark.parametrize("page", OWN_PAGES)
def test_pages_of_a_member_are_ours(meridian: Institute, desk_client: Client, page: str) -> None:
    """Each renders in the product's look, with one heading."""
    desk_client.post("/account/login/", {"login": meridian.handler.member.email, "password": PASSWORD})
    answer = desk_client.get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert_in_our_look(text)
    assert text.count("<h1") == 1


def test_a_wrong_password_is_told_beside_a_link_to_nothing_else(meridian: Institute, desk_client: Client) -> None:
    """The error stands in a summary, the typed address stays, the typed password does not come back."""
    form = {"login": meridian.handler.member.email, "password": "not the password of hers"}
    text = desk_client.post("/account/login/", form).content.decode()
    assert 'class="errors"' in text
    assert meridian.handler.member.email in text
    assert "not the password of hers" not in text


def test_signing_out_asks_first_and_leaves_no_name_in_a_cookie(meridian: Institute, desk_client: Client) -> None:
    """GET asks, POST signs out; signing in and out leaves no message waiting in a cookie."""
    desk_client.post("/account/login/", {"login": meridian.handler.member.email, "password": PASSWORD})
    assert "messages" not in desk_client.cookies
    desk_client.get("/account/logout/")
    assert desk_client.get("/api/v1/me").status_code == 200
    assert desk_client.post("/account/logout/").status_code == 302
    assert desk_client.get("/api/v1/me").status_code == 401
    assert "messages" not in desk_client.cookies


def test_an_invited_member_chooses_a_password_and_signs_in(meridian: Institute, desk_client: Client) -> None:
    """The link leads to a page where a weak password is refused with a reason, and a good one is kept."""
    link = password_link(meridian.handler.member).removeprefix("http://desk.localhost:8000")
    page = desk_client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    assert_in_our_look(page.content.decode())
    refused = desk_client.post(address, {"password1": "short"}).content.decode()
    assert 'aria-invalid="true"' in refused
    chosen = "pears by the lantern"
    kept = desk_client.post(address, {"password1": chosen}, follow=True)
    assert_in_our_look(kept.content.decode())
    form = {"login": meridian.handler.member.email, "password": chosen}
    assert desk_client.post("/account/login/", form).status_code == 302


def test_a_used_link_says_so(meridian: Institute, desk_client: Client) -> None:
    """A link that was used leads on to asking for another."""
    answer = desk_client.get(
        password_link(meridian.handler.member).removeprefix("http://desk.localhost:8000")[:-3] + "00/"
    )
    text = answer.content.decode()
    assert_in_our_look(text)
    assert "/account/password/reset/" in text


def test_a_form_without_its_token_gets_a_page_that_leads_on(meridian: Institute) -> None:
    """Whoever's form is too old reads why, in the product's look."""
    strict = Client(headers={"host": "desk.localhost:8000"}, enforce_csrf_checks=True)
    answer = strict.post("/account/login/", {"login": meridian.handler.member.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert_in_our_look(answer.content.decode())
