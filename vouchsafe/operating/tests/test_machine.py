"""`vouchsafe check --deploy` finds what is unsafe about the machine, PostgreSQL and the set-up; each has its mend."""

import os
import resource
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from vouchsafe.common import clock
from vouchsafe.common.s3 import S3
from vouchsafe.common.tests.authority import Authority
from vouchsafe.config.configuration import Security, SignIn, Witness
from vouchsafe.operating import machine
from vouchsafe.operating.tests.conftest import Run


def codes(settings: Settings, **changes: Any) -> list[str]:  # noqa: ANN401 - whatever a configuration holds
    """What is found where the configuration says otherwise."""
    config = msgspec.structs.replace(settings.VOUCHSAFE, **changes)
    found = machine.check_machine(config)
    assert all(each.mend.endswith(".") and not each.dangerous for each in found)
    return [each.code for each in found if not each.code.startswith("machine/")]


CAREFUL: dict[str, Any] = {
    "sign_in": SignIn(second_factor="passkey"),
    "witnesses": (Witness(address="https://witness.example", key="witness.example+x"),),
    "security": Security(contact=("mailto:security@meridian.example",), expires=date(2999, 1, 1)),
}


@pytest.mark.django_db
def test_a_careful_set_up_has_no_finding(settings: Settings) -> None:
    """On the embedded PostgreSQL, which is quiet."""
    assert codes(settings, **CAREFUL) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "code"),
    [("sign_in", "sign-in/one-factor"), ("witnesses", "record/no-witness"), ("security", "security/no-contact")],
)
def test_what_a_careful_set_up_has_is_missed(settings: Settings, name: str, code: str) -> None:
    """Each thing that a fresh configuration lacks is named."""
    lacking = {"sign_in": SignIn(), "witnesses": (), "security": None}
    assert codes(settings, **CAREFUL | {name: lacking[name]}) == [code]


@pytest.mark.django_db
def test_codes_that_can_be_fished_for_are_told(settings: Settings) -> None:
    """Any second factor is better than none, and passkeys are better than codes."""
    assert codes(settings, **CAREFUL | {"sign_in": SignIn(second_factor="required")}) == ["sign-in/codes"]


@pytest.mark.django_db
def test_secrets_that_were_not_changed_for_a_year_are_told(settings: Settings, tmp_path: Path) -> None:
    """By their file and their days; one that was changed since then is not."""
    files = tuple(tmp_path / name for name in ("secret-key", "mail-password"))
    for file, days in zip(files, (400, 300), strict=True):
        file.write_text("a secret", "utf-8")
        written = (clock.now() - timedelta(days=days)).timestamp()
        os.utime(file, (written, written))
    assert codes(settings, **CAREFUL, secret_files=files) == ["secret/old"]
    config = msgspec.structs.replace(settings.VOUCHSAFE, secret_files=files)
    (found,) = machine.keeps_old_secrets(config)
    assert found.sentence == f"The secret {files[0]} was last changed 400 days ago."
    files[0].write_text("another one", "utf-8")
    assert codes(settings, **CAREFUL, secret_files=files) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "found"), [(10, ["certificate/own", "certificate/own"]), (100, [])])
def test_own_certificates_that_end_soon_are_told(
    settings: Settings, tmp_path: Path, days: int, found: list[str]
) -> None:
    """The database's and the object store's."""
    authority = Authority("an authority")
    shown = authority.issue("vouchsafe", tmp_path, days=days)
    url = f"postgresql://vouchsafe@db.example/vouchsafe?sslcert={shown.certificate}&sslkey={shown.key}"
    s3 = S3(
        endpoint="https://s3.example",
        bucket="b",
        access_key="a",
        certificate_file=shown.certificate,
        certificate_key_file=shown.key,
    )
    assert codes(settings, **CAREFUL, database_url=url, s3=s3) == found


@pytest.mark.django_db
def test_own_certificates_that_nobody_could_read_are_told(settings: Settings, tmp_path: Path) -> None:
    """One that is not there, and one that is none: nothing is shown then, and `check` goes on."""
    (tmp_path / "none.pem").write_text("no certificate", "utf-8")
    for name in ("missing.pem", "none.pem"):
        url = f"postgresql://vouchsafe@db.example/vouchsafe?sslcert={tmp_path / name}"
        config = msgspec.structs.replace(
            settings.VOUCHSAFE, database_url=url, secret_files=(tmp_path / "missing-key.pem",)
        )
        (found,) = [each for each in machine.check_machine(config) if each.code == "certificate/own"]
        assert found.sentence == f"The certificate {tmp_path / name} cannot be read."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "setting", ["log_min_duration_statement = 0", "log_statement = 'all'", "log_min_error_statement = error"]
)
def test_a_postgresql_that_writes_down_statements_is_found(settings: Settings, setting: str) -> None:
    """Its log would hold values, and times."""
    admin = os.environ["DATABASE_URL"].replace("vouchsafe@", "postgres@")
    database = f"ALTER DATABASE {connection.settings_dict['NAME']}"
    with psycopg.connect(admin, autocommit=True) as administrator:
        administrator.execute(f"{database} SET {setting}")
        connection.close()
        try:
            found = codes(settings, **CAREFUL)
        finally:
            administrator.execute(f"{database} RESET {setting.split(maxsplit=1)[0]}")
            connection.close()
    assert found == ["database/logs"]


@pytest.mark.django_db
def test_core_dumps_are_found(settings: Settings) -> None:
    """As long as a crash would write memory to a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    found = {}
    try:
        for limit in (0, hard):
            resource.setrlimit(resource.RLIMIT_CORE, (limit, hard))
            found[limit] = [each.code for each in machine.dumps_core(settings.VOUCHSAFE)]
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    assert found == {0: [], hard: ["machine/core-dumps"]}


@pytest.mark.parametrize(
    ("lines", "found"),
    [("", 0), ("/dev/sda2 partition 1 0 -2\n", 1), ("/dev/zram0 partition 1 0 5\n/dev/dm-1 partition 1 0 -2\n", 0)],
)
def test_swap_is_found_unless_it_is_encrypted_or_memory(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, found: int
) -> None:
    """As the kernel lists it."""
    swaps = tmp_path / "swaps"
    swaps.write_text(f"Filename Type Size Used Priority\n{lines}")
    monkeypatch.setattr(machine, "_SWAPS", swaps)
    assert len(list(machine.swaps(settings.VOUCHSAFE))) == found


def test_the_command_says_so_and_without_the_option_does_not(
    transactional_db: None, here: dict[str, str], run: Run
) -> None:
    """`check` is what the server asks before it starts; `--deploy` asks more."""
    plain, deploy = run(here, "check"), run(here, "check", "--deploy")
    assert deploy.returncode == 1
    for code in ("sign-in/one-factor", "record/no-witness", "security/no-contact"):
        assert (f"({code})" in plain.stdout, f"({code})" in deploy.stdout) == (False, True), deploy.stderr
    assert "dangerous" not in deploy.stdout
