"""The doctor looks at a real server: what does not work is told in words with a mend, what works is said to."""

import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from django.db import connection
from pytest_django.fixtures import Settings

from vouchsafe.common import clock
from vouchsafe.common.tests.ports import free_port
from vouchsafe.config.configuration import Hosts
from vouchsafe.operating import doctor
from vouchsafe.operating.doctor import Places
from vouchsafe.operating.tests.conftest import Run
from vouchsafe.people.models import Organisation
from vouchsafe.porch.tests.running import is_open, running
from vouchsafe.porch.tests.talk import eventually

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


@contextmanager
def mail_server(port: int) -> Iterator[None]:
    """A mail server that takes everything and keeps nothing."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[None]:
    """`vouchsafe worker`, once its heart beats."""
    with subprocess.Popen([sys.executable, "-m", "vouchsafe", "worker"], env=environment) as process:
        try:
            assert eventually(heart_beats)
            yield
        finally:
            process.terminate()
            process.wait(60)


def test_a_sick_server_is_told_part_by_part_and_a_sound_one_is_in_order(
    transactional_db: None, here: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """Nothing runs: server, worker and mail are named. All of it runs: exit status 0."""
    sick = run(here, "doctor", "--server", f"http://127.0.0.1:{free_port()}")
    assert sick.returncode == 1
    for code in ("server/report", "server/desk", "server/public", "worker/silent", "mail/refused"):
        assert f"({code})" in sick.stdout, sick.stdout + sick.stderr
    for part in ("database", "migrations", "record sequencer", "storage", "certificates", "onion"):
        assert f"{part}: in order" in sick.stdout

    port = free_port()
    with running(tmp_path) as server, mail_server(port):
        configuration = Path(server.environment["VOUCHSAFE_CONFIG"])
        written = configuration.read_text().replace("2525", str(port))
        configuration.write_text(written.replace('host = "localhost"', 'host = "127.0.0.1"'))
        with worker(server.environment):
            sound = run(server.environment, "doctor", "--server", f"http://127.0.0.1:{server.port}")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert sound.stdout.count("in order") >= 9


def heart_beats() -> bool:
    """Whether a worker was heard of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])


def test_without_a_database_the_rest_is_still_looked_at(here: dict[str, str], run: Run, tmp_path: Path) -> None:
    """One sentence for the database, none of its password, and what hangs on it is left out."""
    url = f"postgresql://vouchsafe:hunter2@/none?host={tmp_path}"
    told = run({**here, "DATABASE_URL": url}, "doctor")
    assert told.returncode == 1
    assert "(database/unreachable)" in told.stdout
    assert "storage: in order" in told.stdout
    assert "worker" not in told.stdout
    assert "hunter2" not in told.stdout + told.stderr


@contextmanager
def https(folder: Path, name: str, *, days: int, old: bool = False) -> Iterator[int]:
    """A server with a certificate for a name, good for so many days; its port. `ca.pem` is what to believe."""
    key = rsa.generate_private_key(65537, 2048) if old else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=100))
        .not_valid_after(clock.now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    if old:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="deprecated"):
            context.minimum_version = ssl.TLSVersion.TLSv1
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("name", "days", "code"),
    [
        ("report.localhost", 90, None),
        ("report.localhost", 9, "certificate/ends"),
        ("report.localhost", -1, "certificate/refused"),
        ("another.localhost", 90, "certificate/refused"),
    ],
)
def test_certificates_are_looked_at_as_a_browser_does(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, days: int, code: str | None
) -> None:
    """Good for long; soon over; over; for another name."""
    with https(tmp_path, name, days=days) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        hosts = Hosts(*[f"report.localhost:{port}"] * 3)
        config = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https", hosts=hosts)
        found = {each.code for each in doctor.certificates(config, Places())}
    assert found == ({code} if code else set())


