"""Backups: database and blobs as of one moment in one file, erasure keys apart from them (protocol §10)."""

import os
import re
import subprocess
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from vouchsafe.cases import erasure
from vouchsafe.cases.models import Blob
from vouchsafe.common import clock, uploads
from vouchsafe.operating import archive, postgres
from vouchsafe.operating.archive import Kind, Manifest, Writer
from vouchsafe.operating.errors import OperatingError
from vouchsafe.people.models import Card, Organisation
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.hybrid import Recipient

KEYS_KEPT: Final = timedelta(days=7)
"""N of protocol §10: so long a copy of an erasure key may live, and so long after erasing a case is "erased"."""

DATABASE: Final = "database"
BLOBS: Final = "blobs"
KEYS: Final = "erasure"
_PIECE: Final = 4 * 1024 * 1024
_KEYS_FILE: Final = re.compile(r"erasure-keys-(\d{4}-\d\d-\d\d)\.tar\.age")
# Who is signed in and what waits to be guessed is of the moment: it belongs in no copy.
LEFT_OUT: Final = ("django_session", "people_opensession", "people_attempts")


def recipients(given: Sequence[str]) -> list[Recipient]:
    """Whom to seal to: the operator's age recipients that are given, else the recovery sheets of the organisation.

    Raises OperatingError "backup/recipient" for one that is none or not post-quantum, and where several organisations
    share the server: one's sheets must not open what is known of another.
    """
    if given:
        return [_parse(each) for each in given]
    if Organisation.objects.count() > 1:
        message = "Several organisations share this server: give your own key (age-keygen -pq) with --recipient."
        raise OperatingError("backup/recipient", message)
    sheets = Card.objects.filter(kind=Card.Kind.RECOVERY, introduced_in__isnull=False).order_by("fingerprint")
    found = [Recipient.from_bytes(bytes(raw)) for raw in sheets.values_list("recipient", flat=True)]
    if not found:
        message = "No organisation has a recovery sheet yet: give your own key (age-keygen -pq) with --recipient."
        raise OperatingError("backup/recipient", message)
    return found


def back_up(path: Path, to: Sequence[Recipient]) -> list[str]:
    """Write database and blobs into a new file at `path`; gives the blobs ("ORGANISATION/BLOB") that are lost.

    1. A snapshot of the database, kept open: everything that follows is of that moment.
    2. All rows of it, but for those that are of the moment only.
    3. The blobs that it names. They never change once they are whole; one of a case that was erased meanwhile is gone
       for good, and is not missed.
    Raises OperatingError "backup/file", "postgres/no-program" or "postgres/failed", and leaves no file then.
    """
    with archive.writing(path, to, _manifest("data")) as writer:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
            _add_database(writer, snapshot)
            missing = _add_blobs(writer)
        lost = Blob.objects.filter(id__in=missing).order_by("organisation_id", "id")
        return [f"{organisation}/{blob}" for organisation, blob in lost.values_list("organisation_id", "id")]


def _add_database(writer: Writer, snapshot: str) -> None:
    left_out = [f"--exclude-table-data={table}" for table in LEFT_OUT]
    dump = postgres.start(
        "pg_dump",
        *("--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
        *left_out,
        stdout=subprocess.PIPE,
    )
    try:
        number = 0
        while piece := dump.stdout.read(_PIECE):  # type: ignore[union-attr]  # it was asked for
            writer.add_bytes(f"{DATABASE}/{number:06}", piece)
            number += 1
        postgres.check_end(dump, "pg_dump")
    finally:
        postgres.end(dump)


def _add_blobs(writer: Writer) -> list[UUID]:
    """Add what the database names; the ids of those that are not there."""
    missing = []
    named = Blob.objects.order_by("organisation_id", "id").values_list("organisation_id", "id")
    for organisation, blob in named.iterator():
        try:
            content = uploads.open_blob(organisation, blob)
        except FileNotFoundError:
            missing.append(blob)
            continue
        with content:
            size = content.seek(0, os.SEEK_END)
            content.seek(0)
            writer.add(f"{BLOBS}/{organisation}/{blob}", content, size)
    return missing


def back_up_keys(folder: Path, to: Sequence[Recipient]) -> Path:
    """Write all erasure keys into today's file in `folder`, and delete those there that are older than seven days.

    The old ones go first, so that a full disk keeps no copy longer than its time. Raises as `back_up`.
    """
    rotate(folder)
    path = folder / f"erasure-keys-{clock.today()}.tar.age"
    path.unlink(missing_ok=True)  # the second one of a day replaces the first
    with archive.writing(path, to, _manifest("erasure-keys")) as writer:
        for organisation, key in erasure.all_ids():
            try:
                writer.add_bytes(f"{KEYS}/{organisation}/{key}", erasure.read_key(organisation, key))
            except erasure.ErasureKeyMissingError:
                continue  # its case was erased a moment ago
    return path


def rotate(folder: Path) -> list[date]:
    """Delete backups of erasure keys in `folder` whose time is over; the days that they were of."""
    gone = []
    for path in folder.iterdir() if folder.is_dir() else ():
        found = _KEYS_FILE.fullmatch(path.name)
        if found and is_over(day := date.fromisoformat(found[1])):
            path.unlink()
            gone.append(day)
    return sorted(gone)


def is_over(made_on: date) -> bool:
    """Whether a backup of erasure keys of that day must not be used any more."""
    return made_on < clock.today() - KEYS_KEPT


def _manifest(kind: Kind) -> Manifest:
    return Manifest(format=archive.FORMAT, kind=kind, made_on=clock.today(), release=settings.VOUCHSAFE.release)


def _parse(text: str) -> Recipient:
    try:
        return Recipient.parse(text)
    except VaultError as error:
        raise OperatingError("backup/recipient", error.message) from error
