"""Uploads that no report took."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from vouchsafe.cases import blobs, tasks
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.common import clock, uploads


def lay(house: House, blob: UUID, days_ago: int, *, whole: bool = True) -> Path:
    """An upload of so many days ago."""
    cast.put_blob(house, blob, b"sealed")
    path = uploads.path_of(house.organisation.id, blob)
    if not whole:
        path = path.rename(uploads.part_of(path))
    day = clock.start_of(clock.today() - timedelta(days=days_ago))
    os.utime(path, (day, day))
    return path


@pytest.mark.parametrize("whole", [True, False])
def test_an_upload_is_kept_for_a_day_rounded_up(house: House, whole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Today's and yesterday's may still be taken by a report; older ones go, whole or not."""
    kept = [lay(house, uuid4(), days, whole=whole) for days in (0, 1)]
    gone = [lay(house, uuid4(), days, whole=whole) for days in (2, 30)]

    assert blobs.sweep() == len(gone)
    assert blobs.sweep() == 0

    assert all(path.exists() for path in kept)
    assert not any(path.exists() for path in gone)


def test_an_attachment_of_a_case_is_never_swept(house: House) -> None:
    """However old it is."""
    sent = cast.send(house, attachment=b"the ledger")
    path = lay(house, sent.blobs[0], 400)

    tasks.sweep_blobs(timestamp=0)

    assert path.exists()


def test_what_is_not_an_upload_is_left_alone(house: House, data_dir: Path) -> None:
    """An operator's file in the folder is not ours to remove."""
    lay(house, uuid4(), 0)
    (folder,) = data_dir.glob("blobs/*/??")
    note = folder / "README"
    note.write_text("restored from tape 7")
    os.utime(note, (0, 0))

    assert blobs.sweep() == 0
    assert note.exists()


def test_a_folder_that_is_not_there_yet_is_no_error(db: None) -> None:
    """The first night of a new server."""
    assert blobs.sweep() == 0
