"""A passkey as a device keeps one: it registers and answers challenges on the desk's own pages, truly signed."""

import json
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

OPTIONS = re.compile(r'<script id="passkey-options" type="application/json">(.+?)</script>', re.DOTALL)
FLAG = AuthenticatorData.FLAG


class Device:
    """One passkey, whose owner shows a finger each time."""

    def __init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.owner = ""

    def add(self, client: Client, name: str = "Work laptop") -> "Answer":
        """Register on the page that adds one; the client has shown again who it is."""
        asked = _options(client, "/account/passkeys/new/")
        self.owner = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        made = AttestedCredentialData.create(bytes(16), self.credential, public)
        data = self._data(asked["rp"]["id"], FLAG.AT, made)
        answer = {"attestationObject": _web(AttestationObject.create("none", data, {}))}
        credential = self._credential("webauthn.create", asked["challenge"], answer)
        credential["clientExtensionResults"] = {"credProps": {"rk": True}}
        return client.post("/account/passkeys/new/", {"name": name, "credential": json.dumps(credential)})

    def sign_in(self, client: Client) -> "Answer":
        """Alone, without a password."""
        asked = client.get("/account/passkeys/login/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
        return client.post("/account/passkeys/login/", {"credential": self._signed(asked["request_options"])})

    def use(self, client: Client, address: str) -> "Answer":
        """Answer the page that asks for it."""
        asked = _options(client, address)
        return client.post(address, {"credential": self._signed(asked)})

    def _signed(self, options: dict[str, Any]) -> str:
        asked = options.get("publicKey", options)
        client_data = _client_data("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"])
        signature = self.key.sign(data + sha256(client_data).digest(), ECDSA(SHA256()))
        answer = {"authenticatorData": _web(data), "signature": _web(signature), "userHandle": self.owner}
        return json.dumps(self._credential("webauthn.get", asked["challenge"], answer))

    def _data(self, place: str, more: int = 0, made: bytes = b"") -> AuthenticatorData:
        made_of = AuthenticatorData.create(sha256(place.encode()).digest(), FLAG.UP | FLAG.UV | more, 0, made)
        assert isinstance(made_of, AuthenticatorData)
        return made_of

    def _credential(self, kind: str, challenge: str, answer: dict[str, str]) -> dict[str, Any]:
        name = _web(self.credential)
        answer["clientDataJSON"] = _web(_client_data(kind, challenge))
        return {"id": name, "rawId": name, "type": "public-key", "response": answer, "clientExtensionResults": {}}


def _options(client: Client, address: str) -> dict[str, Any]:
    """What the page asks the browser for."""
    page = client.get(address).content.decode()
    found = OPTIONS.search(page)
    assert found is not None, page
    options = json.loads(found[1])
    asked: dict[str, Any] = options.get("publicKey", options)
    return asked


def _client_data(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": "http://desk.localhost:8000"}).encode()


def _web(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
