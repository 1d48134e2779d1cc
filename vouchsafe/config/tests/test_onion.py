"""`vouchsafe onion`: what it writes for tor, and how the address that tor wrote gets into the configuration."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from vouchsafe.config.configuration import Hosts, Mail, load, read_file
from vouchsafe.config.onion import OnionError, is_onion_address, serve_over_tor, set_onion, torrc_of
from vouchsafe.config.writing import Answers, write_configuration

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"  # the Tor Project's own
OTHER = "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion"
ANSWERS = Answers(
    hosts=Hosts(report="report.example.org", desk="desk.example.org", public="example.org"),
    mail=Mail(transport="smtp", sender="no-reply@example.org", host="mail.example.org"),
    database_url="postgresql://vouchsafe@/vouchsafe",
)


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """What `vouchsafe init` wrote."""
    return write_configuration(tmp_path / "etc", ANSWERS)


@pytest.mark.parametrize("address", [ONION, OTHER])
def test_real_onions_are_known(address: str) -> None:
    """Addresses that stand on the web pass: their checksum is right."""
    assert is_onion_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "report.example.org",
        ONION.replace("2g", "2h"),
        ONION[1:],
        f"www.{ONION}",
        f"{ONION}:80",
        "3g2upl4pq6kufc4m.onion",
    ],
)
def test_mistyped_and_other_names_are_no_onions(address: str) -> None:
    """One wrong letter, a name that is too short, a port or an address of the old kind is found out."""
    assert not is_onion_address(address)


def test_torrc_offers_the_report_door_and_nothing_else(tmp_path: Path) -> None:
    """Tor is told of the service, of its defences, and to be nobody's way out; paths with spaces are quoted."""
    written = torrc_of(tmp_path / "two words", "unix:/run/vouchsafe/two words", proof_of_work=True).splitlines()
    assert f'HiddenServiceDir "{tmp_path}/two words/service"' in written
    assert 'HiddenServicePort 80 unix:"/run/vouchsafe/two words"' in written
    assert {"SocksPort 0", "HiddenServiceEnableIntroDoSDefense 1", "HiddenServicePoWDefensesEnabled 1"} <= set(written)
    assert not any(line.startswith(("ORPort", "ControlPort", "DirPort")) for line in written)
    without = torrc_of(tmp_path, "127.0.0.1:8000", proof_of_work=False).splitlines()
    assert "HiddenServicePort 80 127.0.0.1:8000" in without
    assert not any("PoW" in line for line in without)


@pytest.mark.parametrize("place", ["8000", "127.0.0.1", "unix:relative", "127.0.0.1:8000\nControlPort 9051", ""])
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: str) -> None:
    """Where tor shall deliver is a port or a socket, and never two lines of configuration."""
    with pytest.raises(OnionError) as refused:
        torrc_of(tmp_path, place, proof_of_work=False)
    assert refused.value.code == "onion/place"


def test_the_address_that_tor_wrote_is_taken_over(configuration: Path, tmp_path: Path) -> None:
    """Run after tor has started, the command sets `onion` and leaves the rest as it was, for its owner only."""
    hostname = tmp_path / "onion" / "service" / "hostname"
    hostname.parent.mkdir(parents=True)
    hostname.write_text(f"{ONION}\n")
    before = configuration.read_text().splitlines()
    said = serve_over_tor(configuration, tmp_path / "onion", to="127.0.0.1:8000")
    assert any(ONION in line for line in said)
    assert load({"VOUCHSAFE_CONFIG": str(configuration)}).hosts.onion == ONION
    assert [line for line in configuration.read_text().splitlines() if "onion" not in line] == before
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600
    assert list(configuration.parent.glob("*.new")) == []


def test_another_address_replaces_the_first(configuration: Path) -> None:
    """Set twice, the second stands, once, under [hosts]."""
    set_onion(configuration, OTHER)
    set_onion(configuration, ONION)
    assert read_file(configuration).hosts.onion == ONION
    assert configuration.read_text().count("onion") == 2  # the name, and the ending of the address


def test_a_file_written_otherwise_is_left_alone(configuration: Path) -> None:
    """Where the hosts stand in one line, the person is told what to write, and nothing is changed."""
    text = configuration.read_text()
    start, end = text.index("[hosts]"), text.index("[mail]")
    inline = 'hosts = { report = "r.example", desk = "d.example", public = "p.example" }\n'
    configuration.write_text(f"{inline}{text[:start]}{text[end:]}")
    before = configuration.read_text()
    with pytest.raises(OnionError) as refused:
        set_onion(configuration, ONION)
    assert refused.value.code == "onion/configuration"
    assert ONION in refused.value.message
    assert configuration.read_text() == before


def test_a_mistyped_address_is_refused(configuration: Path, tmp_path: Path) -> None:
    """An address given by hand is checked before anything is written."""
    before = configuration.read_text()
    with pytest.raises(OnionError) as refused:
        serve_over_tor(configuration, tmp_path, to="127.0.0.1:8000", hostname=ONION[1:])
    assert refused.value.code == "onion/address"
    assert configuration.read_text() == before


def test_a_torrc_that_was_edited_stays(configuration: Path, tmp_path: Path) -> None:
    """The command never replaces a configuration of tor that is there."""
    (tmp_path / "torrc").write_text("# mine\n")
    serve_over_tor(configuration, tmp_path, to="127.0.0.1:8000")
    assert (tmp_path / "torrc").read_text() == "# mine\n"


def test_without_tor_the_command_says_what_to_install(configuration: Path, tmp_path: Path) -> None:
    """On a machine without tor it ends with one sentence and writes nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "vouchsafe", "--config", str(configuration), "onion", str(tmp_path / "onion")],
        check=False,
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PATH"} | {"PATH": str(tmp_path)},
        timeout=60,
    )
    assert done.returncode == 1
    assert "apt install tor" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "onion" / "torrc").exists()
