"""The embedded PostgreSQL is durable, private and quiet."""

import os
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import TupleRow

from vouchsafe.config.embedded import start

FOLDER = Path(os.environ["VOUCHSAFE_TEST_FOLDER"]) / "postgres"


@pytest.fixture(scope="module")
def running(django_db_modify_db_settings: None) -> str:
    """The run's own server; its address for the application."""
    return start(FOLDER, test_databases=True).url


def ask(url: str, statement: str) -> list[TupleRow]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(statement).fetchall()


def test_application_is_a_plain_role(running: str) -> None:
    """The application connects as neither superuser nor one who passes row-level security."""
    rows = ask(running, "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
    assert rows == [("vouchsafe", False, False)]


def test_server_is_durable_and_on_a_socket_only(running: str) -> None:
    """Commits wait for the disk, and no network address is listened on."""
    settings: dict[str, str] = dict(ask(running, "SELECT name, setting FROM pg_settings"))
    names = ("fsync", "synchronous_commit", "full_page_writes", "listen_addresses")
    assert [settings[name] for name in names] == ["on", "on", "on", ""]


def test_only_this_user_may_connect(running: str) -> None:
    """The one rule of access is the operating system's word for who asks; nobody passes for the administrator."""
    admin = running.replace("vouchsafe@/vouchsafe", "postgres@/postgres")
    assert ask(admin, "SELECT type, auth_method FROM pg_hba_file_rules") == [("local", "peer")]
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        ask(running.replace("vouchsafe@", "someone@"), "SELECT 1")


def test_failing_statements_are_not_logged_with_their_values(running: str) -> None:
    """A statement that fails leaves no value of it in the server's log."""
    with pytest.raises(psycopg.DataError):
        ask(running, "SELECT 'the words of a reporter'::integer")
    with pytest.raises(psycopg.errors.UndefinedTable):
        ask(running, "SELECT 'more of them' FROM nowhere")
    log = (FOLDER / "log").read_text()
    assert "nowhere" in log
    assert "more of them" not in log
