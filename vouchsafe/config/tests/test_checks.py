"""Each thing that is unsafe is found by its own rule, and what is safe is left alone."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from vouchsafe.config.checks import Finding, UnsafeError, check_configuration, refuse_if_dangerous
from vouchsafe.config.configuration import Config, Hosts, Mail, Provider, SignIn, load
from vouchsafe.config.writing import Answers, write_configuration

HOSTS = Hosts(report="report.example.org", desk="desk.example.org", public="example.org")
ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"  # the Tor Project's own
MAIL = Mail(transport="smtp", sender="no-reply@example.org", host="mail.example.org")
PLAIN = Provider(
    id="work", name="Work", issuer="http://id.example.org", client_id="desk", client_secret_file=Path("secrets/work")
)


@pytest.fixture
def safe(tmp_path: Path) -> Config:
    """What init writes for a careful operator."""
    answers = Answers(hosts=HOSTS, mail=MAIL, database_url="postgresql://vouchsafe@/vouchsafe")
    return load({"VOUCHSAFE_CONFIG": str(write_configuration(tmp_path, answers))})


def codes(config: Config) -> set[str]:
    return {finding.code for finding in check_configuration(config)}


def test_what_init_writes_is_safe(safe: Config) -> None:
    """A fresh production configuration has no finding."""
    assert codes(safe) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"demo": True}, "config/demo"),
        ({"debug": True}, "config/debug"),
        ({"mail": msgspec.structs.replace(MAIL, transport="console")}, "mail/console"),
        ({"mail": msgspec.structs.replace(MAIL, security="none")}, "mail/plain"),
        ({"scheme": "http"}, "hosts/http"),
        ({"hosts": msgspec.structs.replace(HOSTS, desk="report.example.org:8443")}, "hosts/shared"),
        ({"hosts": msgspec.structs.replace(HOSTS, desk=ONION, onion=ONION)}, "hosts/shared"),
        ({"hosts": msgspec.structs.replace(HOSTS, onion=ONION.replace("2gzy", "2gzz"))}, "hosts/onion"),
        ({"sign_in": SignIn(providers=(PLAIN,))}, "sign-in/plain"),
        ({"secret_key": "short"}, "secret/weak"),
        ({"secret_key": "abab" * 20}, "secret/weak"),
        ({"data_dir": Path("/nonexistent")}, "files/missing"),
    ],
)
def test_each_danger_is_found(safe: Config, change: dict[str, Any], code: str) -> None:
    """One thing changed for the worse gives exactly its own finding."""
    assert codes(msgspec.structs.replace(safe, **change)) == {code}


def test_an_onion_beside_https_is_safe(safe: Config) -> None:
    """The report door's second name, over Tor, is no finding: Tor encrypts the way."""
    assert codes(msgspec.structs.replace(safe, hosts=msgspec.structs.replace(HOSTS, onion=ONION))) == set()


@pytest.mark.parametrize("name", ["files", "secrets/secret-key", "secrets/database-url"])
def test_files_open_to_others_are_found(safe: Config, name: str) -> None:
    """A secret or a data folder that every user may enter is found, and the mend names it."""
    path = safe.source.parent / name
    path.chmod(0o755)
    (finding,) = check_configuration(safe)
    assert finding.code == "files/open"
    assert str(path) in finding.mend


@pytest.mark.parametrize("hosts", [("r.localhost", "d.localhost", "localhost"), ("a.onion", "b.onion", "c.onion")])
def test_plain_http_is_safe_on_loopback_and_onions(safe: Config, hosts: tuple[str, str, str]) -> None:
    """Browsers trust localhost, and an onion's address is its key."""
    assert codes(msgspec.structs.replace(safe, scheme="http", hosts=Hosts(*hosts))) == set()


def test_start_is_refused_with_every_reason_and_mend() -> None:
    """The refusal lists each dangerous finding with how to mend it, and passes over the merely unsafe."""
    findings = [Finding("a/b", "It leaks.", "Stop it."), Finding("c/d", "It is odd.", "Mind it.", dangerous=False)]
    with pytest.raises(UnsafeError, match=r"It leaks\. Stop it\. \(a/b\)") as refused:
        refuse_if_dangerous(findings)
    assert "odd" not in refused.value.message
    refuse_if_dangerous(findings[1:])
