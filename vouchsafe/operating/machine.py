"""What is unsafe about the machine and its PostgreSQL, for `vouchsafe check --deploy`: each rule one small function.

None of it keeps the server from starting: much of it is right for a trial, and wrong for the day when people report.
"""

import os
import resource
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.db import connection

from vouchsafe.common import clock
from vouchsafe.config.checks import Finding, is_loopback
from vouchsafe.config.configuration import Config
from vouchsafe.operating.credentials import ending_certificates, old_secrets

SOON: Final = timedelta(days=30)
_SWAPS: Final = Path("/proc/swaps")
_ZRAM: Final = "/dev/zram"
_CRYPT: Final = "/dev/dm-"

# What PostgreSQL must not write down: statements hold values, connections hold addresses, commits hold a minute.
_QUIET: Final = {
    "log_statement": ({"none"}, "every statement"),
    "log_min_duration_statement": ({"-1"}, "slow statements, with their values"),
    "log_min_duration_sample": ({"-1"}, "some statements, with their values"),
    "log_min_error_statement": ({"panic"}, "statements that fail, with their values"),
    "log_connections": ({"off", ""}, "who connected, and when"),
    "log_disconnections": ({"off"}, "who left, and when"),
    "track_commit_timestamp": ({"off"}, "the time of each commit, which tells a reporter's minute"),
}


def runs_as_root(_config: Config) -> Iterator[Finding]:
    """A flaw of a process of root is a flaw of the whole machine."""
    if os.geteuid() == 0:
        yield _finding("machine/root", "This runs as root.", "Make a user for Vouchsafe, and run every command as it.")


def dumps_core(_config: Config) -> Iterator[Finding]:
    """The way without script holds plain text in memory for a moment: a dump would keep it."""
    if resource.getrlimit(resource.RLIMIT_CORE)[0] != 0:
        mend = "Set LimitCORE=0 in the unit, or `ulimit -c 0` before the command."
        yield _finding("machine/core-dumps", "A process that crashes writes its memory to a file.", mend)


def swaps(_config: Config) -> Iterator[Finding]:
    """As above; encrypted or compressed in memory it stays there."""
    lines = _SWAPS.read_text("utf-8").splitlines()[1:] if _SWAPS.exists() else []
    open_ones = [name for name in (line.split()[0] for line in lines) if not name.startswith((_ZRAM, _CRYPT))]
    if open_ones:
        yield _finding(
            "machine/swap",
            f"Memory is swapped to {', '.join(open_ones)}.",
            "Turn swap off (swapoff -a), or encrypt it.",
        )


def logs_in_postgres(_config: Config) -> Iterator[Finding]:
    """What PostgreSQL writes down about statements, connections and commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(_QUIET)])
        found = dict(cursor.fetchall())
    for name, setting in sorted(found.items()):
        allowed, what = _QUIET[name]
        if setting not in allowed:
            value = max(allowed)
            yield _finding(
                "database/logs", f"PostgreSQL keeps {what} ({name} is {setting}).", f"Set {name} = {value or 'off'}."
            )


def speaks_with_postgres_in_the_clear(_config: Config) -> Iterator[Finding]:
    """Rows cross the network as they are: sealed, and with what the server knows."""
    host = connection.settings_dict["HOST"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)")
        (is_sealed,) = cursor.fetchone()
    if host and not host.startswith("/") and not is_loopback(host) and not is_sealed:
        mend = "Add ?sslmode=verify-full to DATABASE_URL."
        yield _finding("database/plain", f"The connection to PostgreSQL at {host} is not encrypted.", mend)


def asks_for_no_second_factor(config: Config) -> Iterator[Finding]:
    """A stolen password opens the desk; so do a password and a code, typed where somebody fishes for them."""
    if config.sign_in.second_factor == "offered":
        mend = 'Set second_factor = "passkey" under [sign_in], or at least "required".'
        yield _finding("sign-in/one-factor", "Members may sign in with a password alone.", mend)
    elif config.sign_in.second_factor == "required":
        mend = 'When everybody has a passkey, set second_factor = "passkey" under [sign_in].'
        yield _finding("sign-in/codes", "Members may sign in with a code, which a false page can ask them for.", mend)


def has_no_witness(config: Config) -> Iterator[Finding]:
    """Who holds the server can write another history of its record; a witness elsewhere would miss the first one."""
    if not config.witnesses:
        mend = "Ask somebody else to run `vouchsafe record serve-witness`, and list it under [[witnesses]]."
        yield _finding("record/no-witness", "Nobody outside witnesses the record.", mend)


def can_be_told_of_no_flaw(config: Config) -> Iterator[Finding]:
    """Who finds a flaw looks for /.well-known/security.txt (RFC 9116)."""
    security = config.security
    if security is None:
        mend = "Set contact and expires under [security]."
        yield _finding("security/no-contact", "Nobody is named to be told of a flaw (security.txt).", mend)
    elif security.expires <= clock.today():
        mend = "Look whether the contacts are right, and set `expires` under [security] within a year."
        yield _finding("security/expired", f"security.txt expired on {security.expires}.", mend)
    elif security.expires - clock.today() < SOON:
        mend = "Look whether the contacts are right, and set `expires` under [security] within a year."
        yield _finding("security/expires", f"security.txt expires on {security.expires}.", mend)


def keeps_old_secrets(config: Config) -> Iterator[Finding]:
    """A secret that leaked unseen is worth something until it is changed."""
    for path, days in old_secrets(config):
        mend = "Change it (docs/operating.md, Secrets that grow old)."
        yield _finding("secret/old", f"The secret {path} was last changed {days} days ago.", mend)


def shows_ending_certificates(config: Config) -> Iterator[Finding]:
    """From that day on the database or the object store lets us in no more."""
    for path, ends in ending_certificates(config):
        if ends is None:
            mend = "Put it there in PEM, for Vouchsafe's own user to read."
            yield _finding("certificate/own", f"The certificate {path} cannot be read.", mend)
        else:
            yield _finding("certificate/own", f"The certificate {path} ends on {ends}.", "Have it renewed.")


RULES: Final[tuple[Callable[[Config], Iterator[Finding]], ...]] = (
    runs_as_root,
    dumps_core,
    swaps,
    logs_in_postgres,
    speaks_with_postgres_in_the_clear,
    asks_for_no_second_factor,
    has_no_witness,
    can_be_told_of_no_flaw,
    keeps_old_secrets,
    shows_ending_certificates,
)


def check_machine(config: Config) -> list[Finding]:
    """Every finding of these rules. The database answers (`check_database` was asked before)."""
    return [finding for rule in RULES for finding in rule(config)]


def _finding(code: str, sentence: str, mend: str) -> Finding:
    return Finding(code, sentence, mend, dangerous=False)
