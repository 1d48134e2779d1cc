"""What an OpenID Provider says is believed when it signed it for this desk and this very signing in, and not else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django.fixtures import Settings

from vouchsafe.common.tests.authority import Authority
from vouchsafe.people.tests.cast import Institute
from vouchsafe.people.tests.provider import CLIENT, SECRET, SUBJECT, WELL_KNOWN, Provider, new_key, running


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """A provider that the server is configured with, as the settings do it from the configuration."""
    with running() as provider:
        trust(settings, provider.address)
        yield provider


def trust(settings: Settings, issuer: str) -> None:
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    app = {
        "provider_id": "staff",
        "name": "Meridian ID",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": issuer.rstrip("/"), "issuer": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**known, "APPS": [app]}}


def refused(client: Client, provider: Provider) -> bool:
    """Whether nobody was signed in, and nobody tied to anybody."""
    answer = provider.sign_in(client)
    page = answer.content.decode()
    told = "You were not signed in" in page or "This sign-in belongs to no member" in page
    return told and client.get("/api/v1/me").status_code == 401 and not SocialAccount.objects.exists()


def test_an_honest_word_signs_in(meridian: Institute, desk_client: Client, provider: Provider) -> None:
    """The provider is asked for an id and an address and for nothing else, by PKCE, with a state and a nonce."""
    assert provider.sign_in(desk_client).status_code == 302
    assert desk_client.get("/api/v1/me").json()["member"]["id"] == str(meridian.handler.member.id)
    assert SocialAccount.objects.get().uid == SUBJECT
    assert set(provider.asked["scope"].split()) == {"openid", "email"}
    assert provider.asked["code_challenge_method"] == "S256"
    assert len(provider.asked["nonce"]) == len(provider.asked["code_challenge"]) == 43
    assert provider.asked["nonce"] != provider.asked["code_challenge"]


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another desk"},
        {"aud": ["another desk", "a third"]},
        {"aud": None},
        {"aud": [CLIENT, "another desk"], "azp": "another desk"},
        {"iss": "http://another.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": "somebody else"},
        {"sub": None},
        {"nonce": "of another signing in"},
        {"nonce": "ñ"},
        {"nonce": None},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_signs_nobody_in(
    desk_client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    """Nor one of another issuer, of another day, of another person or of another signing in: each by itself."""
    provider.changes = claims
    assert refused(desk_client, provider)


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("how", ["another key", "a MAC", "nothing", "an unknown key", "no token"])
def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(
    desk_client: Client, provider: Provider, how: str
) -> None:
    """The key is the provider's, and its kind is ours to say, not the token's."""
    if how == "another key":
        provider.signed_by = new_key()
    elif how == "an unknown key":
        provider.header = {"kid": "former"}
    elif how == "no token":
        provider.is_silent = True
    else:
        provider.algorithm = {"a MAC": "HS256", "nothing": "none"}[how]
    assert refused(desk_client, provider)


@pytest.mark.usefixtures("meridian")
def test_a_token_that_names_no_key_is_of_the_only_one(desk_client: Client, provider: Provider) -> None:
    """Providers with a single key need not name it."""
    provider.header = {}
    assert provider.sign_in(desk_client).status_code == 302


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("issuer", ["https://id.example.org", "", None, ["https://id.example.org"]], ids=str)
def test_metadata_of_another_issuer_are_not_believed(
    desk_client: Client, provider: Provider, caplog: pytest.LogCaptureFixture, issuer: object
) -> None:
    """Nobody is sent anywhere by them, nor is anybody who comes back let in; the log says why."""
    provider.begin(desk_client)
    provider.metadata = {"issuer": issuer}
    back = desk_client.get(f"/account/with/staff/back/?code=once&state={provider.asked['state']}")
    there = desk_client.post("/account/with/staff/")
    for answer in (back, there):
        assert (answer.status_code, "Refresh" in answer.headers) == (401, False)
        assert "You were not signed in" in answer.content.decode()
    assert desk_client.get("/api/v1/me").status_code == 401
    assert "staff, because the metadata are of another issuer" in caplog.text


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("place", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])
def test_an_issuer_over_https_leads_nowhere_in_the_clear(
    desk_client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    place: str,
) -> None:
    """A code, our secret or a key that came over plain http could be anybody's: nobody goes there or comes back."""
    authority = Authority("Meridian's own")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.write(tmp_path / "trusted.pem")))
    with running(authority.issue("localhost", tmp_path)) as provider:
        trust(settings, provider.address)
        assert provider.sign_in(desk_client).status_code == 302
        desk_client.post("/account/logout/")
        provider.begin(desk_client)
        provider.metadata = {place: "http://id.meridian.example/"}
        back = desk_client.get(f"/account/with/staff/back/?code=once&state={provider.asked['state']}")
        there = desk_client.post("/account/with/staff/")
    for answer in (back, there):
        assert (answer.status_code, "Refresh" in answer.headers) == (401, False)
    assert "name an address without it" in caplog.text


