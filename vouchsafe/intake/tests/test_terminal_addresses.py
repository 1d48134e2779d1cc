"""Where the terminal client sends: addresses of pages, this machine, onions."""

import json
import socket
from pathlib import Path

import httpx
import pytest

from vouchsafe.intake.terminal import report as sending
from vouchsafe.intake.terminal.door import LoopbackTransport, open_client, read_address
from vouchsafe.intake.terminal.errors import TerminalError
from vouchsafe.intake.tests.test_terminal_refusals import BACK, GOOD, URL


@pytest.mark.parametrize(
    ("url", "organisation", "channel"),
    [
        (URL, "meridian", "integrity"),
        (URL + "report/", "meridian", "integrity"),
        (BACK, "meridian", None),
        ("https://report.example/de/city/fraud", "city", "fraud"),
    ],
)
def test_an_address_from_the_page_says_where_to_send(url: str, organisation: str, channel: str | None) -> None:
    """The channel's page, its form, and the way back."""
    place = read_address(url)

    assert (place.organisation, place.channel) == (organisation, channel)


@pytest.mark.parametrize(
    "url",
    [
        "report.example/en/a/b",
        "ftp://x/en/a/b",
        "https://x/",
        "https://x/en/",
        "https://x/en/a/b/c/d",
        "https://x/en/a/%2e%2e/",
    ],
)
def test_an_address_that_says_nothing_is_refused(url: str) -> None:
    """Before any request."""
    with pytest.raises(TerminalError) as caught:
        read_address(url)
    assert caught.value.code == "address/unreadable"


def test_an_address_without_encryption_is_refused_but_at_home() -> None:
    """Plain HTTP is for this machine and for onions."""
    with pytest.raises(TerminalError) as caught:
        read_address("http://report.example/en/city/fraud/")
    assert caught.value.code == "address/http"
    assert read_address("http://abc.onion/en/city/fraud/").channel == "fraud"


def test_names_under_localhost_are_this_machine() -> None:
    """Whatever the resolver thinks of them."""
    seen: list[httpx.URL] = []

    class Noting(LoopbackTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            try:
                return super().handle_request(request)
            finally:
                seen.append(request.url)

    with httpx.Client(transport=Noting()) as client, pytest.raises(httpx.ConnectError):
        client.get("http://report.localhost:1/")
    assert seen[0].host == "127.0.0.1"


def test_an_onion_without_tor_stops_before_anything_is_sent(tmp_path: Path) -> None:
    """Where no Tor answers, the person is told to start it; a Tor that is named is the one that is asked."""
    (tmp_path / "answers.json").write_text(json.dumps(GOOD), "utf-8")
    for url in ("http://abc.onion/en/meridian/integrity/", URL):
        with pytest.raises(TerminalError) as caught:
            sending.report(url, tmp_path / "answers.json", [], tor="127.0.0.1:1")
        assert caught.value.code == "tor/unreachable"
        assert "127.0.0.1:1." in caught.value.message


def test_no_resolver_hears_of_an_onion(monkeypatch: pytest.MonkeyPatch) -> None:
    """An onion's address goes to Tor by default, and a client without Tor refuses it before it asks any resolver."""
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *query, **_more: asked.append(query))
    assert read_address("http://abc.onion/en/city/fraud/").tor == "127.0.0.1:9050"
    with open_client() as client, pytest.raises(httpx.ConnectError):
        client.get("http://abc.onion/")
    assert asked == []
