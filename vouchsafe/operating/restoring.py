"""Putting a backup back, into a server that holds nothing yet."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

import msgspec
from django.core.management import call_command
from django.db import connection

from vouchsafe.cases import erasure
from vouchsafe.cases.models import Case
from vouchsafe.common import uploads
from vouchsafe.common.storage import storage
from vouchsafe.operating import archive, postgres
from vouchsafe.operating.archive import Opened
from vouchsafe.operating.backup import BLOBS, DATABASE, KEYS, is_over
from vouchsafe.operating.errors import OperatingError
from vouchsafe.people.tenancy import make_role
from vouchsafe.vault.age.file import PIECE
from vouchsafe.vault.age.header import Unlocker

_AT_ONCE: Final = 1000


class Restored(msgspec.Struct, frozen=True):
    """How much was put back, and how many cases have no erasure key: nobody can open those."""

    blobs: int
    cases: int
    without_key: int


def restore(path: Path, unlockers: list[Unlocker]) -> Restored:
    """Put a backup of the data back.

    1. Only where nothing is lost by it: an empty database, and no blobs.
    2. The whole file is read and found authentic before any of it is used.
    3. The database in one transaction, then the blobs, each under the name that its two ids give.
    4. This release's migrations, and the rules that hold organisations apart.
    Erasure keys stay as they are: what was erased since the backup was made is not opened by it.
    Raises OperatingError "restore/not-empty" and as `archive.reading`.
    """
    _refuse_full()
    archive.verify(path, unlockers, "data")
    with archive.reading(path, unlockers, "data") as opened:
        blobs = _put_back(opened)
    call_command("migrate", interactive=False, verbosity=0)
    named = Case.objects.values_list("organisation_id", "erasure_id").iterator()
    return Restored(blobs, Case.objects.count(), sum(not erasure.is_kept(*ids) for ids in named))


def restore_keys(path: Path, unlockers: list[Unlocker]) -> int:
    """Put back those erasure keys that a case of the database names and the store lacks; gives how many.

    Restore the database first. A backup older than seven days is refused: it could open what was promised to be
    erased. Raises OperatingError "restore/keys-too-old" and as `archive.reading`.
    """
    made_on = archive.verify(path, unlockers, "erasure-keys").made_on
    if is_over(made_on):
        message = f"This backup of erasure keys is of {made_on}: it opens cases that were erased since. Delete it."
        raise OperatingError("restore/keys-too-old", message)
    put = 0
    with archive.reading(path, unlockers, "erasure-keys") as opened:
        for some in _by_the_thousand(opened):
            named = Case.objects.filter(erasure_id__in=[key for _organisation, key in some])
            for ids in named.values_list("organisation_id", "erasure_id"):
                if ids in some and not erasure.is_kept(*ids):
                    erasure.put_key(*ids, some[ids])
                    put += 1
    return put


def _by_the_thousand(opened: Opened) -> Iterator[dict[tuple[UUID, UUID], bytes]]:
    some: dict[tuple[UUID, UUID], bytes] = {}
    for name, content in opened.members():
        some[archive.member_ids(name, KEYS)] = content.read(erasure.KEY_SIZE)
        if len(some) == _AT_ONCE:
            yield some
            some = {}
    yield some


def _refuse_full() -> None:
    if connection.introspection.table_names():
        message = "The database is not empty: restore into a new one, and let DATABASE_URL name it."
        raise OperatingError("restore/not-empty", message)
    if next(storage().old(date.max), None) is not None:
        message = "The storage holds blobs: move them away first."
        raise OperatingError("restore/not-empty", message)


def _put_back(opened: Opened) -> int:
    make_role()
    load = postgres.start(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", stdin=subprocess.PIPE
    )
    blobs = 0
    try:
        for name, content in opened.members():
            if name.startswith(f"{DATABASE}/"):
                _copy(content, load.stdin)  # type: ignore[arg-type]  # it was asked for
            else:
                if blobs == 0:
                    _end_of_database(load)
                _keep_blob(*archive.member_ids(name, BLOBS), content)
                blobs += 1
        if blobs == 0:
            _end_of_database(load)
    except BrokenPipeError:
        postgres.check_end(load, "pg_restore")
        raise
    finally:
        postgres.end(load)
    return blobs


def _end_of_database(load: "subprocess.Popen[bytes]") -> None:
    load.stdin.close()  # type: ignore[union-attr]  # as above
    postgres.check_end(load, "pg_restore")


def _keep_blob(organisation: UUID, blob: UUID, content: BinaryIO) -> None:
    """A whole blob that belongs to a case: durable, and its sender cannot take it back."""
    with uploads.sink(organisation, blob) as sink:
        _copy(content, sink)
        size = sink.tell()
    uploads.take(organisation, blob, size)


def _copy(content: BinaryIO, sink: BinaryIO) -> None:
    while piece := content.read(PIECE):
        sink.write(piece)
