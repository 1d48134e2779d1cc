"""A restore drill: what was backed up is put back elsewhere and read there; what was erased stays erased."""

import io
import os
import subprocess
import sys
import tarfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from vouchsafe.cases import erasure, retention
from vouchsafe.cases.models import Case
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock, uploads
from vouchsafe.common.tests import laid
from vouchsafe.law.packs import Matter
from vouchsafe.operating import archive, backup
from vouchsafe.operating.tests.conftest import Run
from vouchsafe.vault.age.file import open_bytes
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.primitives import sha256

READ = """
import sys
from uuid import UUID
from vouchsafe.cli.preparing import set_up_django
set_up_django(as_system=True)
from vouchsafe.cases import queries
from vouchsafe.cases.models import Case, Grant
from vouchsafe.people.models import Member
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.grants import open_grant
hana = Member.objects.get(email="hana@meridian.example")
case = queries.case_for(hana, UUID(sys.argv[1]))
grants = [open_grant(Identity.parse(sys.argv[2]), one.sealed) for one in queries.grants_for(hana, case)]
print("opened", {grant.case for grant in grants} == {case.id})
"""

BLOB = """
import hashlib, sys
from uuid import UUID
from vouchsafe.cli.preparing import set_up_django
set_up_django(as_system=True)
from vouchsafe.common import uploads
with uploads.open_blob(UUID(sys.argv[1]), UUID(sys.argv[2])) as file:
    print(hashlib.file_digest(file, "sha256").hexdigest())
"""


@pytest.fixture
def operator(tmp_path: Path) -> tuple[str, Path]:
    """The operator's recipient, and the file with its identity as age-keygen writes it."""
    identity, file = Identity.generate(), tmp_path / "operator.key"
    file.write_text(f"# created: some day\n# public key: {identity.recipient.to_string()}\n{identity.to_string()}\n")
    return identity.recipient.to_string(), file


def reads(environment: dict[str, str], house: House, case: UUID) -> "subprocess.CompletedProcess[str]":
    """Hana's grants of a case, opened on the server of that environment."""
    return does(environment, READ, case, house.hana.keys.identity.to_string())


