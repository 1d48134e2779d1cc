"""security.txt: at every door, as RFC 9116 has it, and nowhere unless somebody is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from vouchsafe.common import clock
from vouchsafe.config.configuration import ConfigError, Security, read_file
from vouchsafe.operating.machine import can_be_told_of_no_flaw

PLACE = "/.well-known/security.txt"
DOORS = ["report.localhost:8000", "desk.localhost:8000", "localhost:8000"]
WRITTEN = """
[security]
contact = ["mailto:security@meridian.example", "https://meridian.example/flaws"]
expires = 2027-05-01
policy = "https://meridian.example/policy"
languages = ["en", "de"]
"""


@pytest.fixture
def security(settings: Settings, tmp_path: Path) -> Security:
    """What the configuration file says, read the real way."""
    file = tmp_path / "vouchsafe.toml"
    file.write_text(settings.VOUCHSAFE.source.read_text("utf-8") + WRITTEN, "utf-8")
    said = read_file(file).security
    assert said is not None
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, security=said)
    return said


@pytest.mark.django_db
@pytest.mark.usefixtures("security")
@pytest.mark.parametrize("host", DOORS)
def test_every_door_says_whom_to_tell(host: str) -> None:
    """Contacts in their order, a moment at which it expires, and the address itself."""
    answer = Client(headers={"host": host}).get(PLACE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    assert [value for name, value in fields if name == "Contact"] == [
        "mailto:security@meridian.example",
        "https://meridian.example/flaws",
    ]
    (expires,) = [value for name, value in fields if name == "Expires"]
    assert datetime.fromisoformat(expires) == datetime(2027, 5, 1, tzinfo=UTC)
    assert ["Canonical", f"http://{host}{PLACE}"] in fields
    assert ["Policy", "https://meridian.example/policy"] in fields
    assert ["Preferred-Languages", "en, de"] in fields
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("host", DOORS)
def test_nobody_is_named_where_the_configuration_names_nobody(host: str) -> None:
    """404, rather than an address that was made up."""
    assert Client(headers={"host": host}).get(PLACE).status_code == 404


@pytest.mark.parametrize(("days", "code"), [(-1, "expired"), (0, "expired"), (29, "expires"), (31, None)])
def test_check_warns_before_it_expires(settings: Settings, security: Security, days: int, code: str | None) -> None:
    """A month before, and after; the mend says where."""
    soon = msgspec.structs.replace(security, expires=clock.today() + timedelta(days=days))
    config = msgspec.structs.replace(settings.VOUCHSAFE, security=soon)
    assert [each.code for each in can_be_told_of_no_flaw(config)] == ([f"security/{code}"] if code else [])
    nobody = msgspec.structs.replace(settings.VOUCHSAFE, security=None)
    assert [each.code for each in can_be_told_of_no_flaw(nobody)] == ["security/no-contact"]


@pytest.mark.parametrize(
    "contact", ["security@meridian.example", "http://meridian.example", "mailto:a b", "mailto:a\\nb"]
)
def test_a_contact_that_is_no_address_is_refused(settings: Settings, tmp_path: Path, contact: str) -> None:
    """A bare address, plain http and what would begin another line."""
    file = tmp_path / "vouchsafe.toml"
    file.write_text(
        settings.VOUCHSAFE.source.read_text("utf-8") + f'[security]\ncontact = ["{contact}"]\nexpires = 2027-05-01\n'
    )
    with pytest.raises(ConfigError):
        read_file(file)
