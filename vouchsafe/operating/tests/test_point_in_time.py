"""Back to a point in time, as docs/operating.md says it, on a real PostgreSQL with an archive of its log."""

import shutil
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from vouchsafe.cases.models import Case, Clock
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.common.tests import laid
from vouchsafe.law.packs import Matter
from vouchsafe.operating.tests.cluster import Cluster, ask, base_backup, cluster, owned
from vouchsafe.operating.tests.conftest import Run
from vouchsafe.operating.tests.test_backup import reads
from vouchsafe.porch.tests.running import running
from vouchsafe.porch.tests.test_no_minute import leave_a_report

DUE = "UPDATE cases_clock SET due_on = current_date - 2 WHERE matter = 'retention' RETURNING case_id"


def begin_archiving(of: Cluster, archive: Path) -> None:
    """Started anew, it keeps its log in that folder, and lets a base backup be taken."""
    archive.mkdir(mode=0o700)
    owned(archive)
    of.stop()
    of.configure({"archive_mode": "on", "archive_command": f'test ! -f "{archive}/%f" && cp "%p" "{archive}/%f"'})
    with (of.folder / "pg_hba.conf").open("a", encoding="utf-8") as rules:
        rules.write("local replication all peer map=vouchsafe\n")
    of.start()


def archive_until_now(of: Cluster) -> None:
    """Returns once the archive holds everything that was committed before."""
    last = ask(of.admin, "SELECT pg_walfile_name(pg_switch_wal())")
    deadline = time.monotonic() + 120
    while ask(of.admin, "SELECT coalesce(max(last_archived_wal), '') FROM pg_stat_archiver") < last:
        assert time.monotonic() < deadline, "the archive does not get it"
        time.sleep(0.1)


def recover(backup: Cluster, archive: Path, point: str) -> None:
    """The steps of docs/operating.md; returns once it leads."""
    (backup.folder / "recovery.signal").touch()
    backup.configure(
        {
            "restore_command": f'cp "{archive}/%f" "%p"',
            "recovery_target_name": point,
            "recovery_target_action": "promote",
            "archive_mode": "off",
        }
    )
    owned(backup.folder)
    backup.start()
    deadline = time.monotonic() + 120
    while ask(backup.admin, "SELECT pg_is_in_recovery()") == "True":
        assert time.monotonic() < deadline, "it does not begin to lead"
        time.sleep(0.1)


def test_a_server_goes_back_to_a_point_and_opens_nothing_that_was_erased_since(
    house: House,
    here: dict[str, str],
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The report before the point is whole, file and all; the one after it is not there; an erased one stays erased."""
    kept, erased = cast.send(house, attachment=b"the ledger"), cast.send(house)
    in_a_month = clock.today() + timedelta(days=30)
    case = Case.objects.get(id=erased.case)
    Clock.objects.create(organisation=house.organisation, case=case, matter=Matter.RETENTION, due_on=in_a_month)
    archive = tmp_path / "archive"
    with ExitStack() as whole:
        own = whole.enter_context(cluster(tmp_path / "own"))
        begin_archiving(own, archive)
        recovered = whole.enter_context(base_backup(own, tmp_path / "recovered"))
        there = {**here, "DATABASE_URL": own.url}
        with running(tmp_path, variables={"DATABASE_URL": own.url}) as server:
            first = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
            ask(own.admin, "SELECT pg_create_restore_point('before-the-mistake')")
            capsys.readouterr()  # what the reporter read in the mailbox
            second = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
        for each in (kept.case, erased.case, first.case_id, second.case_id):
            assert reads(there, house, each).stdout == "opened True\n"
        assert ask(own.admin, DUE) == str(erased.case)
        assert run(there, "retention").stdout.endswith("1 erased.\n")
        archive_until_now(own)
        own.stop()
        shutil.rmtree(own.folder)
        recover(recovered, archive, "before-the-mistake")
        there = {**here, "DATABASE_URL": recovered.url}
        for each in (kept.case, first.case_id):
            assert reads(there, house, each).stdout == "opened True\n"
        assert "NotFound" in reads(there, house, second.case_id).stderr
        assert "ErasureKeyMissingError" in reads(there, house, erased.case).stderr
        with psycopg.connect(recovered.url) as connection:
            named = connection.execute("SELECT id, organisation_id FROM cases_blob").fetchall()
            assert connection.execute("SELECT count(*) FROM cases_case").fetchone() == (3,)
        assert len(named) >= 2
        assert [blob for blob, organisation in named if not laid.is_there(organisation, blob)] == []
        assert "database/" not in run(there, "check").stdout
        capsys.readouterr()
        with running(tmp_path, variables={"DATABASE_URL": recovered.url}) as server:
            third = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
        assert reads(there, house, third.case_id).stdout == "opened True\n"
