"""The report door over Tor: the configuration of an onion service, and its address in ours.

Tor makes the service's key itself, so it takes two runs of `vouchsafe onion`: the first writes what tor reads, the
second, once tor has started, takes over the address that tor wrote.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.configuration import ConfigError, read_file

TORRC = "torrc"
SERVICE = "service"
_VERSION = b"\x03"
_ADDRESS = re.compile(r"([a-z2-7]{56})\.onion")
_PLACE = re.compile(r"[\w.:\[\]-]+:\d{1,5}|unix:/.+")
_TOML_TABLE = re.compile(r"^\s*\[", re.MULTILINE)
_TOML_HOSTS = re.compile(r"^\s*\[hosts\][^\n]*\n", re.MULTILINE)
_TOML_ONION = re.compile(r"^\s*onion\s*=[^\n]*\n", re.MULTILINE)


class OnionError(VouchsafeError):
    """The onion service cannot be set up as asked."""


def is_onion_address(host: str) -> bool:
    """Whether this is the name of an onion service of version 3, its checksum right (rend-spec-v3 §6)."""
    match = _ADDRESS.fullmatch(host)
    if match is None:
        return False
    raw = base64.b32decode(match[1].upper())
    key, checksum, version = raw[:32], raw[32:34], raw[34:]
    return version == _VERSION and hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2] == checksum


def serve_over_tor(configuration: Path, folder: Path, *, to: str, hostname: str = "") -> list[str]:
    """Write what tor needs into `folder`, or, once there is an address, put it into `configuration`.

    Gives what to do next, line by line. `to`: where `vouchsafe serve` listens. Raises OnionError "onion/place",
    "onion/no-tor", "onion/address" or "onion/configuration", or ConfigError.
    """
    read_file(configuration)
    hostname = hostname or _hostname_of(folder)
    if hostname:
        set_onion(configuration, hostname)
        return _steps_at_the_end(configuration, hostname)
    torrc = folder / TORRC
    if not torrc.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        torrc.write_text(torrc_of(folder, to, proof_of_work=_knows_proof_of_work()), "utf-8")
    return _steps_at_the_beginning(configuration, folder)


def torrc_of(folder: Path, to: str, *, proof_of_work: bool) -> str:
    """The configuration of a tor that does nothing but offer the report door. Raises OnionError "onion/place"."""
    if not _PLACE.fullmatch(to):
        raise OnionError("onion/place", f"{to} is not where a server listens: give host:port, or unix:/path.")
    place = f"unix:{_quoted(to.removeprefix('unix:'))}" if to.startswith("unix:") else to
    lines = [
        "# Written by `vouchsafe onion`: the report door as an onion service, and nothing else.",
        f"DataDirectory {_quoted(str(folder / 'data'))}",
        "SocksPort 0",
        "Log notice stdout",
        "SafeLogging 1",
        f"HiddenServiceDir {_quoted(str(folder / SERVICE))}",
        f"HiddenServicePort 80 {place}",
        "# Against floods: the introduction points limit the rate, and visitors prove work while many knock.",
        "HiddenServiceEnableIntroDoSDefense 1",
    ]
    if proof_of_work:
        lines.append("HiddenServicePoWDefensesEnabled 1")
    return "\n".join([*lines, ""])


def set_onion(configuration: Path, hostname: str) -> None:
    """Set `onion` under [hosts], every other line as it was.

    Raises OnionError "onion/address", or "onion/configuration" where the file is written so that it must be done by
    hand.
    """
    if not is_onion_address(hostname):
        raise OnionError("onion/address", f"{hostname} is not the address of an onion service (version 3).")
    before = read_file(configuration)
    text = _with_onion(configuration.read_text("utf-8"), hostname)
    beside = configuration.with_name(f"{configuration.name}.new")
    try:
        beside.touch(mode=0o600)
        beside.write_text(text, "utf-8")
        shutil.copymode(configuration, beside)
        wanted = msgspec.structs.replace(before, hosts=msgspec.structs.replace(before.hosts, onion=hostname))
        if _read_or_none(beside) != wanted:
            message = f"Write onion = {_quoted(hostname)} under [hosts] in {configuration} yourself, then restart."
            raise OnionError("onion/configuration", message)
        beside.replace(configuration)
    finally:
        beside.unlink(missing_ok=True)


def _with_onion(text: str, hostname: str) -> str:
    """The TOML text with the line, in place of an older one or at the head of [hosts]."""
    hosts = _TOML_HOSTS.search(text)
    if hosts is None:
        return text
    after = _TOML_TABLE.search(text, hosts.end())
    end = after.start() if after else len(text)
    section = _TOML_ONION.sub("", text[hosts.end() : end])
    return f"{text[: hosts.end()]}onion = {_quoted(hostname)}\n{section}{text[end:]}"


def _read_or_none(path: Path) -> object:
    try:
        return read_file(path)
    except ConfigError:
        return None


def _hostname_of(folder: Path) -> str:
    """The address that tor wrote, or "" before it has started."""
    path = folder / SERVICE / "hostname"
    return path.read_text("utf-8").strip() if path.exists() else ""


def _knows_proof_of_work() -> bool:
    """Whether the tor of this machine can ask visitors for proof of work (0.4.8 and later, built with the module)."""
    tor = shutil.which("tor")
    if tor is None:
        message = "There is no tor on this machine: install it (Debian: apt install tor), then run this again."
        raise OnionError("onion/no-tor", message)
    modules = subprocess.run([tor, "--list-modules"], check=False, capture_output=True, text=True, timeout=30)  # noqa: S603 - the system's own tor
    return "pow: yes" in modules.stdout


def _steps_at_the_beginning(configuration: Path, folder: Path) -> list[str]:
    return [
        f"Tor's configuration is in {folder / TORRC}. Next:",
        f"  1. Start tor with it, as this user, and keep it running: tor -f {folder / TORRC}",
        f"  2. Run again, for the address: vouchsafe --config {configuration} onion {folder}",
        f"Keep a copy of {folder / SERVICE} where nobody else reads it: whoever has it can pass for this door.",
    ]


def _steps_at_the_end(configuration: Path, hostname: str) -> list[str]:
    return [
        f"The report door is called {hostname} in Tor; {configuration} says so now. Next:",
        "  1. Restart `vouchsafe serve`.",
        f"  2. Open http://{hostname}/ in Tor Browser.",
    ]


def _quoted(text: str) -> str:
    """A quoted string; JSON's escapes are TOML's and, for what paths hold, tor's."""
    return json.dumps(text, ensure_ascii=False)
