"""A whole Tor network on loopback: three directory authorities, three relays, and whoever joins. Debian's tor.

Everything is as in the world's network but for the clocks (a consensus every ten seconds in place of every hour) and
for what a machine alone cannot have: relays in different networks.
"""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vouchsafe.common.tests.ports import free_port

AUTHORITIES = ("ada", "bert", "cleo")
RELAYS = ("rob", "ruth", "rosa")
CLOCKS = """
TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
V3AuthNIntervalsValid 2
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
ShutdownWaitLength 0
Log notice stdout
"""
RELAY = "ExitRelay 1\nExitPolicy accept *:*\nExitPolicyRejectPrivate 0\n"
AUTHORITY = "AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\nContactInfo nobody@example.org\n"


@dataclass
class PrivateTor:
    """A running network; `socks` is the port of a client's way in."""

    folder: Path
    socks: int = field(default_factory=free_port)
    known: str = ""
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def join(self, name: str, torrc: str) -> None:
        """Run one more tor, with what makes it one of this network added to its configuration."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "torrc").write_text(f"{torrc}{CLOCKS}{self.known}")
        with (folder / "log").open("wb") as log:
            command = ["tor", "-f", str(folder / "torrc")]
            self.processes.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))

    def said(self) -> str:
        """The end of what each tor logged, for a test that failed."""
        return "\n".join(log.read_text(errors="replace")[-800:] for log in sorted(self.folder.glob("*/log")))

    def stop(self) -> None:
        """End every tor of the network."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def private_tor(folder: Path) -> Iterator[PrivateTor]:
    """The network in `folder`, ended at the end whatever happens."""
    network = PrivateTor(folder)
    try:
        _found(network)
        yield network
    finally:
        network.stop()


def _found(network: PrivateTor) -> None:
    ports = {name: (free_port(), free_port()) for name in AUTHORITIES}
    network.known = "".join(_authority(network.folder / name, *ports[name]) for name in AUTHORITIES)
    for name, (orport, dirport) in ports.items():
        network.join(name, _node(network, name, f"ORPort {orport}\nDirPort {dirport}\n{AUTHORITY}"))
    for name in RELAYS:
        network.join(name, _node(network, name, f"ORPort {free_port()}\n"))


def _node(network: PrivateTor, name: str, more: str) -> str:
    """A relay; the client's way in is at one of them."""
    socks = network.socks if name == RELAYS[-1] else 0
    own = f"Nickname {name}\nAddress 127.0.0.1\nDataDirectory {network.folder / name}\nSocksPort {socks}\n"
    return f"{own}{RELAY}{more}"


def _authority(folder: Path, orport: int, dirport: int) -> str:
    """Make an authority's keys; the line by which every tor knows it."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    certificate = keys / "authority_certificate"
    subprocess.run(
        [  # noqa: S607 - wherever the system keeps it
            "tor-gencert", "--create-identity-key", "--passphrase-fd", "0", "-m", "1", "-a", f"127.0.0.1:{dirport}",
            "-i", keys / "authority_identity_key", "-s", keys / "authority_signing_key", "-c", certificate,
        ],
        input=b"nobody's\n", check=True, capture_output=True,
    )  # fmt: skip
    listed = subprocess.run(
        [  # noqa: S607 - as above
            "tor", "--list-fingerprint", "--quiet", "--ignore-missing-torrc", "-f", os.devnull,
            "--DataDirectory", folder, "--ORPort", "1", "--Nickname", folder.name,
            "--DirAuthority", f"x 127.0.0.1:1 {'f' * 40}",
        ],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    relay = _found_in(rf"{folder.name} ([0-9A-F ]+)", listed.stdout).replace(" ", "")
    authority = _found_in(r"fingerprint ([0-9A-F]+)", certificate.read_text())
    return f"DirAuthority {folder.name} orport={orport} no-v2 v3ident={authority} 127.0.0.1:{dirport} {relay}\n"


def _found_in(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, (pattern, text)
    return match[1]
