"""A database and an object store that let nobody in without a certificate let this server in with its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import pytest
from django.db.utils import ConnectionHandler, OperationalError
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from vouchsafe.common.s3 import S3
from vouchsafe.common.storage import StorageError, storage
from vouchsafe.common.storage.names import Name
from vouchsafe.common.tests import object_store
from vouchsafe.common.tests.authority import Authority, Files
from vouchsafe.common.tests.ports import free_port
from vouchsafe.config.database import django_database

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
"""Debian's: the one in the wheel is built without TLS, since it is reached by a unix socket alone."""
PASSWORD = "a password for tests"
ADMIT = "hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-full\nlocal all all trust\n"


class Trusted(msgspec.Struct, frozen=True):
    """A server that asks for certificates: where, by what it is trusted, what it lets in, and what it does not."""

    port: int
    trust: Path
    client: Files
    intruder: Files


@contextmanager
def postgres(folder: Path, shown: Files, trusted: Path) -> Iterator[int]:
    """A PostgreSQL of its own, on loopback; as root it runs as the user that Debian made for it."""
    own = "postgres" if os.geteuid() == 0 else None
    port, data = free_port(), folder / "data"
    for file in (*shown, trusted):
        copied = Path(shutil.copy(file, folder / file.name))
        copied.chmod(0o600)
    if own:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, own, own)
    initdb: list[str | Path] = [PROGRAMS / "initdb", "-D", data, "-U", "admin", "--auth=trust", "--locale=C.UTF-8"]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, user=own, group=own)
    (data / "pg_hba.conf").write_text(ADMIT, "utf-8")
    told = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "ssl": "on",
        "ssl_cert_file": folder / shown.certificate.name,
        "ssl_key_file": folder / shown.key.name,
        "ssl_ca_file": folder / trusted.name,
    }
    settings = " ".join(f"-c {name}={value}" for name, value in told.items())
    control: list[str | Path] = [PROGRAMS / "pg_ctl", "-D", data, "-w"]
    start = [*control, "-l", folder / "log", "-o", f"-p {port} {settings}", "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, user=own, group=own)
    try:
        statements = f"CREATE ROLE vouchsafe LOGIN PASSWORD '{PASSWORD}'; CREATE DATABASE vouchsafe OWNER vouchsafe"
        psql: list[str | Path] = [PROGRAMS / "psql", "-q", "-h", folder, "-p", str(port), "-U", "admin", "postgres"]
        for statement in statements.split("; "):
            subprocess.run([*psql, "-c", statement], check=True)
        yield port
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=subprocess.DEVNULL, user=own, group=own)


@pytest.fixture(autouse=True)
def _other_databases(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database here is no test database of Django's."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def database() -> Iterator[Trusted]:
    """It believes one authority, and what that one issued for the role that signs in."""
    with tempfile.TemporaryDirectory(prefix="vouchsafe-tls-") as place:
        folder = Path(place)
        authority = Authority("the operator's authority")
        trust = authority.write(folder / "trust.pem")
        server = authority.issue("localhost", folder / "server")
        (folder / "postgres").mkdir()
        folder.chmod(0o711)
        with postgres(folder / "postgres", server, trust) as port:
            shown = [authority.issue(name, folder / "client") for name in ("vouchsafe", "intruder")]
            yield Trusted(port, trust, *shown)


def asked(database: Trusted, **changes: object) -> tuple[bool, str]:
    """Whether the connection of a configuration is encrypted, and whose certificate the database saw."""
    said = {
        "sslmode": "verify-full",
        "sslrootcert": database.trust,
        "sslcert": database.client.certificate,
        "sslkey": database.client.key,
        **changes,
    }
    options = urlencode({name: str(value) for name, value in said.items() if value})
    url = f"postgresql://vouchsafe:{PASSWORD}@localhost:{database.port}/vouchsafe?{options}"
    handler = ConnectionHandler({"default": django_database(url.replace(" ", "%20"))})
    connection = handler["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            found: tuple[bool, str] = cursor.fetchone()
            return found
    finally:
        connection.close()


def test_the_database_lets_in_who_shows_its_certificate(database: Trusted) -> None:
    """By `sslcert` and `sslkey` in DATABASE_URL; the password is asked for as well."""
    assert asked(database) == (True, "/CN=vouchsafe")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("nothing", "requires a valid client certificate"),
        ("another authority's", "unknown ca"),
        ("another role's", "authentication failed"),
    ],
)
def test_the_database_lets_in_nobody_else(database: Trusted, tmp_path: Path, how: str, said: str) -> None:
    """The password alone is not enough, nor with a certificate that is not believed or not of this role."""
    shown = {
        "nothing": Files(tmp_path / "none", tmp_path / "none"),
        "another authority's": Authority("another authority").issue("vouchsafe", tmp_path / "shown"),
        "another role's": database.intruder,
    }[how]
    with pytest.raises(OperationalError, match=said):
        asked(database, sslcert=shown.certificate, sslkey=shown.key)


def test_we_speak_with_no_other_database(database: Trusted, tmp_path: Path) -> None:
    """A server that our authority did not vouch for gets no password."""
    other = Authority("another authority").write(tmp_path / "other.pem")
    with pytest.raises(OperationalError, match="certificate verify failed"):
        asked(database, sslrootcert=other)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object_store.Store, Trusted]]:
    """An object store that asks for a certificate beside the access key."""
    folder = tmp_path_factory.mktemp("store")
    authority = Authority("the operator's authority")
    trust, server = authority.write(folder / "trust.pem"), authority.issue("localhost", folder / "server")
    tls = ("--cert", server.certificate, "--key", server.key, "--client-ca", trust)
    with object_store.running(folder / "rclone", more=tls) as (running, _process):
        (folder / "rclone" / "s3" / "bucket").mkdir()
        endpoint = running.endpoint.replace("http://127.0.0.1", "https://localhost")
        shown = [authority.issue(name, folder / "client") for name in ("vouchsafe", "intruder")]
        yield msgspec.structs.replace(running, endpoint=endpoint), Trusted(0, trust, *shown)


@pytest.mark.parametrize("shown", [True, False])
def test_an_object_store_lets_in_who_shows_its_certificate(
    store: tuple[object_store.Store, Trusted], settings: Settings, monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    """By `certificate_file` and `certificate_key_file` under [s3]; without them the store answers nothing."""
    running, trusted = store
    files = trusted.client if shown else Files(None, None)  # type: ignore[arg-type]
    s3 = S3(
        endpoint=running.endpoint,
        bucket="bucket",
        access_key=running.access,
        certificate_file=files.certificate,
        certificate_key_file=files.key,
    )
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, s3=s3, s3_secret=running.secret)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted.trust))
    if shown:
        assert storage().find(Name(uuid4(), uuid4())) is None
    else:
        with pytest.raises(StorageError) as refused:
            storage().find(Name(uuid4(), uuid4()))
        assert refused.value.code == "storage/away"
