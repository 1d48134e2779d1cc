"""`vouchsafe doctor`: each part of a running server looked at once, in words, with a mend.

`check` says what is unsafe, before the server runs; this says what does not work, while it does.
"""

import ctypes
import errno
import os
import shutil
import smtplib
import socket
import ssl
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import msgspec
from django.db import connection

from vouchsafe.cases import erasure
from vouchsafe.common import clock
from vouchsafe.common.loopback import LoopbackTransport
from vouchsafe.common.storage.folder import folder as blob_folder
from vouchsafe.config.checks import Finding, is_loopback
from vouchsafe.config.configuration import Config
from vouchsafe.config.database_checks import check_database
from vouchsafe.config.onion import is_onion_address

GIB: Final = 1024**3
LEAST_ROOM: Final = 2 * GIB
HEARTBEAT: Final = timedelta(minutes=1)
DRIFT: Final = timedelta(seconds=5)
SOON: Final = timedelta(days=14)
PATIENCE: Final = 10.0
FORMER: Final = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, "ALL")
WITHOUT_SECRECY: Final = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2, "kRSA")
"""Handshakes that nobody should agree to: lowest and highest version, suites."""
_UNSYNCHRONISED: Final = 5  # TIME_ERROR of ntp_gettime(3)
_TIMEVAL: Final = 256  # bytes: more than struct ntptimeval has on any platform
_HTTPS: Final = 443


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Where the doctor looks besides the configuration: the server's own address, and tor's SOCKS port."""

    server: str = "http://127.0.0.1:8000"
    tor: str = ""


Part = Callable[[Config, Places], Iterator[Finding]]


def database(config: Config, _places: Places) -> Iterator[Finding]:
    """It answers, is durable, and holds organisations apart. That a demo has a demo's data is no illness."""
    for each in check_database():
        is_of_demo = config.demo and each.code == "database/demo"
        if each.code.startswith("database/") and not _of_migrations(each) and not is_of_demo:
            yield each


def migrations(_config: Config, _places: Places) -> Iterator[Finding]:
    """It is of this release."""
    yield from filter(_of_migrations, check_database())


def sequencer(_config: Config, _places: Places) -> Iterator[Finding]:
    """Entries of the record get their places, and witnesses cosign."""
    yield from (each for each in check_database() if each.code.startswith("record/"))


def worker(_config: Config, _places: Places) -> Iterator[Finding]:
    """A worker beats its heart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now() - max(last_heartbeat) FROM procrastinate_workers")
        (silence,) = cursor.fetchone()
    if silence is None or silence > HEARTBEAT:
        since = "No worker has ever run" if silence is None else f"No worker was heard of for {silence.seconds} seconds"
        yield Finding("worker/silent", f"{since}.", "Start `vouchsafe worker`, and look at what it logs.")


def storage(config: Config, _places: Places) -> Iterator[Finding]:
    """Attachments and erasure keys can be written durably, and there is room."""
    for folder in (config.data_dir, blob_folder(), erasure.folder()):
        if folder.is_dir() or folder == config.data_dir:
            yield from _writes(folder)
    if config.data_dir.is_dir() and (free := shutil.disk_usage(config.data_dir).free) < LEAST_ROOM:
        sentence = f"{config.data_dir} has {free / GIB:.1f} GiB of room left."
        yield Finding("storage/full", sentence, "Make room: what no longer fits is refused, and reporters are told.")


def mail(config: Config, _places: Places) -> Iterator[Finding]:
    """The mail server lets us in. Nothing is sent."""
    if config.mail.transport == "console":
        yield Finding("mail/console", "Mail is printed, not sent.", 'Set `transport = "smtp"` under [mail].')
        return
    kind = smtplib.SMTP_SSL if config.mail.security == "tls" else smtplib.SMTP
    try:
        with kind(config.mail.host, config.mail.port, timeout=PATIENCE) as server:
            if config.mail.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if config.mail.user:
                server.login(config.mail.user, config.mail_password)
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        where = f"{config.mail.host}:{config.mail.port}"
        mend = "Look at [mail] in the configuration, and whether this machine may reach that one."
        yield Finding("mail/refused", f"The mail server {where} does not let us in ({_kind_of(error)}).", mend)


def time(_config: Config, _places: Places) -> Iterator[Finding]:
    """Clocks of days and proofs of work go wrong with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    if abs(there - clock.now()) > DRIFT:
        apart = abs(there - clock.now()).total_seconds()
        yield Finding("clock/apart", f"The database's clock is {apart:.0f} seconds from ours.", "Run NTP on both.")
    if _kernel_says_unsynchronised():
        mend = "Run an NTP client (chrony, systemd-timesyncd)."
        yield Finding("clock/free", "This machine's clock follows no other.", mend, dangerous=False)


def server(config: Config, places: Places) -> Iterator[Finding]:
    """Each door answers, at the server itself."""
    for door, host in msgspec.structs.asdict(config.hosts).items():
        path = "/account/login/" if door == "desk" else "/"
        if host and not _answers(places, host, path):
            sentence = f"The server at {places.server} does not answer as {host}."
            yield Finding(
                f"server/{door}", sentence, "Start `vouchsafe serve`, or name where it listens with --server."
            )


