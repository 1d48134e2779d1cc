"""PostgreSQL's own programs, run on the database of the configuration."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from vouchsafe.config.embedded import PROGRAMS
from vouchsafe.operating.errors import OperatingError

_DEBIAN: Final = "/usr/lib/postgresql/{}/bin"
_PER_MAJOR: Final = 10_000


def program(name: str) -> str:
    """The path of `pg_dump`, `pg_restore` or another of the same major version as the server.

    Others can write what that server does not read. Looked for in the wheel, where Debian has them, and on PATH.
    Raises OperatingError "postgres/no-program".
    """
    wanted = _connected().info.server_version // _PER_MAJOR
    for folder in (PROGRAMS.get(wanted), Path(_DEBIAN.format(wanted)), *map(Path, os.get_exec_path())):
        if folder and (path := folder / name).is_file() and _major(path) == wanted:
            return str(path)
    message = f"There is no {name} of version {wanted} on this machine: install the client of that PostgreSQL."
    raise OperatingError("postgres/no-program", message)


def start(name: str, *arguments: str, stdin: int | None = None, stdout: int | None = None) -> "subprocess.Popen[bytes]":
    """Start one of these programs on the database. Its password goes by the environment, which others cannot read."""
    command: Sequence[str] = [program(name), "--no-password", f"--dbname={_named()}", *arguments]
    environment: Mapping[str, str] = {**os.environ, "PGPASSWORD": _connected().info.password}
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, env=environment)  # noqa: S603 - our own arguments


def check_end(process: "subprocess.Popen[bytes]", name: str) -> None:
    """Wait for it. Raises OperatingError "postgres/failed"; what it said of itself stands on standard error."""
    if process.wait() != 0:
        raise OperatingError("postgres/failed", f"{name} failed (see above): nothing that it wrote is to be used.")


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it, where it has not ended, after something else failed."""
    with suppress(ProcessLookupError):
        process.kill()
    process.wait()


def _named() -> str:
    """What the configuration says of the connection, its password apart.

    Not what the connection says of itself: libpq names its own defaults there, of which an older program knows nothing.
    """
    options = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - {"password"}
    said = connection.get_connection_params()
    return make_conninfo(**{name: value for name, value in said.items() if name in options})


def _connected() -> "psycopg.Connection[tuple[object, ...]]":
    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


def _major(path: Path) -> int:
    said = subprocess.run([path, "--version"], check=True, capture_output=True, text=True)  # noqa: S603 - as above
    return int(said.stdout.split()[2].split(".")[0])
