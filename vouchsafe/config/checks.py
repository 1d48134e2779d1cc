"""What is unsafe about a configuration: each rule one small function, with a code, a sentence and how to mend it.

Rules that ask the database are in `database_checks.py`, those that ask the object store in `storage_checks.py`.
"""

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from vouchsafe.common import telemetry
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.configuration import Config
from vouchsafe.config.onion import is_onion_address

SHORTEST_SECRET = 32
LEAST_WORK = 50
_LOOPBACK = re.compile(r"(^|\.)localhost$|^127\.0\.0\.1$|^\[::1\]$")


class Finding(msgspec.Struct, frozen=True):
    """One thing that is unsafe. `dangerous`: `serve` and `worker` refuse to start while it stands."""

    code: str
    sentence: str
    mend: str
    dangerous: bool = True


class UnsafeError(VouchsafeError):
    """Start refused: the message lists every dangerous finding."""


Rule = Callable[[Config], Iterator[Finding]]


def is_demo(config: Config) -> Iterator[Finding]:
    """The demo's sign-ins and keys are printed for everyone to read."""
    if config.demo:
        yield Finding("config/demo", "This is a demo configuration.", "Write one with `vouchsafe init`.")


def is_debugging(config: Config) -> Iterator[Finding]:
    """Debug pages show settings and what a reporter typed."""
    if config.debug:
        yield Finding("config/debug", "Debug pages are on.", "Remove `debug` from the configuration.")


def mails_to_console(config: Config) -> Iterator[Finding]:
    """Console mail writes addresses and links to the log and tells nobody."""
    if config.mail.transport == "console":
        yield Finding("mail/console", "Mail is printed, not sent.", 'Set `transport = "smtp"` under [mail].')


def mails_in_the_clear(config: Config) -> Iterator[Finding]:
    """Mail to another machine without TLS can be read on the way."""
    mail = config.mail
    if mail.transport == "smtp" and mail.security == "none" and not is_loopback(mail.host):
        yield Finding(
            "mail/plain",
            f"Mail goes to {mail.host} without TLS.",
            'Set `security = "starttls"` or "tls".',
            dangerous=False,
        )


def serves_plain_http(config: Config) -> Iterator[Finding]:
    """Browsers seal only on https, on localhost, and (Tor Browser) on onions."""
    hosts = (config.hosts.report, config.hosts.desk, config.hosts.public)
    open_hosts = [host for host in map(_without_port, hosts) if not is_loopback(host) and not host.endswith(".onion")]
    if config.scheme == "http" and open_hosts:
        yield Finding(
            "hosts/http",
            f"Plain http is configured for {', '.join(open_hosts)}.",
            'Put a reverse proxy with TLS in front and set `scheme = "https"`.',
        )


def shares_a_host(config: Config) -> Iterator[Finding]:
    """Three origins are what keeps a flaw behind one door from being a flaw behind another."""
    doors = [_without_port(host) for host in (config.hosts.report, config.hosts.desk, config.hosts.public)]
    if len(set(doors)) < len(doors) or config.hosts.onion in doors[1:]:
        yield Finding("hosts/shared", "Two doors share a host.", "Give each door a host name of its own under [hosts].")


def has_a_mistyped_onion(config: Config) -> Iterator[Finding]:
    """Pages would send reporters to an address where nobody, or somebody else, answers."""
    if config.hosts.onion and not is_onion_address(config.hosts.onion):
        yield Finding(
            "hosts/onion",
            f"{config.hosts.onion} is not the address of an onion service (version 3).",
            "Copy it from the `hostname` file that tor wrote, or run `vouchsafe onion` again.",
        )


def has_a_weak_secret(config: Config) -> Iterator[Finding]:
    """The secret key signs sessions and upload addresses."""
    if len(config.secret_key) < SHORTEST_SECRET or len(set(config.secret_key)) < SHORTEST_SECRET // 3:
        yield Finding(
            "secret/weak",
            "The secret key is short or not random.",
            f"Write at least {SHORTEST_SECRET} random characters to the `secret_key_file`.",
        )


def leaves_files_open(config: Config) -> Iterator[Finding]:
    """Secrets and sealed data are for the server's own user."""
    for path in [config.data_dir, *config.secret_files]:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO:
            yield Finding("files/open", f"Every user of this machine may enter {path}.", f"Run `chmod o= {path}`.")


def has_no_data_folder(config: Config) -> Iterator[Finding]:
    """Without it the first report fails."""
    if not config.data_dir.is_dir():
        yield Finding("files/missing", f"The data folder {config.data_dir} does not exist.", "Make it, mode 700.")


def asks_for_no_work(config: Config) -> Iterator[Finding]:
    """A proof of work that costs nothing leaves the quotas as the only thing between a flood and the day's end."""
    if config.limits.work < LEAST_WORK or config.limits.most_work < config.limits.work:
        yield Finding(
            "limits/work",
            "The proof of work that is asked of reporters is too small to hold a flood back.",
            f"Under [limits], let `work` be at least {LEAST_WORK}, and `most_work` no less than `work`.",
            dangerous=False,
        )


def trusts_a_provider_in_the_clear(config: Config) -> Iterator[Finding]:
    """Who answers for an OpenID Provider over plain http can sign in as every member."""
    for provider in config.sign_in.providers:
        address = urlsplit(provider.issuer)
        if address.scheme != "https" and not is_loopback(address.hostname or ""):
            yield Finding(
                "sign-in/plain",
                f"The provider {provider.id} is asked in the clear.",
                "Let its issuer begin with https.",
            )


def lacks_the_client(client_dir: Path) -> Iterator[Finding]:
    """A source tree that was never built; a wheel always has it."""
    if not (client_dir / "manifest.json").is_file():
        yield Finding("client/not-built", "The browsers' part is not built.", "Run `make build`, or install the wheel.")


def lacks_telemetry(_config: Config) -> Iterator[Finding]:
    """Variables name a collector, and what speaks with it is not installed."""
    if telemetry.is_missing():
        mend = "Install vouchsafe[telemetry], or take the variables OTEL_EXPORTER_OTLP_… away."
        yield Finding("telemetry/not-installed", "OpenTelemetry is asked for and not installed.", mend)


RULES: tuple[Rule, ...] = (
    is_demo,
    is_debugging,
    mails_to_console,
    mails_in_the_clear,
    serves_plain_http,
    shares_a_host,
    has_a_mistyped_onion,
    has_a_weak_secret,
    leaves_files_open,
    has_no_data_folder,
    asks_for_no_work,
    trusts_a_provider_in_the_clear,
    lacks_telemetry,
)


def check_configuration(config: Config) -> list[Finding]:
    """Every finding that the configuration alone shows."""
    return [finding for rule in RULES for finding in rule(config)]


def refuse_if_dangerous(findings: list[Finding]) -> None:
    """Raises UnsafeError "check/unsafe", one line for each dangerous finding."""
    lines = [f"  {finding.sentence} {finding.mend} ({finding.code})" for finding in findings if finding.dangerous]
    if lines:
        raise UnsafeError("check/unsafe", "\n".join(["Vouchsafe does not start like this:", *lines]), 500)


def is_loopback(host: str) -> bool:
    """Whether a host is this very machine: traffic with it crosses no network."""
    return _LOOPBACK.search(host) is not None


def _without_port(host: str) -> str:
    return re.sub(r":\d+$", "", host)
