"""The commands of a production server, run as an operator runs them, against a real database."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from pytest_django import Settings

HOSTS = ["--report-host", "report.example.org", "--desk-host", "desk.example.org", "--public-host", "example.org"]
MAIL = [
    "--mail-host",
    "localhost",
    "--mail-port",
    "25",
    "--mail-security",
    "none",
    "--mail-user",
    "",
    "--mail-password",
    "",
]
ENVIRON = {
    name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "RECORD_KEY", "DATABASE_URL")
}


def vouchsafe(*arguments: str, config: Path | None = None) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    environ = {name: value for name, value in ENVIRON.items() if name != "VOUCHSAFE_CONFIG"}
    chosen = ["--config", str(config)] if config else []
    command = [sys.executable, "-m", "vouchsafe", *chosen, *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environ, timeout=120)


@pytest.fixture(scope="module")
def database_url(django_db_modify_db_settings: None) -> Iterator[str]:
    """An empty database on the run's server."""
    name = f"commands_{secrets.token_hex(4)}"
    admin = os.environ["DATABASE_URL"]
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield admin.replace("/vouchsafe?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def config(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `vouchsafe init` wrote."""
    folder = tmp_path_factory.mktemp("etc")
    made = vouchsafe(
        "init", str(folder), *HOSTS, "--database-url", database_url, *MAIL, "--mail-sender", "v@example.org"
    )
    assert made.returncode == 0, made.stderr
    return folder / "vouchsafe.toml"


CONFINED = """
from vouchsafe.cli.preparing import set_up_django
set_up_django()
from django.db import connection
from vouchsafe.people.models import Member
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, (SELECT count(*) FROM people_member)")
    print(*cursor.fetchone(), Member.objects.count())
"""


@pytest.fixture(scope="module")
def migrated(config: Path) -> Path:
    """The configuration of a server whose database is up to date."""
    assert vouchsafe("serve", config=config).returncode == 1  # before: the database is outdated
    done = vouchsafe("migrate", config=config)
    assert done.returncode == 0, done.stderr
    return config


@pytest.fixture(scope="module")
def founding(migrated: Path) -> str:
    """What `vouchsafe organisation create` printed."""
    founder = ["--founder-name", "Hana Weiss", "--founder-email", "hana@example.org"]
    name = ["--name", "Harbour Authority", "--slug", "harbour"]
    founded = vouchsafe("organisation", "create", *name, *founder, config=migrated)
    assert founded.returncode == 0, founded.stderr
    return founded.stdout


def test_production_server_checks_clean_and_serves(migrated: Path, founding: str) -> None:
    """After init and migrate, check finds nothing, an organisation can be founded, and serve answers at its hosts."""
    checked = vouchsafe("check", config=migrated)
    assert (checked.returncode, checked.stdout) == (0, "Nothing unsafe was found.\n"), checked.stderr
    assert "https://desk.example.org/account/" in founding
    with serving(migrated) as port:
        assert status(port, "example.org", "/en/harbour/") == 200
        assert status(port, "desk.example.org", "/account/login/") == 200
        assert status(port, "elsewhere.example.org", "/") == 400


def test_a_node_without_a_worker_sweeps_what_was_begun_there(config: Path) -> None:
    """What has not come whole within a day goes; what is of today stays."""
    parts = config.parent / "files" / "blobs" / str(uuid4()) / "aa"
    parts.mkdir(parents=True)
    old, new = parts / f"{uuid4()}.part", parts / f"{uuid4()}.part"
    for part in (old, new):
        part.write_bytes(b"seal")
    os.utime(old, (0, 0))
    swept = vouchsafe("sweep", config=config)
    assert (swept.returncode, swept.stdout) == (0, "1 removed.\n"), swept.stderr
    assert (old.exists(), new.exists()) == (False, True)


def test_start_is_refused_when_the_object_store_refuses(migrated: Path, bucket: str, settings: Settings) -> None:
    """A wrong secret is told with its mend, before the first report needs the store."""
    text = migrated.read_text("utf-8") + "".join(
        f'{key} = "{value}"\n' if value else f"[{key}]\n"
        for key, value in {
            "s3": "",
            "endpoint": settings.VOUCHSAFE.s3.endpoint,
            "bucket": bucket,
            "access_key": settings.VOUCHSAFE.s3.access_key,
            "secret_key_file": "secrets/s3",
        }.items()
    )
    config, secret = migrated.with_name("s3.toml"), migrated.parent / "secrets" / "s3"
    for path, content in ((config, text), (secret, "not the secret")):
        path.write_text(content, "utf-8")
        path.chmod(0o600)
    refused = vouchsafe("serve", config=config)
    assert refused.returncode == 1
    assert "(storage/refused)" in refused.stderr
    secret.write_text(settings.VOUCHSAFE.s3_secret, "utf-8")
    assert vouchsafe("check", config=config).stdout == "Nothing unsafe was found.\n"


def test_an_organisation_gets_a_host_of_its_own_while_the_server_runs(
    migrated: Path, founding: str, tmp_path: Path
) -> None:
    """A server that runs knows it soon, and forgets it soon; check knows what would be wrong with it."""
    host = "speak.harbour.example"
    with serving(migrated) as port:
        assert status(port, host, "/en/harbour/") == 400
        added = vouchsafe("organisation", "host", "add", "harbour", host, config=migrated)
        assert f"https://{host}/ leads to harbour" in added.stdout, added.stderr
        assert becomes(200, port, host, "/en/harbour/")
        assert status(port, host, "/") == 302
        assert host in vouchsafe("organisation", "host", "list", config=migrated).stdout
        for before, after, code in [
            ('report = "report.example.org"', f'report = "{host}"', "hosts/own-taken"),
            ('scheme = "https"', 'scheme = "http"', "hosts/own-http"),
        ]:
            path = migrated.with_name(f"{tmp_path.name}.toml")
            path.write_text(migrated.read_text().replace(before, after))
            assert f"({code})" in vouchsafe("check", config=path).stdout
        assert vouchsafe("organisation", "host", "remove", host, config=migrated).returncode == 0
        assert becomes(400, port, host, "/en/harbour/")
    assert vouchsafe("organisation", "host", "remove", host, config=migrated).returncode == 1
    assert vouchsafe("check", config=migrated).returncode == 0


@pytest.mark.usefixtures("founding")
def test_what_serves_sees_no_organisation_of_its_own_accord(migrated: Path) -> None:
    """Django set up as `serve` sets it up begins as the tenants' role, where the founding member is not to be seen."""
    environ = ENVIRON | {"VOUCHSAFE_CONFIG": str(migrated)}
    asked = subprocess.run([sys.executable, "-c", CONFINED], check=True, capture_output=True, text=True, env=environ)
    assert asked.stdout.split() == ["vouchsafe_tenant", "0", "0"]


@pytest.mark.usefixtures("migrated", "founding")
def test_a_login_of_its_own_for_serve_can_become_nobody_else(database_url: str) -> None:
    """As docs/operating.md makes it: neither the owner nor another organisation without being told which."""
    login = f"web_{secrets.token_hex(4)}"
    with psycopg.connect(database_url.replace("vouchsafe@", "postgres@"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {login} LOGIN IN ROLE vouchsafe_tenant")
        connection.execute(f"SET SESSION AUTHORIZATION {login}")
        assert connection.execute("SELECT count(*) FROM people_member").fetchone() == (0,)
        connection.execute("SET ROLE vouchsafe_tenant")
        for statement in ("SET ROLE vouchsafe", "ALTER TABLE people_member DISABLE ROW LEVEL SECURITY"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        connection.execute("RESET SESSION AUTHORIZATION")
        connection.execute(f"DROP ROLE {login}")


def test_start_is_refused_with_demo_accounts_in_the_database(migrated: Path, founding: str, database_url: str) -> None:
    """Serve and worker refuse a database that ever held the demo, and say so."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("UPDATE people_organisation SET demo = true")
        for command in ("serve", "worker"):
            refused = vouchsafe(command, config=migrated)
            assert (refused.returncode, "(database/demo)" in refused.stderr) == (1, True), refused.stderr
        connection.execute("UPDATE people_organisation SET demo = false")


def test_start_is_refused_when_the_database_forgets(migrated: Path, database_url: str) -> None:
    """A database that answers before data are durable is refused: a report answered 201 must not be lost."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = connection.info.dbname  # this database's own setting: others on the server are being tested too
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
        refused = vouchsafe("serve", config=migrated)
        connection.execute(f"ALTER DATABASE {name} RESET synchronous_commit")
    assert refused.returncode == 1
    assert "(database/not-durable)" in refused.stderr


def test_start_is_refused_where_one_of_several_databases_answers_alone(migrated: Path, tmp_path: Path) -> None:
    """Named are two, and nothing that is stored has to be on the second: the next one that leads may lack it."""
    (written,) = (line for line in migrated.read_text().splitlines() if line.startswith("database_url_file"))
    secret = migrated.parent / tomllib.loads(written)["database_url_file"]
    place = re.search(r"host=([^&]+)", secret.read_text())
    assert place is not None
    two = tmp_path / "url"
    two.write_text(secret.read_text().replace(place[0], f"host={place[1]},{place[1]}"))
    two.chmod(0o600)
    path = migrated.with_name(f"{tmp_path.name}.toml")
    path.write_text(migrated.read_text().replace(written, f'database_url_file = "{two}"'))
    refused = vouchsafe("serve", config=path)
    assert (refused.returncode, "(database/one-copy)" in refused.stderr) == (1, True), refused.stderr


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ('scheme = "https"|scheme = "http"', "hosts/http"),
        ('transport = "smtp"|transport = "console"', "mail/console"),
        ("data_dir =|debug = true\ndata_dir =", "config/debug"),
    ],
)
def test_start_is_refused_with_unsafe_settings(migrated: Path, tmp_path: Path, change: str, code: str) -> None:
    """Outside the demo, plain http, console mail and debug pages each stop serve with a sentence."""
    before, after = change.split("|")
    path = migrated.with_name(f"{tmp_path.name}.toml")
    path.write_text(migrated.read_text().replace(before, after))
    refused = vouchsafe("serve", config=path)
    assert refused.returncode == 1
    assert f"({code})" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_missing_configuration_is_one_sentence() -> None:
    """A command without a configuration ends with a sentence, not with a traceback."""
    refused = vouchsafe("serve")
    assert refused.returncode == 1
    assert refused.stderr.startswith("No configuration:")
    assert len(refused.stderr.splitlines()) == 1


def test_unreachable_database_is_told(tmp_path: Path) -> None:
    """Check and migrate tell that the database does not answer, without its address or password."""
    url = f"postgresql://vouchsafe:hunter2@/none?host={tmp_path}"
    vouchsafe("init", str(tmp_path), *HOSTS, "--database-url", url, *MAIL, "--mail-sender", "v@example.org")
    checked = vouchsafe("check", config=tmp_path / "vouchsafe.toml")
    assert checked.returncode == 1
    assert "(database/unreachable)" in checked.stdout
    migrated = vouchsafe("migrate", config=tmp_path / "vouchsafe.toml")
    assert (migrated.returncode, len(migrated.stderr.splitlines())) == (1, 1)
    assert "The database does not answer." in migrated.stderr
    assert "hunter2" not in checked.stdout + checked.stderr + migrated.stderr


class serving:  # noqa: N801 - reads as a verb in `with serving(…)`
    """`vouchsafe serve` for as long as the block lasts; the port it listens on."""

    def __init__(self, config: Path) -> None:
        self.config = config

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        command = [sys.executable, "-m", "vouchsafe", "--config", str(self.config), "serve", "--port", str(port)]
        self.process = subprocess.Popen(command, env=ENVIRON)
        for _ in range(1200):
            if self.process.poll() is None and is_open(port):
                return port
            time.sleep(0.1)
        self.process.kill()
        pytest.fail("serve did not listen within two minutes")

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def becomes(wanted: int, port: int, host: str, path: str) -> bool:
    """Whether the answer comes to be `wanted`; each process asks for hosts every few seconds."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if status(port, host, path) == wanted:
            return True
        time.sleep(0.5)
    return False


def status(port: int, host: str, path: str) -> int:
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
