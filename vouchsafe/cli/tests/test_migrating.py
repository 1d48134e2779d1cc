"""`vouchsafe migrate`, where the database does not let it in."""

import pytest
from click.testing import CliRunner
from django.db.utils import OperationalError
from psycopg.errors import LockNotAvailable

from vouchsafe.cli.server import migrate


@pytest.mark.django_db
def test_the_command_says_so_in_whatever_language_the_database_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes by the kind of the error, not by its words."""

    def locked() -> None:
        raise OperationalError from LockNotAvailable("Storniere Anfrage wegen Zeitüberschreitung einer Sperre")

    monkeypatch.setattr("vouchsafe.config.migrate.migrate_patiently", locked)
    monkeypatch.setattr("vouchsafe.cli.server.set_up_django", lambda **_how: None)
    done = CliRunner().invoke(migrate)
    assert done.exit_code == 1
    assert "run it again later" in done.output
