"""The files that an operator copies: the programs that read them take them, and what they name exists."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from vouchsafe.cli import main
from vouchsafe.config.configuration import Hosts, Mail
from vouchsafe.config.writing import Answers, write_configuration
from vouchsafe.operating.proxies.checking import check_file

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent
UNITS = sorted([*HERE.glob("systemd/*.service"), *HERE.glob("systemd/*.timer")])
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
INSTALLED = "/opt/vouchsafe/bin/vouchsafe"
COMPOSE = yaml.safe_load((HERE / "containers" / "compose.yaml").read_text("utf-8"))
CONTAINERFILE = (HERE / "containers" / "Containerfile").read_text("utf-8")
MAIL = Mail(transport="smtp", sender="desk@example.org", host="mail.example.org")
MOST_EXPOSED = 20
"""Of systemd's own reckoning, in tenths: 20 is "OK", and a unit without any hardening has 96."""


def said_by(*command: str, **environment: str) -> str:
    """What a program says of itself; an AssertionError where it fails."""
    everything = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", **environment}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=everything, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def as_if_installed(unit: Path, folder: Path) -> Path:
    """The unit with a `vouchsafe` that is on this machine."""
    copy = folder / unit.name
    copy.write_text(unit.read_text("utf-8").replace(INSTALLED, str(Path(sys.executable).with_name("vouchsafe"))))
    return copy


def test_patroni_is_a_release_that_takes_a_lead_from_nobody(tmp_path: Path) -> None:
    """4.1.5 was drilled; what Debian 12 has takes a lead by force (docs/operators/cluster.md)."""
    pinned = (HERE / "patroni" / "requirements.txt").read_text("utf-8")
    found = re.search(r"^patroni==([0-9.]+) \\\n    --hash=sha256:", pinned, re.MULTILINE)
    assert found is not None
    assert tuple(map(int, found[1].split("."))) >= (4, 1, 5)
    unit = tmp_path / "patroni.service"
    text = (HERE / "patroni" / "patroni.service").read_text("utf-8")
    unit.write_text(text.replace("/opt/patroni/bin/patroni", sys.executable))
    assert said_by("systemd-analyze", "verify", str(unit)) == ""


def test_systemd_takes_every_unit(tmp_path: Path) -> None:
    """Without a word: it warns of names that it does not know and passes over."""
    copies = [as_if_installed(unit, tmp_path) for unit in UNITS]
    assert said_by("systemd-analyze", "verify", *map(str, copies)) == ""


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_systemd_finds_each_service_held_down(unit: Path, tmp_path: Path) -> None:
    """By systemd's own reckoning of what the process could still do."""
    copy = as_if_installed(unit, tmp_path)
    said_by("systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", str(copy))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_a_service_holds_in_memory_reaches_no_disk(unit: Path) -> None:
    """Neither in a dump nor in swap: plain text is there for a moment where a reporter has no script."""
    lines = unit.read_text("utf-8").splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0", "UMask=0077"} <= set(lines)


def commands_of_units() -> list[list[str]]:
    """Every call of `vouchsafe` in the units."""
    text = "\n".join(unit.read_text("utf-8") for unit in SERVICES)
    calls = re.findall(rf"{INSTALLED} ([^\n'#]+)", text)
    return [shlex.split(call) for call in calls]


def commands_of_containers() -> list[list[str]]:
    """Every call of `vouchsafe` in the containers: those of Compose, and the image's own."""
    own = re.findall(r"^CMD \[(.*)\]$", CONTAINERFILE, re.MULTILINE)
    services = [service["command"] for service in COMPOSE["services"].values() if "command" in service]
    return [*services, *(shlex.split(call.replace(",", " ")) for call in own)]


@pytest.mark.parametrize("call", [*commands_of_units(), *commands_of_containers()], ids=" ".join)
def test_the_command_line_knows_every_command(call: list[str]) -> None:
    """With each of its options, and as many arguments as it takes."""
    name, *arguments = call
    command = main.get_command(click.Context(main), name)
    assert command is not None, name
    listed = command.make_parser(click.Context(command)).parse_args(list(arguments))
    assert listed[1] == [], "nothing is left over"