def certificates(config: Config, _places: Places) -> Iterator[Finding]:
    """The certificate of each door is believed, and for a while."""
    for host in (config.hosts.report, config.hosts.desk, config.hosts.public) if config.scheme == "https" else ():
        name, _, port = host.partition(":")
        try:
            ends = _end_of_certificate(name, int(port or _HTTPS))
        except OSError as error:
            mend = "Look at the reverse proxy and its certificate."
            yield Finding("certificate/refused", f"https://{host} is not to be trusted ({_kind_of(error)}).", mend)
            continue
        if ends - clock.now() < SOON:
            mend = "Renew it, and look why it was not renewed by itself."
            yield Finding("certificate/ends", f"The certificate of {host} ends on {ends.date()}.", mend)
        yield from _old_ways(host, name, int(port or _HTTPS))


def onion(config: Config, places: Places) -> Iterator[Finding]:
    """Where there is an onion, it is one, and answers through Tor (with --tor)."""
    address = config.hosts.onion
    if not address:
        return
    if not is_onion_address(address):
        yield Finding("onion/mistyped", f"{address} is not the address of an onion service.", "Run `vouchsafe onion`.")
    elif not places.tor:
        mend = "Name the SOCKS port of a tor with --tor 127.0.0.1:9050."
        yield Finding("onion/unseen", "Whether the onion answers was not looked at.", mend, dangerous=False)
    elif not _answers_over_tor(address, places.tor):
        mend = "Look whether tor runs with the torrc that `vouchsafe onion` wrote."
        yield Finding("onion/silent", f"http://{address} does not answer through Tor.", mend)


PARTS: Final[dict[str, Part]] = {
    "database": database,
    "migrations": migrations,
    "worker": worker,
    "record sequencer": sequencer,
    "storage": storage,
    "mail": mail,
    "clock": time,
    "server": server,
    "certificates": certificates,
    "onion": onion,
}
_NEED_DATABASE: Final = frozenset({"migrations", "worker", "record sequencer", "clock"})


def examine(config: Config, places: Places) -> Iterator[tuple[str, list[Finding]]]:
    """Each part with what is wrong with it, as it is found. What needs a database that does not answer is left out."""
    reached = True
    for name, part in PARTS.items():
        if reached or name not in _NEED_DATABASE:
            findings = list(part(config, places))
            yield name, findings
            reached = reached and all(
                each.code not in ("database/unreachable", "database/outdated") for each in findings
            )


def _of_migrations(finding: Finding) -> bool:
    return finding.code == "database/outdated"


def _writes(folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        mend = "Look at the disk, its mount and the folder's owner."
        yield Finding("storage/refused", f"{folder} cannot be written to ({_kind_of(error)}).", mend)


def _kernel_says_unsynchronised() -> bool:
    gettime = getattr(ctypes.CDLL(None), "ntp_gettime", None)
    return gettime is not None and gettime(ctypes.create_string_buffer(_TIMEVAL)) == _UNSYNCHRONISED


def _answers(places: Places, host: str, path: str) -> bool:
    try:
        with httpx.Client(transport=LoopbackTransport(), timeout=PATIENCE, trust_env=False) as client:
            return client.get(f"{places.server}{path}", headers={"Host": host}).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _answers_over_tor(address: str, tor: str) -> bool:
    try:
        with httpx.Client(proxy=f"socks5h://{tor}", timeout=6 * PATIENCE, trust_env=False) as client:
            return client.get(f"http://{address}/").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _end_of_certificate(host: str, port: int) -> datetime:
    """Until when the certificate is good. Raises OSError where nobody answers, or it is not believed."""
    reached = "127.0.0.1" if is_loopback(host) else host
    with (
        socket.create_connection((reached, port), timeout=PATIENCE) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as sealed,
    ):
        certificate = sealed.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def _old_ways(host: str, name: str, port: int) -> Iterator[Finding]:
    """What the proxy still agrees to, and nobody should: TLS before 1.2, and keys that a thief of its own key reads."""
    is_old, is_without_secrecy = (_agrees(name, port, *way) for way in (FORMER, WITHOUT_SECRECY))
    if is_old:
        mend = "Allow TLS 1.2 and 1.3 only (nginx: ssl_protocols TLSv1.2 TLSv1.3)."
        yield Finding("tls/old", f"https://{host} still speaks TLS 1.0 or 1.1.", mend)
    if is_without_secrecy:
        mend = "Allow cipher suites with ECDHE only (docs/operating.md has a list for nginx)."
        yield Finding("tls/no-forward-secrecy", f"https://{host} agrees to suites without forward secrecy.", mend)
    if None in (is_old, is_without_secrecy):
        sentence = f"Whether https://{host} agrees to TLS of former days could not be tried: OpenSSL here has none."
        mend = "Run `vouchsafe doctor` from a machine whose OpenSSL still has TLS 1.0 and RSA key exchange."
        yield Finding("tls/not-tried", sentence, mend, dangerous=False)


def _agrees(host: str, port: int, lowest: ssl.TLSVersion, highest: ssl.TLSVersion, ciphers: str) -> bool | None:
    """Whether a handshake within these bounds succeeds; whose certificate it is was looked at before.

    None where it cannot be tried, because this machine's OpenSSL was built without such versions or suites.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of the very versions that are looked for
            context.minimum_version, context.maximum_version = lowest, highest
    except (ssl.SSLError, ValueError):
        return None
    reached = "127.0.0.1" if is_loopback(host) else host
    try:
        with (
            socket.create_connection((reached, port), timeout=PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=host),
        ):
            return True
    except OSError as error:
        return None if getattr(error, "reason", None) == "NO_PROTOCOLS_AVAILABLE" else False


def _kind_of(error: Exception) -> str:
    """What went wrong, without what a peer said of it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number, type(error).__name__) if isinstance(number, int) else type(error).__name__
