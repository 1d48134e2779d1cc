"""OpenID Connect as django-allauth does it, and the checks that it leaves out.

Sources: OpenID Connect Core 1.0 §3.1.3.7 (ID tokens), Discovery 1.0 §4.3 (metadata).
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures of a key that the provider alone holds. "none" and the MACs (HS256) are not among them."""
CLAIMS: Final = ("iss", "sub", "aud", "exp", "iat", "nonce")
LEEWAY: Final = 60
"""Seconds by which the provider's clock may be wrong."""


class Unbelieved(OAuth2Error):  # type: ignore[misc]  # allauth ships no types
    """What a provider says is not to be believed. The text is ours alone: nothing that came stands in it."""


class StrictAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # as above
    """Asks a provider, and believes what it signed for this desk and this very signing in."""

    verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's metadata. Raises Unbelieved where they are another issuer's."""
        found: dict[str, Any] = super().openid_config
        if found.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise Unbelieved("the metadata are of another issuer")
        return found

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: object, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """As allauth; what this browser began with is kept, because the token must name it."""
        self.verifier = pkce_code_verifier or ""
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        return data

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
        except jwt.PyJWTError as error:
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
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        named = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if named in (None, key.key_id)]
        if len(fitting) != 1:
            raise Unbelieved("the ID token names no key of the provider's")
        return fitting[0]


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