def test_whatever_touches_erasure_keys_waits_for_their_mount() -> None:
    """The drop-in says of each such service that it is for it, the backup that deletes older ones above all."""
    said = (HERE / "systemd" / "vouchsafe-cluster.conf").read_text("utf-8")
    touching = {unit.stem.removeprefix("vouchsafe") for unit in SERVICES} - {"-backup", "-sweep"}
    assert touching == set(re.findall(r"-(?:serve|worker|monitor|backup-keys)\b", said))


def test_every_kind_of_process_has_a_unit() -> None:
    """What the guide starts."""
    assert {call[0] for call in commands_of_units()} == {"serve", "monitor", "worker", "sweep", "backup", "backup-keys"}
    assert {call[0] for call in commands_of_containers()} == {"migrate", "serve", "worker"}


def test_containers_take_only_what_is_there() -> None:
    """Each file that Compose mounts; nothing runs as root or with a right."""
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith((".", "/")) or (HERE / "containers" / source).exists(), volume
        if service["image"] == "vouchsafe":
            assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)
    assert "\nUSER vouchsafe\n" in CONTAINERFILE
    debian = {"bookworm": "15", "trixie": "17"}  # the version of its pg_dump, which must be the server's
    system = re.search(r"^FROM \S+-slim-(\w+)$", CONTAINERFILE, re.MULTILINE)
    assert system is not None
    assert COMPOSE["services"]["database"]["image"].endswith(f"/postgres:{debian[system[1]]}-{system[1]}")


def test_containers_run_as_whoever_owns_what_they_mount(tmp_path: Path) -> None:
    """`init` writes for one user alone: what a process reads and writes lies there, in no volume that is root's."""
    answers = Answers(hosts=Hosts("report.example.org", "desk.example.org", "www.example.org"), mail=MAIL)
    write_configuration(tmp_path / "etc", answers)
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "etc").rglob("*")} == {0}
    written = tomllib.loads((tmp_path / "etc" / "vouchsafe.toml").read_text("utf-8"))
    etc, there = "${ETC:-../../etc}", "/etc/vouchsafe"
    owned = [f"{etc}:{there}:ro", f"{etc}/{written['data_dir']}:{there}/{written['data_dir']}"]
    for name, service in COMPOSE["services"].items():
        if service["image"] == "vouchsafe":
            assert service["user"].startswith("${OWNER:?"), name
            assert service["volumes"] == owned, name


@pytest.mark.parametrize("tls", [True, False], ids=["https", "plain"])
def test_haproxy_takes_its_file_which_keeps_no_trace(tmp_path: Path, tls: bool) -> None:  # noqa: FBT001 - a parameter
    """With a certificate and without; nothing of a visitor is logged, told or kept."""
    file, nodes = HERE / "haproxy" / "haproxy.cfg", {"NODE_A": "10.0.0.11", "NODE_B": "10.0.0.12"}
    places = {"FRONT": "127.0.0.1:8443", "ADMIN": "/run/haproxy/admin.sock"}
    if tls:
        key, both = tmp_path / "key.pem", tmp_path / "both.pem"
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        said_by(*made, "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(both))
        both.write_text(both.read_text() + key.read_text())
        places["CERTIFICATE"] = str(both)
    said_by("haproxy", "-c", "-q", "-f", str(file), **nodes, **places)
    assert check_file(file) == []


def test_patroni_answers_for_what_is_on_two_machines_only() -> None:
    """Synchronous, and strictly so; the leader's time is long enough for what Patroni does in it."""
    patroni = yaml.safe_load((HERE / "patroni" / "patroni.yml").read_text("utf-8"))
    shared = patroni["bootstrap"]["dcs"]
    assert (shared["synchronous_mode"], shared["synchronous_mode_strict"]) == (True, True)
    assert shared["failsafe_mode"] is False
    assert shared["postgresql"]["parameters"]["synchronous_commit"] == "on"
    assert shared["ttl"] >= shared["loop_wait"] + 2 * shared["retry_timeout"]
    remote = [rule for rule in patroni["postgresql"]["pg_hba"] if not rule.startswith("local ")]
    assert all(rule.startswith("hostssl ") and rule.endswith(" scram-sha-256") for rule in remote)


def test_the_image_is_built_from_what_it_takes_and_from_nothing_else() -> None:
    """No demo's data and no history is handed to the engine; what the image copies is."""
    everything, *taken = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[0] != "#"]
    copied = [word for line in re.findall(r"^COPY (.*)$", CONTAINERFILE, re.MULTILINE) for word in line.split()[:-1]]
    assert everything == "*"
    assert taken == [f"!{name}" for name in copied]
