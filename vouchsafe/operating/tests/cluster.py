"""A PostgreSQL of a test's own, which it may stop, start, and recover elsewhere; it begins with what the test sees."""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from django.db import connection

from vouchsafe.config import embedded

BIN: Final = embedded.PROGRAMS[max(embedded.PROGRAMS)]
OWNER: Final = "pgserver" if os.geteuid() == 0 else None
"""PostgreSQL refuses to run as root: then it runs as the user that the wheel made for it."""


@dataclass(frozen=True)
class Cluster:
    """A server's folder, and the folder of its socket."""

    folder: Path
    socket: str

    @property
    def url(self) -> str:
        """The application's DATABASE_URL."""
        return f"postgresql://vouchsafe@/vouchsafe?host={self.socket}"

    @property
    def admin(self) -> str:
        """The same for the administrator."""
        return f"postgresql://postgres@/vouchsafe?host={self.socket}"

    def start(self) -> None:
        """Returns once it answers."""
        options = f"-h '' -k {shlex.quote(self.socket)}"
        self._control("start", "-w", "-t", "120", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Returns once it has stopped; connections are cut."""
        self._control("stop", "-w", "-m", "fast")

    def is_running(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def configure(self, values: Mapping[str, str]) -> None:
        """Settings, from the next start on."""
        lines = [f"{name} = '{value}'\n" for name, value in values.items()]
        with (self.folder / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(lines)

    def _control(self, *arguments: str) -> None:
        command: list[str | Path] = [BIN / "pg_ctl", "-D", self.folder, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=OWNER, cwd="/")


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A running server with a copy of this test's database: rows, policies and privileges."""
    first = embedded.start(folder)
    made = Cluster(first.folder, first.url.partition("?host=")[2])
    try:
        _copy_into(made)
        yield made
    finally:
        if made.is_running():
            made.stop()


def _copy_into(made: Cluster) -> None:
    place = connection.settings_dict
    source = f"postgresql://{place['USER']}@/{place['NAME']}?host={place['HOST']}"
    dump: list[str | Path] = [BIN / "pg_dump", "--format=custom", "--compress=0", f"--dbname={source}"]
    load: list[str | Path] = [BIN / "pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={made.admin}"]
    environment = {**os.environ, "PGPASSWORD": place["PASSWORD"]}
    with subprocess.Popen(dump, stdout=subprocess.PIPE, env=environment) as dumping:
        subprocess.run(load, check=True, stdin=dumping.stdout)
    assert dumping.returncode == 0


def owned(folder: Path) -> Path:
    """The folder and what is in it, given to the user that PostgreSQL runs as."""
    if OWNER is not None:
        user = pwd.getpwnam(OWNER)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return folder


@contextmanager
def base_backup(of: Cluster, folder: Path) -> Iterator[Cluster]:
    """What `pg_basebackup` makes of a running server; not started, and stopped in the end if somebody did."""
    command: list[str | Path] = [BIN / "pg_basebackup", "--checkpoint=fast", "-D", folder, "-d", of.admin]
    subprocess.run(command, check=True)
    (folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # of a socket that lay in the other's folder
    socket = Path(tempfile.mkdtemp(prefix="recovered-"))  # paths of sockets must be short
    made = Cluster(owned(folder), str(owned(socket)))
    try:
        yield made
    finally:
        if made.is_running():
            made.stop()
        shutil.rmtree(socket)


def ask(url: str, statement: str) -> str:
    """The one value that a statement gives, as text."""
    with psycopg.connect(url, autocommit=True) as connection_there:
        row = connection_there.execute(statement).fetchone()
        assert row is not None
        return str(row[0])