def does(environment: dict[str, str], script: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """A script on the server of that environment."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=120)


def rows(environment: dict[str, str]) -> dict[str, list[str]]:
    """Every row that a backup is to hold, by table."""
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = sorted(name for (name,) in tables if name not in backup.LEFT_OUT)
        return {
            name: sorted(row[0] for row in connection.execute(f"SELECT each::text FROM {name} AS each"))  # noqa: S608 - ours
            for name in names
        }


def test_a_restored_server_has_every_row_and_file_and_its_handlers_read(
    house: House, here: dict[str, str], elsewhere: dict[str, str], run: Run, tmp_path: Path, operator: tuple[str, Path]
) -> None:
    """Sealed to the operator's key, put back into an empty server with the keys' own backup; policies hold there."""
    sent = [cast.send(house, attachment=os.urandom(200_000)) for _each in range(3)]
    recipient, identity = operator
    file, keys = tmp_path / "monday.tar.age", tmp_path / "keys"
    keys.mkdir()

    assert run(here, "backup", file, "--recipient", recipient).returncode == 0
    assert run(here, "backup-keys", keys, "--recipient", recipient).returncode == 0
    (keys_file,) = keys.iterdir()
    restored = run(elsewhere, "restore", file, "--identity", identity)
    assert (restored.returncode, "3 cases have no erasure key" in restored.stdout) == (1, True), restored.stderr
    keyed = run(elsewhere, "restore-keys", keys_file, "--identity", identity)
    assert keyed.stdout == "Put back 3 erasure keys.\n", keyed.stderr

    assert rows(elsewhere) == rows(here)
    for one in sent:
        assert reads(elsewhere, house, one.case).stdout == "opened True\n"
        (blob,) = one.blobs
        original = laid.content_of(house.organisation.id, blob)
        assert does(elsewhere, BLOB, house.organisation.id, blob).stdout == f"{sha256(original).hex()}\n"
    copies = [path.stat() for path in (tmp_path / "elsewhere" / "blobs").glob("*/*/*")]
    assert len(copies) == (len(sent) if settings.VOUCHSAFE.s3 is None else 0)
    assert all((copy.st_mode & 0o777, copy.st_mtime % 86_400) == (0o400, 0) for copy in copies)
    checked = run(elsewhere, "check")
    assert "database/" not in checked.stdout, checked.stdout
    again = run(elsewhere, "restore", file, "--identity", identity)
    assert (again.returncode, "not empty" in again.stderr) == (1, True)


def test_an_old_backup_does_not_open_a_case_that_was_erased_since(
    house: House, here: dict[str, str], elsewhere: dict[str, str], run: Run, tmp_path: Path, operator: tuple[str, Path]
) -> None:
    """Its rows come back, and no key to them: neither with today's erasure keys nor with a backup that is too old."""
    kept, erased = cast.send(house), cast.send(house)
    recipient, identity = operator
    file, keys = tmp_path / "old.tar.age", tmp_path / "keys"
    keys.mkdir()
    assert run(here, "backup", file, "--recipient", recipient).returncode == 0
    old = backup.back_up_keys(keys, backup.recipients([recipient]))
    erase(erased.case)
    new = tmp_path / "new"
    new.mkdir()
    today = backup.back_up_keys(new, backup.recipients([recipient]))

    assert run(elsewhere, "restore", file, "--identity", identity).returncode == 1
    assert run(elsewhere, "restore-keys", today, "--identity", identity).returncode == 0
    assert reads(elsewhere, house, kept.case).stdout == "opened True\n"
    assert "ErasureKeyMissingError" in reads(elsewhere, house, erased.case).stderr

    made_then = seal_as_of(old, tmp_path, operator, days=8)
    refused = run(elsewhere, "restore-keys", made_then, "--identity", identity)
    assert (refused.returncode, "erased since" in refused.stderr) == (1, True)
    assert "ErasureKeyMissingError" in reads(elsewhere, house, erased.case).stderr


def erase(case: UUID) -> None:
    """As the night does."""
    with transaction.atomic():
        retention.erase(Case.objects.select_for_update().get(id=case), Matter.RETENTION)


def seal_as_of(keys: Path, folder: Path, operator: tuple[str, Path], *, days: int) -> Path:
    """The same keys in an archive that was made so many days ago."""
    identity = Identity.parse(operator[1].read_text().splitlines()[-1])
    made_on, path = clock.today() - timedelta(days=days), folder / "older.tar.age"
    manifest = archive.Manifest(format=archive.FORMAT, kind="erasure-keys", made_on=made_on, release="1")
    with (
        archive.reading(keys, [identity], "erasure-keys") as old,
        archive.writing(path, [identity.recipient], manifest) as writer,
    ):
        for name, content in old.members():
            writer.add_bytes(name, content.read())
    return path


def test_backups_of_erasure_keys_rotate_by_themselves(house: House, tmp_path: Path, data_dir: Path) -> None:
    """Eight days later the old one is gone, a file of somebody else's stays, and a day has one backup."""
    cast.send(house)
    to = backup.recipients([])
    for days in (7, 8, 40):
        (tmp_path / f"erasure-keys-{clock.today() - timedelta(days=days)}.tar.age").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("mine")
    first, second = backup.back_up_keys(tmp_path, to), backup.back_up_keys(tmp_path, to)
    assert first == second
    week_ago = f"erasure-keys-{clock.today() - timedelta(days=7)}.tar.age"
    assert {path.name for path in tmp_path.glob("*.*")} >= {first.name, week_ago, "notes.txt"}
    assert len(list(tmp_path.glob("erasure-keys-*"))) == 2


def test_a_backup_is_for_the_recovery_sheets_and_tells_nobody_else(
    house: House, here: dict[str, str], elsewhere: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """The only organisation's sheet, typed, puts it back; a handler's key does not; no erasure key is in it."""
    sent = cast.send(house, attachment=b"the ledger")
    file = tmp_path / "monday.tar.age"
    assert run(here, "backup", file).returncode == 0
    assert file.stat().st_mode & 0o077 == 0

    plain = open_bytes(file.read_bytes(), [house.sheet.keys.identity])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        names = tar.getnames()
        assert {member.mtime % 86_400 for member in tar.getmembers()} == {0}
    assert names == ["manifest.json", "database/000000", f"blobs/{house.organisation.id}/{sent.blobs[0]}"]
    assert erasure.read_key(house.organisation.id, Case.objects.get().erasure_id) not in plain

    handler = tmp_path / "hana.key"
    handler.write_text(house.hana.keys.identity.to_string())
    refused = run(elsewhere, "restore", file, "--identity", handler)
    assert (refused.returncode, "does not open" in refused.stderr) == (1, True), refused.stderr
    typed = run(elsewhere, "restore", file, typed=house.sheet.keys.identity.to_string() + "\n")
    assert "Put back 1 cases and 1 attachments." in typed.stdout, typed.stderr


@pytest.mark.parametrize("place", [5_000, -40_000, -1])
def test_a_changed_or_cut_backup_is_not_put_back(
    house: House,
    here: dict[str, str],
    elsewhere: dict[str, str],
    run: Run,
    tmp_path: Path,
    operator: tuple[str, Path],
    place: int,
) -> None:
    """One bit, or the last byte missing: nothing of it reaches the database."""
    cast.send(house, attachment=os.urandom(100_000))
    file = tmp_path / "monday.tar.age"
    assert run(here, "backup", file, "--recipient", operator[0]).returncode == 0
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content[:-1] if place == -1 else content)

    assert run(elsewhere, "restore", file, "--identity", operator[1]).returncode == 1
    assert rows(elsewhere) == {}


def test_a_key_that_is_not_post_quantum_is_refused(
    house: House, here: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """With a sentence, and no file."""
    classic = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    refused = run(here, "backup", tmp_path / "b", "--recipient", classic)
    assert (refused.returncode, "not post-quantum" in refused.stderr) == (1, True)
    assert list(tmp_path.glob("b*")) == []


def test_several_organisations_need_the_operators_key(
    house: House, here: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """One organisation's sheet must not open what the server knows of another."""
    cast.elsewhere()
    refused = run(here, "backup", tmp_path / "b")
    assert (refused.returncode, "--recipient" in refused.stderr) == (1, True)


def test_a_lost_attachment_is_told_and_one_of_an_erased_case_is_not(
    house: House, here: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """The backup is made all the same; exit status 1 says that something lacks."""
    lost = cast.send(house, attachment=b"the ledger")
    uploads.remove(house.organisation.id, lost.blobs[0])
    told = run(here, "backup", tmp_path / "b")
    assert (told.returncode, str(lost.blobs[0]) in told.stderr) == (1, True)
    erase(lost.case)
    assert run(here, "backup", tmp_path / "c").returncode == 0
