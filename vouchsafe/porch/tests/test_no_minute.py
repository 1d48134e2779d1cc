"""A reporter's minute is nowhere: not in rows, their order, jobs, files or logs (protocol §8).

Not looked at here: PostgreSQL's write-ahead log and a file system's times of birth, of which the threat model speaks.
"""

import io
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from vouchsafe.cases import erasure, nightly, tasks
from vouchsafe.cases.models import Case, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock
from vouchsafe.common.storage.folder import folder as blob_folder
from vouchsafe.intake.terminal.report import report
from vouchsafe.intake.terminal.thread import thread
from vouchsafe.intake.tests.test_terminal import ANSWERS
from vouchsafe.porch.tests.running import running
from vouchsafe.vault.receipt import Receipt

AROUND = timedelta(minutes=10)
OF_A_CASE = ("case", "casekey", "grant", "item", "blob", "event", "clock")
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?(\.\d+)?")
_NUMBER = re.compile(r"(?<![\w.-])\d{10}(\d{3}|\d{6}|\d{9})?(\.\d+)?(?![\w-])")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
A_SECOND, AN_HOUR = 10, 3600


@pytest.fixture
def house(transactional_db: None) -> House:
    """The Meridian Institute, set up."""
    return cast.meridian()


def everything() -> set[str]:
    """Every row of every table, the queue's included, as text after its table's name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows = set()
        for table in tables:
            cursor.execute(f"SELECT each::text FROM {table} AS each")  # noqa: S608 - the names of our own tables
            rows |= {f"{table}: {row[0]}" for row in cursor.fetchall()}
    return rows


def times_in(text: str, since: datetime) -> list[str]:
    """What in a text tells a time of day: written out, as a number around that moment, or hidden in a UUID."""
    found = [match[0] for match in _TIME.finditer(text) if not re.fullmatch(r"\d\d:00(:00)?", match[0])]
    for match in _NUMBER.finditer(text):
        seconds = float(match[0].split(".")[0][:A_SECOND])
        if abs(seconds - since.timestamp()) < AROUND.total_seconds() and seconds % AN_HOUR:
            found.append(match[0])
    return found + [each for each in _UUID.findall(text) if UUID(each).version != 4]


def test_the_search_finds_what_it_looks_for() -> None:
    """Each form in which a minute could be kept is one that the search knows; days and whole hours are not."""
    now = datetime(2026, 11, 26, 4, 37, 12, tzinfo=UTC)
    stamp = int(now.timestamp())
    told = ["2026-11-26 04:37:12.5+00", "04:37", str(stamp), f"{stamp}123", f"{stamp}.25", f'"at": {stamp}000000']
    told += ["017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "1ef0a3de-1c2b-11f0-8000-325096b39f47"]
    assert [text for text in told if not times_in(text, now)] == []
    silent = ["(2026-11-26,12)", "2026-11-26 05:00:00+00", str(stamp - stamp % 3600), "1999999999"]
    silent += ["9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d", f"\\x00{stamp}ff"]
    assert [text for text in silent if times_in(text, now)] == []


def leave_a_report(port: int, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> Receipt:
    """A report with a file over HTTP, then back with the receipt, to write once more."""
    answers, attached = folder / "answers.toml", folder / "ledger.bin"
    answers.write_text(ANSWERS, "utf-8")
    attached.write_bytes(b"the ledger" * 10_000)
    origin = f"http://report.localhost:{port}/en/meridian"
    report(f"{origin}/integrity/", answers, [attached])
    receipt = Receipt.parse(capsys.readouterr().out)
    patch.setattr("sys.stdin", io.StringIO(f"{receipt.text}\nHall four.\n"))
    thread(f"{origin}/return/")
    return receipt


def test_a_report_over_http_leaves_its_day_and_no_time_of_day(
    house: House, tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In no row that came or changed, no job, no notice, no file's or folder's time, and no line of the log."""
    with running(tmp_path, settings_lines='logs = "json"') as server:
        before, logged, now = everything(), server.log.read_text(), clock.now()
        receipt = leave_a_report(server.port, tmp_path, capsys, monkeypatch)
        came = everything() - before
        assert {row.split(": ")[0] for row in came} >= {"cases_case", "cases_item", "cases_grant", "cases_blob"}
        assert not [row for row in came if row.startswith("procrastinate")]
        tasks.post_notices(timestamp=0)
        tasks.remind(timestamp=0)
        came |= everything() - before
        assert any(row.startswith("delivery_message") for row in came)
        assert {row: times for row in came if (times := times_in(row, now))} == {}
        assert not [row for row in came if row.startswith("delivery") and str(receipt.case_id) in row]
        assert server.log.read_text() == logged

    midnight = clock.start_of(now.date())
    stored = [path for path in data_dir.rglob("*") if path != data_dir]
    assert {path.parts[len(data_dir.parts)] for path in stored} == {"blobs", "erasure"}
    told = {path: path.stat().st_mtime for path in stored if path.stat().st_mtime % 86_400}
    assert told == {}
    assert {path.stat().st_mtime for path in stored if path.is_file()} <= {midnight, midnight + 86_400}


def make_them_yesterdays(cases: Iterable[UUID], data_dir: Path) -> None:
    """The rows and files of these cases, a day older."""
    yesterday = clock.today() - timedelta(days=1)
    Case.objects.filter(id__in=cases).update(received_on=yesterday)
    Item.objects.filter(case__in=cases).update(day=yesterday)
    for path in data_dir.rglob("*"):
        os.utime(path, (clock.start_of(yesterday),) * 2)


def test_after_the_night_neither_transactions_nor_files_tell_the_order(house: House, data_dir: Path) -> None:
    """All rows of a day are one transaction's; what the kernel notes of files tells the night, in order of names."""
    cases = [cast.send(house, attachment=b"the ledger").case for _each in range(4)]
    make_them_yesterdays(cases, data_dir)
    files = [path for root in (blob_folder(), erasure.folder()) for path in root.rglob("*")]
    before = {path: path.stat().st_ctime_ns for path in files}

    nightly.close_days()

    with connection.cursor() as cursor:
        writers = set()
        for table in OF_A_CASE:
            cursor.execute(f"SELECT DISTINCT xmin::text FROM cases_{table}")  # noqa: S608 - names of ours
            writers |= {row[0] for row in cursor.fetchall()}
    assert len(writers) == 1
    assert all(path.stat().st_ctime_ns > before[path] for path in files)
    for root in (blob_folder(), erasure.folder()):
        touched = sorted(path for path in files if path.is_relative_to(root))
        assert sorted(touched, key=lambda path: (path.stat().st_ctime_ns, path)) == touched
    assert {path.stat().st_mtime for path in files} == {clock.start_of(clock.today() - timedelta(days=1))}


def test_the_database_counts_nothing_that_a_reporter_causes(house: House) -> None:
    """No table of a case has a sequence or a column with a time of day, and PostgreSQL keeps no times of commits."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW track_commit_timestamp")
        assert cursor.fetchone() == ("off",)
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_name = ANY(%s) AND table_schema = 'public' AND (data_type LIKE 'time%%'
               OR is_identity = 'YES' OR column_default LIKE 'nextval%%')""",
            [[f"cases_{table}" for table in OF_A_CASE] + ["intake_use", "cases_reading"]],
        )
        assert cursor.fetchall() == []
