"""Where the server goes for a hand-over, and where it never goes."""

import http.server
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from vouchsafe.handover import reach
from vouchsafe.handover.reach import GuardedTransport, Here, is_public, may_be_asked

LIVE = Here("report.example.org", "https")
DEMO = Here("report.localhost:8000", "http")


@pytest.mark.parametrize(
    ("origin", "here", "goes"),
    [
        ("https://report.other.example", LIVE, True),
        ("https://report.other.example:8443", LIVE, True),
        ("https://report.example.org", LIVE, True),
        ("https://1.1.1.1", LIVE, True),
        ("http://report.other.example", LIVE, False),
        ("http://report.example.org", LIVE, False),
        ("https://localhost", LIVE, False),
        ("https://desk.localhost", LIVE, False),
        ("http://127.0.0.1:8000", LIVE, False),
        ("https://10.1.2.3", LIVE, False),
        ("https://169.254.169.254", LIVE, False),
        ("https://[::1]", LIVE, False),
        ("https://[fd00::1]", LIVE, False),
        ("https://intranet", LIVE, False),
        ("https://abcdefgh.onion", LIVE, False),
        ("http://report.localhost:8000", DEMO, True),
        ("http://report.localhost:9000", DEMO, True),
        ("http://10.1.2.3", DEMO, False),
    ],
)
def test_where_the_server_may_go(origin: str, here: Here, goes: bool) -> None:  # noqa: FBT001 - a case of the table
    """Public https and the own report door; loopback only for a server that is reached over http, as a demo is."""
    assert may_be_asked(origin, here) is goes


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("0.0.0.0", False),  # noqa: S104 - refused
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("not an address", False),
    ],
)
def test_only_addresses_of_the_internet_at_large_are_public(address: str, public: bool) -> None:  # noqa: FBT001
    """Private, shared, link-local, multicast, mapped and translated ones are not."""
    assert is_public(address) is public


def test_a_public_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name whose address is private, or one of whose addresses is, is not connected to."""
    for addresses in (["10.0.0.7"], ["93.184.216.34", "127.0.0.1"]):
        found = [(None, None, None, "", (address, 0)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, found=found, **_k: found)
        client = httpx.Client(transport=GuardedTransport(LIVE), trust_env=False)
        with pytest.raises(httpx.ConnectError, match="not a public address"):
            client.get("https://report.other.example/")


class _Door(http.server.BaseHTTPRequestHandler):
    """Answers each path with one bad habit."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "http://127.0.0.1:1/")
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        if self.path == "/long":
            for _piece in range(reach.MOST // 65536 + 2):
                self.wfile.write(b"x" * 65536)

    def log_message(self, *_arguments: object) -> None:
        """Nothing is said."""


@pytest.fixture
def foreign() -> Iterator[str]:
    """A real server with bad habits, on loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://door.localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_answer_is_bounded_unpacked_and_leads_nowhere(foreign: str) -> None:
    """Too much, compressed, or elsewhere: none of it is taken."""
    with reach.open_client() as client:
        assert client.get(f"{foreign}/plain").status_code == 200
        assert client.get(f"{foreign}/away").status_code == 302
        with pytest.raises(httpx.ReadError, match="too long"):
            client.get(f"{foreign}/long")
        with pytest.raises(httpx.DecodingError):
            client.get(f"{foreign}/packed")
        with pytest.raises(httpx.ConnectError, match="does not go there"):
            client.get("http://93.184.216.34/")
