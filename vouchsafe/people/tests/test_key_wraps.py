"""A key under a passkey's output: what the server keeps, for whom, and how it goes."""

import secrets
from base64 import b64encode, urlsafe_b64encode

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from vouchsafe.audit.models import Entry
from vouchsafe.delivery.models import Message
from vouchsafe.people import services
from vouchsafe.people.errors import PeopleError
from vouchsafe.people.models import KeyWrap
from vouchsafe.people.queries import key_of, passkeys_of
from vouchsafe.people.tests.cast import PASSWORD, Institute, Person
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.wraps import open_wrap, seal_wrap

PRF = secrets.token_bytes(32)


def passkey_of(person: Person, name: str = "Work laptop") -> bytes:
    """Give a person a passkey as a browser registers it; returns its credential id."""
    public = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())  # type: ignore[no-untyped-call]
    credential = secrets.token_bytes(32)
    made = AttestedCredentialData.create(bytes(16), credential, public)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, made)
    written = {
        "id": _web(credential),
        "rawId": _web(credential),
        "type": "public-key",
        "response": {
            "clientDataJSON": _web(b'{"type":"webauthn.create","challenge":"AA","origin":"http://desk.localhost"}'),
            "attestationObject": _web(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
    Authenticator.objects.create(
        user=person.member, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": written}
    )
    return credential


def _web(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def wrap_of(person: Person, credential: bytes) -> bytes:
    """What the person's browser seals."""
    return seal_wrap(person.keys.identity, PRF, credential, parse_card(person.card))


def test_a_wrap_comes_back_to_its_member_and_opens_the_key(meridian: Institute) -> None:
    """Sent at sign-in with the key, told by mail, recorded; one wrap for one passkey."""
    meridian.set_up()
    hana = meridian.handler
    credential = passkey_of(hana)
    services.add_wrap(hana.member, credential, wrap_of(hana, credential))
    services.add_wrap(hana.member, credential, wrap_of(hana, credential))

    key = key_of(hana.member)
    assert key is not None
    (wrap,) = key.wraps
    opened = open_wrap(wrap.sealed, PRF, wrap.credential, parse_card(hana.card))
    assert opened.seed == hana.keys.identity.seed
    assert [(passkey.name, passkey.opens) for passkey in passkeys_of(hana.member)] == [("Work laptop", True)]
    assert Message.objects.filter(address=hana.member.email, body__contains="opens your key").exists()
    assert Entry.objects.filter(tag="key:passkey-added", actor=hana.member.id).exists()


def test_a_wrap_goes_with_its_passkey(meridian: Institute, desk_client: Client) -> None:
    """Removing the passkey removes what it opened, by the page and by the operator's command alike."""
    meridian.set_up()
    for person in (meridian.handler, meridian.second_handler):
        credential = passkey_of(person)
        services.add_wrap(person.member, credential, wrap_of(person, credential))
    kept = passkey_of(meridian.handler, "Phone")
    services.add_wrap(meridian.handler.member, kept, wrap_of(meridian.handler, kept))

    desk_client.force_login(meridian.handler.member)
    desk_client.post("/account/reauthenticate/", {"password": PASSWORD})
    removed = Authenticator.objects.get(user_id=meridian.handler.member.id, data__name="Work laptop")
    assert desk_client.post(f"/account/passkeys/{removed.pk}/remove/").status_code == 302
    services.forget_factors(meridian.second_handler.member.email)

    assert [bytes(wrap.credential) for wrap in KeyWrap.objects.all()] == [kept]


def test_a_wrap_goes_with_its_key(meridian: Institute) -> None:
    """Whoever gives up a key loses every way to it; the passkey still signs in."""
    meridian.set_up()
    hana = meridian.handler
    credential = passkey_of(hana)
    services.add_wrap(hana.member, credential, wrap_of(hana, credential))
    new = Person(hana.member)
    services.store_key(new.member, new.card, new.key_file(), replaces=hana.fingerprint)

    assert not KeyWrap.objects.exists()
    assert [passkey.opens for passkey in passkeys_of(hana.member)] == [False]


def test_only_ones_own_passkey_takes_a_wrap_and_only_of_its_size(meridian: Institute) -> None:
    """Not a colleague's, not an invented one, nothing longer or shorter, and nothing before there is a key."""
    hana, omar = meridian.handler, meridian.second_handler
    own, other = passkey_of(hana), passkey_of(omar)
    wrap = wrap_of(hana, own)
    with pytest.raises(PeopleError) as caught:
        services.add_wrap(hana.member, own, wrap)
    assert caught.value.code == "key/other"
    meridian.set_up()
    for credential, sealed, code in [
        (other, wrap, "key/no-such-passkey"),
        (b"invented", wrap, "key/no-such-passkey"),
        (own, wrap + b"\0", "key/wrap"),
        (own, b"", "key/wrap"),
    ]:
        with pytest.raises(PeopleError) as caught:
            services.add_wrap(hana.member, credential, sealed)
        assert caught.value.code == code
    assert not KeyWrap.objects.exists()


def test_a_colleagues_passkeys_and_wraps_are_nobody_elses(
    meridian: Institute, aurora: Institute, desk_client: Client
) -> None:
    """The list holds one's own only, and /me no wrap of anybody else, whatever their role or organisation."""
    for institute in (meridian, aurora):
        institute.set_up()
    hana = meridian.handler
    credential = passkey_of(hana)
    services.add_wrap(hana.member, credential, wrap_of(hana, credential))
    for stranger in (*meridian.people, *aurora.people):
        if stranger is hana:
            continue
        desk_client.force_login(stranger.member)
        assert desk_client.get("/api/v1/key/passkeys").json() == {"passkeys": []}
        assert b64encode(credential) not in desk_client.get("/api/v1/me").content
    desk_client.force_login(hana.member)
    assert desk_client.get("/api/v1/key/passkeys").json() == {
        "passkeys": [{"credential": b64encode(credential).decode(), "name": "Work laptop", "opens": True}]
    }
