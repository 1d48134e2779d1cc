"""A small OpenID Provider over real HTTP that says what a test tells it to, true or forged."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from django.test import Client

from vouchsafe.common.tests.authority import Files

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

WELL_KNOWN = "/.well-known/openid-configuration"
MOVED = "/moved"
CLIENT = "desk"
SECRET = "a secret for tests, and nothing else, long enough for a MAC"
EMAIL = "hana@meridian.example"
SUBJECT = "hana there"


def new_key() -> RSAPrivateKey:
    """A key that signs."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it publishes and says. `changes`: claims that are not as they should be (None: left out).

    `moved`: a path that leads to another one, where the same is answered. `instead`: by a path, what is answered there.
    """

    address: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    signed_by: RSAPrivateKey = field(default_factory=new_key)
    key: RSAPrivateKey = field(default_factory=new_key)
    header: dict[str, str] = field(default_factory=lambda: {"kid": "now"})
    algorithm: str = "RS256"
    nonce: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    moved: str = ""
    instead: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.signed_by = self.key

    def id_token(self) -> str:
        """The token, signed as the test wants it."""
        now = int(time.time())
        claims = {"iss": self.address, "sub": SUBJECT, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": self.nonce}
        said = {name: value for name, value in {**claims, **self.changes}.items() if value is not None}
        key: Any = {"none": None, "HS256": SECRET}.get(self.algorithm, self.signed_by)
        return jwt.encode(said, key, self.algorithm, self.header)

    def answers(self) -> dict[str, Any]:
        """By its path, what it answers."""
        published = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        said = {"id_token": self.id_token()} if not self.is_silent else {}
        return {
            WELL_KNOWN: {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                **self.metadata,
            },
            "/keys": {"keys": [{**published, "kid": "now", "use": "sig", "alg": "RS256"}]},
            "/token": {"access_token": "access", "token_type": "Bearer", **said},
            "/userinfo": {"sub": SUBJECT, "email": EMAIL, "email_verified": True},
            **self.instead,
        }

    def begin(self, client: Client) -> None:
        """From the desk to the provider, which notes what it was asked."""
        answer = client.post("/account/with/staff/")
        assert "Refresh" in answer.headers, answer.content.decode()
        query = urlsplit(answer.headers["Refresh"].partition("url=")[2]).query
        self.asked = {name: values[0] for name, values in parse_qs(query).items()}
        self.nonce = self.asked["nonce"]

    def sign_in(self, client: Client) -> "Answer":
        """There and back: somebody signed in at the provider."""
        self.begin(client)
        return client.get(f"/account/with/staff/back/?code=once&state={self.asked['state']}")


@contextmanager
def running(shown: Files | None = None) -> Iterator[Provider]:
    """One that answers on loopback; over TLS where it has a certificate of "localhost" to show."""
    provider = Provider()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = provider.answers().get(self.path.removeprefix(MOVED))
            body = json.dumps(found).encode()
            if self.path == provider.moved:
                self.send_response(307)
                self.send_header("Location", f"{MOVED}{self.path}")
            else:
                self.send_response(404 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_args: object) -> None:
            """Nothing: the test's output is the test's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        provider.address = f"http://127.0.0.1:{server.server_port}"
        if shown is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(shown.certificate, shown.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            provider.address = f"https://localhost:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield provider
        finally:
            server.shutdown()