@pytest.mark.usefixtures("meridian")
def test_an_issuer_is_compared_to_the_letter(desk_client: Client, provider: Provider, settings: Settings) -> None:
    """A slash at its end belongs to its name, and not to the address of its metadata."""
    trust(settings, f"{provider.address}/")
    assert desk_client.post("/account/with/staff/").status_code == 401
    provider.metadata = {"issuer": f"{provider.address}/"}
    provider.changes = {"iss": f"{provider.address}/"}
    assert provider.sign_in(desk_client).status_code == 302


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("path", ["/token", "/keys", "/userinfo"])
def test_a_provider_leads_nowhere_else(desk_client: Client, provider: Provider, path: str) -> None:
    """A code, and the secret that goes with it, are told to the address in the metadata and to no other."""
    provider.moved = path
    assert refused(desk_client, provider)


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    "metadata",
    [
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://id.example.org/\ud800"},
        {"token_endpoint": ["http://id.example.org"]},
        {"userinfo_endpoint": {}},
        {"jwks_uri": 5},
        {"token_endpoint_auth_methods_supported": 5},
    ],
    ids=ascii,
)
def test_metadata_of_another_kind_are_refused(
    desk_client: Client, provider: Provider, caplog: pytest.LogCaptureFixture, metadata: dict[str, Any]
) -> None:
    """A provider that publishes something else than the standard asks is no failure of this server."""
    provider.begin(desk_client)
    provider.metadata = metadata
    back = desk_client.get(f"/account/with/staff/back/?code=once&state={provider.asked['state']}")
    there = desk_client.post("/account/with/staff/")
    for answer in (back, there):
        assert (answer.status_code, "Refresh" in answer.headers) == (401, False)
    assert "staff, because metadata are missing or of another kind" in caplog.text


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("metadata", [[], ["issuer"], "issuer", 5, {}], ids=str)
def test_what_is_no_metadata_is_refused(desk_client: Client, provider: Provider, metadata: object) -> None:
    """A list, a word or an empty object lead nowhere."""
    provider.instead = {WELL_KNOWN: metadata}
    assert desk_client.post("/account/with/staff/").status_code == 401


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", 5),
        ("/token", ["access_token"]),
        ("/token", {"access_token": 5}),
        ("/token", {"access_token": "access", "id_token": {}}),
        ("/token", {"access_token": "access", "id_token": "no token"}),
        ("/userinfo", []),
        ("/userinfo", {}),
        ("/userinfo", {"sub": 5}),
        ("/userinfo", {"sub": "a" * 192}),
        ("/userinfo", {"sub": "a\0b"}),
        ("/userinfo", {"sub": SUBJECT, "email": ["hana@meridian.example"], "email_verified": True}),
        ("/userinfo", {"sub": SUBJECT, "email": "hana\0@meridian.example", "email_verified": True}),
        ("/userinfo", {"sub": SUBJECT, "email": "hana\ud800@meridian.example", "email_verified": True}),
        ("/userinfo", {"sub": SUBJECT, "email": "hana@meridian.example", "email_verified": ["yes"]}),
        ("/keys", []),
        ("/keys", {}),
        ("/keys", {"keys": "RSA"}),
        ("/keys", {"keys": ["RSA"]}),
        ("/keys", {"keys": [{"kty": "RSA", "n": 5, "e": []}]}),
        ("/keys", {"keys": [{"kty": "oct"}]}),
        ("/keys", {"keys": [{"kty": "oct", "alg": "none"}]}),
        ("/keys", {"keys": [{"kty": "RSA", "alg": ["RS256"]}]}),
    ],
    ids=ascii,
)
def test_answers_of_another_kind_sign_nobody_in(
    desk_client: Client, provider: Provider, path: str, answer: object
) -> None:
    """Whatever a provider says instead of tokens, of somebody or of keys: it is refused in words."""
    provider.instead = {path: answer}
    assert refused(desk_client, provider)


@pytest.mark.usefixtures("meridian")
@pytest.mark.parametrize("claims", [{"exp": []}, {"exp": float("inf")}, {"iat": {}}, {"nbf": []}, {"azp": []}], ids=str)
def test_a_token_with_claims_of_another_kind_signs_nobody_in(
    desk_client: Client, provider: Provider, claims: dict[str, Any]
) -> None:
    """Signed as it is, and nonsense."""
    provider.changes = claims
    assert refused(desk_client, provider)


@pytest.mark.usefixtures("meridian")
def test_a_key_of_an_unknown_kind_beside_the_right_one_harms_nothing(desk_client: Client, provider: Provider) -> None:
    """Whoever reads a set of keys passes over those that they do not understand (RFC 7517 §5)."""
    right = provider.answers()["/keys"]["keys"]
    provider.instead = {"/keys": {"keys": [{"kty": "oct"}, {"kty": "RSA", "alg": "none"}, *right]}}
    assert provider.sign_in(desk_client).status_code == 302


@pytest.mark.usefixtures("meridian")
def test_a_provider_that_is_away_signs_nobody_in(desk_client: Client, settings: Settings) -> None:
    """It is said; it is no failure of this server."""
    trust(settings, "http://127.0.0.1:9")
    assert desk_client.post("/account/with/staff/").status_code == 401
