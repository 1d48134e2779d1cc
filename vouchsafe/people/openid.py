"""OpenID Connect as django-allauth does it, and the checks that it leaves out.

Sources: OpenID Connect Core 1.0 §2 (`sub`), §3.1.3.3 (tokens), §3.1.3.7 (ID tokens), §5.3.2 (claims); Discovery 1.0 §3
and §4.3 (metadata); RFC 7517 (keys).
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, Any, Final, TypeVar

import jwt
import msgspec
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from requests import Response

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of a key that the provider alone holds. "none" and the MACs (HS256) are not among them."""
CLAIMS: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
LEEWAY: Final = 60
"""Seconds by which the provider's clock may be wrong."""
KINDS: Final = ("RSA", "EC", "OKP")
"""Of keys: those of the algorithms above."""

Shape = TypeVar("Shape", bound=msgspec.Struct)
Address = Annotated[str, msgspec.Meta(pattern=r"^https?://[\x21-\x7e]+$")]
Subject = Annotated[str, msgspec.Meta(pattern=r"^[\x20-\x7e]{1,191}$")]
"""A provider's id for somebody: ASCII, at most as long as allauth keeps (the standard allows 255)."""
Mailbox = Annotated[str, msgspec.Meta(pattern=r"^[^\s\x00\ud800-\udfff]{1,254}$")]


class Metadata(msgspec.Struct):
    """What we read of a provider's metadata."""

    issuer: object
    authorization_endpoint: Address
    token_endpoint: Address
    userinfo_endpoint: Address
    jwks_uri: Address
    token_endpoint_auth_methods_supported: list[str] = []


class Tokens(msgspec.Struct):
    """What we read of what a code is exchanged for."""

    access_token: str
    id_token: str


class Person(msgspec.Struct):
    """What we read of what a provider says of somebody."""

    sub: Subject
    email: Mailbox | None = None
    email_verified: bool | str = False


class Keys(msgspec.Struct):
    """What a provider publishes to verify its signatures by."""

    keys: list[dict[str, Any]]


class Unbelieved(OAuth2Error):  # type: ignore[misc]  # allauth ships no types
    """What a provider says is not to be believed. The text is ours alone: nothing that came stands in it."""


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # as above
    """Asks a provider, and believes what it signed for this desk and this very signing in."""

    verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's metadata. Raises Unbelieved where they are none, or as `check_metadata` does."""
        found: dict[str, Any] = super().openid_config
        check_metadata(read(found, Metadata), self.get_provider().app.settings["issuer"])
        return found

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: object, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """As allauth; what this browser began with is kept, because the token must name it."""
        self.verifier = pkce_code_verifier or ""
        got = super().get_access_token_data(request, app, client, pkce_code_verifier)
        kept: dict[str, Any] = msgspec.structs.asdict(read(got, Tokens))
        return kept

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        """As allauth. Raises Unbelieved for what says nothing of anybody."""
        said: dict[str, Any] = msgspec.structs.asdict(read(super()._fetch_user_info(access_token), Person))
        return said

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """What the provider says of somebody.

        1. It is signed by a key that the provider publishes now, by an algorithm of our list.
        2. It is of the configured issuer, for us, and still holds; whom it was given to is us, where that is said.
        3. It answers the question that this browser asked.

        Raises Unbelieved for whatever it is not.
        """
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY,
                options={"require": list(CLAIMS)},
            )
        except (jwt.PyJWTError, TypeError, OverflowError) as error:  # PyJWT lets an `exp` of [] or Infinity raise these
            raise Unbelieved("the ID token is not to be believed") from error
        if claims.get("azp", app.client_id) != app.client_id:
            raise Unbelieved("the ID token was given to somebody else")
        if not self.verifier or not compare_digest(str(claims["nonce"]).encode(), nonce(self.verifier).encode()):
            raise Unbelieved("the ID token answers another question")
        return claims

    def _key_of(self, id_token: str) -> jwt.PyJWK:
        """The key that a token names; one that names none can only be signed by a provider's only key."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            published = read(answer.json(), Keys).keys
        ours = [each for each in published if each.get("kty") in KINDS and each.get("alg") in (None, *ALGORITHMS)]
        keys = jwt.PyJWKSet(ours).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if named in (None, key.key_id)]
        if len(fitting) != 1:
            raise Unbelieved("the ID token names no key of the provider's")
        return fitting[0]


def check_metadata(said: Metadata, issuer: str) -> None:
    """Raises Unbelieved for the metadata of another issuer, and where one over https leads anywhere in the clear.

    Core 1.0 §3.1.2 and §3.1.3 ask for TLS: our secret and what the provider says of somebody go to these addresses.
    """
    if said.issuer != issuer:
        raise Unbelieved("the metadata are of another issuer")
    led_to = (said.authorization_endpoint, said.token_endpoint, said.userinfo_endpoint, said.jwks_uri)
    if issuer.startswith("https:") and not all(each.startswith("https:") for each in led_to):
        raise Unbelieved("the metadata of an issuer over https name an address without it")


def demand_object(answer: Response, **_asked: object) -> None:
    """A hook of every answer of a provider's that counts: it is a JSON object. Raises Unbelieved where it is none."""
    if not answer.ok or answer.is_redirect:
        return
    try:
        is_object = isinstance(answer.json(), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object or "Content-Type" not in answer.headers:
        raise Unbelieved("an answer is no JSON object")


def read(said: object, shape: type[Shape]) -> Shape:
    """What a provider said, as it must be. Raises Unbelieved where something is missing or of another kind."""
    try:
        return msgspec.convert(said, shape)
    except msgspec.ValidationError as error:
        raise Unbelieved(f"{shape.__name__.lower()} are missing or of another kind") from error


class StrictProvider(OpenIDConnectProvider):  # type: ignore[misc]  # as above
    """An OpenID Provider that is asked by the adapter above."""

    oauth2_adapter_class = StrictAdapter

    def get_pkce_params(self) -> dict[str, str]:
        """As allauth, and a nonce, which goes along with the challenge."""
        made: dict[str, str] = super().get_pkce_params()
        return {**made, "nonce": nonce(made["code_verifier"])}


def nonce(verifier: str) -> str:
    """What an ID token must hold, from the PKCE verifier, which lies in the session of the browser that began."""
    return urlsafe_b64encode(sha256(b"vouchsafe nonce" + verifier.encode()).digest()).rstrip(b"=").decode()