def test_tls_of_former_days_is_found(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that still agrees to TLS 1.0, and to suites without forward secrecy; a careful one has no finding."""
    with https(tmp_path, "report.localhost", days=90, old=True) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        hosts = Hosts(*[f"report.localhost:{port}"] * 3)
        config = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https", hosts=hosts)
        found = {each.code for each in doctor.certificates(config, Places())}
    assert found == {"tls/old", "tls/no-forward-secrecy"}


@pytest.mark.parametrize(
    ("way", "tried", "code"),
    [
        ("WITHOUT_SECRECY", (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, "kNobody"), "tls/no-forward-secrecy"),
        ("FORMER", (ssl.TLSVersion.SSLv3, ssl.TLSVersion.SSLv3, "ALL"), "tls/old"),
    ],
)
def test_what_openssl_here_cannot_try_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, tried: tuple[object, ...], code: str
) -> None:
    """Builds of OpenSSL leave old versions and suites out, as this one does SSL 3.0: nobody hears that all is well."""
    monkeypatch.setattr(doctor, way, tried)
    with https(tmp_path, "report.localhost", days=90) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        hosts = Hosts(*[f"report.localhost:{port}"] * 3)
        config = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https", hosts=hosts)
        found = {each.code: each.dangerous for each in doctor.certificates(config, Places())}
    assert found["tls/not-tried"] is False
    assert code not in found


@pytest.mark.parametrize(("documented", "found"), [(True, set()), (False, {"tls/no-forward-secrecy"})])
def test_tls_as_documented_is_sound(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, documented: bool, found: set[str]
) -> None:
    """A real nginx with the lines that docs/operating.md tells operators to write; without them something is found."""
    with https(tmp_path, "report.localhost", days=90, old=True):
        pass  # for the certificate alone: one with which the old suites are possible
    port, manual = free_port(), (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")
    lines = re.findall(r"^ +(ssl_(?!certificate)[^;]+;)", manual, re.MULTILINE)
    assert len(lines) == 4
    certificate = f"ssl_certificate {tmp_path}/ca.pem; ssl_certificate_key {tmp_path}/key.pem;"
    server = f"listen 127.0.0.1:{port} ssl; {certificate} {' '.join(lines if documented else [])} return 204;"
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; pid {tmp_path}/pid; events {{}} http {{ access_log off; server {{ {server} }} }}"
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    hosts = Hosts(*[f"report.localhost:{port}"] * 3)
    config = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https", hosts=hosts)
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            assert eventually(lambda: is_open(port))
            assert {each.code for each in doctor.certificates(config, Places())} == found
        finally:
            process.terminate()


def test_a_full_or_closed_folder_is_found(settings: Settings, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is not there cannot be written to; too little room is told before it is none."""
    (missing,) = doctor.storage(settings.VOUCHSAFE, Places())
    assert (missing.code, "ENOENT" in missing.sentence) == ("storage/refused", True)
    data_dir.mkdir(parents=True)
    assert list(doctor.storage(settings.VOUCHSAFE, Places())) == []
    monkeypatch.setattr(doctor, "LEAST_ROOM", 2**63)
    assert [each.code for each in doctor.storage(settings.VOUCHSAFE, Places())] == ["storage/full"]


def test_an_onion_that_nobody_looked_at_is_no_illness(settings: Settings) -> None:
    """Without a tor to look through it is said; a mistyped one, or one that does not answer, is an illness."""

    def found(address: str, tor: str = "") -> list[tuple[str, bool]]:
        hosts = msgspec.structs.replace(settings.VOUCHSAFE.hosts, onion=address)
        config = msgspec.structs.replace(settings.VOUCHSAFE, hosts=hosts)
        return [(each.code, each.dangerous) for each in doctor.onion(config, Places(tor=tor))]

    assert found("") == []
    assert found(ONION) == [("onion/unseen", False)]
    assert found(ONION.replace("2g", "2h")) == [("onion/mistyped", True)]
    assert found(ONION, f"127.0.0.1:{free_port()}") == [("onion/silent", True)]


@pytest.mark.django_db
def test_a_demos_own_data_make_only_a_real_server_ill(settings: Settings) -> None:
    """A cluster that serves the demo is ready; a server for real that has the demo's keys is not."""
    Organisation.objects.create(name="Demo", slug="demo", demo=True)
    for is_demo, codes in ((False, {"database/demo"}), (True, set())):
        config = msgspec.structs.replace(settings.VOUCHSAFE, demo=is_demo)
        found = {finding.code for finding in doctor.database(config, Places())}
        assert found & {"database/demo"} == codes
