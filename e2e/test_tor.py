"""Over Tor: the onion service that `vouchsafe onion` sets up, in a network of its own, and reports filed through it."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Playwright, expect

from e2e import town as towns
from e2e.cast import RECEIPT, Report, Reporter
from e2e.conftest import chromium
from e2e.private_tor import PrivateTor, private_tor
from e2e.test_terminal import vouchsafe
from e2e.town import Town

SLOWEST_NETWORK = 180


@dataclass
class OnionTown(Town):
    """A town whose report door is reached through Tor."""

    onion: str = ""
    socks: int = 0

    def url(self, door: str, path: str = "/") -> str:
        """The address of `path`; the report door's is the onion's."""
        return f"http://{self.onion}{path}" if door == "report" else super().url(door, path)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateTor]:
    """A Tor network on loopback."""
    with private_tor(tmp_path_factory.mktemp("tor")) as running:
        yield running


@pytest.fixture(scope="module")
def town(network: PrivateTor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnionTown]:
    """A demo as an operator puts it behind an onion: `vouchsafe onion`, tor, `vouchsafe onion` again, a restart."""
    folder = tmp_path_factory.mktemp("town")
    first = towns.start(folder)
    first.stop()
    told = ("--config", str(first.data / "vouchsafe.toml"), "onion", str(folder / "onion"))
    written = vouchsafe(*told, "--to", f"127.0.0.1:{first.port}")
    assert "tor -f" in written.stdout, written.stderr
    network.join("door", (folder / "onion" / "torrc").read_text())
    onion = _wait_for_address(folder / "onion" / "service" / "hostname")
    taken = vouchsafe(*told)
    assert onion in taken.stdout, taken.stderr
    running = towns.start(folder, first.port)
    town = OnionTown(running.port, running.data, running.output, running.process, onion=onion, socks=network.socks)
    try:
        _wait_until_reached(town, network)
        yield town
    finally:
        running.stop()


def _wait_for_address(hostname: Path) -> str:
    deadline = time.monotonic() + SLOWEST_NETWORK
    while not hostname.exists():
        assert time.monotonic() < deadline, "tor wrote no address"
        time.sleep(0.2)
    return hostname.read_text().strip()


def _wait_until_reached(town: OnionTown, network: PrivateTor) -> None:
    deadline = time.monotonic() + SLOWEST_NETWORK
    while not _is_reached(town):
        assert time.monotonic() < deadline, f"the onion never answered\n{network.said()}"
        time.sleep(1)


def _is_reached(town: OnionTown) -> bool:
    """Whether tor connects to the onion (RFC 1928: no authentication, CONNECT, a domain name)."""
    with socket.create_connection(("127.0.0.1", town.socks), timeout=60) as proxy:
        proxy.sendall(bytes([5, 1, 0]))
        proxy.recv(2)
        name = town.onion.encode()
        proxy.sendall(bytes([5, 1, 0, 3, len(name)]) + name + (80).to_bytes(2, "big"))
        return proxy.recv(10)[1:2] == bytes([0])


def over_tor(town: OnionTown) -> httpx.Client:
    """A visitor's connection through the network."""
    return httpx.Client(proxy=f"socks5h://127.0.0.1:{town.socks}", timeout=30)


@pytest.fixture(scope="module")
def rana(playwright: Playwright, town: OnionTown) -> Iterator[Reporter]:
    """Rana behind Tor, in a browser that trusts the onion's origin, as Tor Browser does: its address is its key."""
    proxy = f"--proxy-server=socks5://127.0.0.1:{town.socks}"
    trusted = f"--unsafely-treat-insecure-origin-as-secure=http://{town.onion}"
    launched = chromium(playwright.chromium, proxy, trusted)
    context = launched.new_context(locale="en-GB")
    context.set_default_timeout(60_000)
    yield Reporter(town, context)
    launched.close()


def test_the_onion_serves_the_report_door_without_transport_security(town: OnionTown) -> None:
    """At the onion the report door answers, says no HSTS, and does not send the visitor to where they are."""
    with over_tor(town) as client:
        page = client.get(town.url("report", "/en/meridian/integrity/"))
    assert page.status_code == 200
    assert "strict-transport-security" not in page.headers
    assert "onion-location" not in page.headers
    assert "set-cookie" not in page.headers
    assert f"http://{town.onion}/en/meridian/integrity/" in page.text


def test_a_report_is_filed_and_read_through_tor_from_the_terminal(town: OnionTown, tmp_path: Path) -> None:
    """The terminal client seals a report with a file, sends it through the onion, and reads it back there."""
    ledger = tmp_path / "ledger.txt"
    ledger.write_text("Two books are kept.\n" * 20_000)
    answers = tmp_path / "answers.toml"
    answers.write_text(
        'protected_activity = "none"\n'
        'category = "fraud-or-corruption"\n'
        'headline = "Two ledgers at the quay"\n'
        'what-happened = "The second ledger is shown to nobody."\n'
    )
    tor = ("--tor", f"127.0.0.1:{town.socks}")
    address = town.url("report", "/en/meridian/integrity/")
    sent = vouchsafe("report", address, "--answers", str(answers), "--attach", str(ledger), *tor)
    assert sent.returncode == 0, sent.stderr
    receipt = sent.stdout.strip()
    assert RECEIPT.match(receipt)
    back = vouchsafe("thread", town.url("report", "/en/meridian/return/"), *tor, typed=receipt + "\n")
    assert back.returncode == 0, back.stderr
    assert "The second ledger is shown to nobody." in back.stdout
    assert "ledger.txt" in back.stdout
    assert "does not fit" not in back.stdout


def test_a_report_is_filed_and_read_through_tor_from_a_browser(rana: Reporter) -> None:
    """The form seals and sends through the onion, the ticket names it, and the receipt opens the report there."""
    receipt = rana.report(Report("Night landings", "Crates came ashore by night.", "North mole"))
    expect(rana.page.locator(".ticket")).to_contain_text(rana.town.url("report", "/en/meridian/return/"))
    rana.come_back(receipt)
    assert rana.findings == []
    expect(rana.thread.get_by_text("Crates came ashore by night.")).to_be_visible()
